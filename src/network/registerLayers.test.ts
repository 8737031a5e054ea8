import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { distanceFromKeras, readKerasCase } from '../../fixtures/keras/kerasCase.ts'
import { runCli } from '../../test/runCli.ts'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { fromJson } from '../report/index.ts'
import { loadModel } from './loadModel.ts'
import { readNetwork } from './readNetwork.ts'

const fixture = (path: string): string => fileURLToPath(new URL(`../../fixtures/${path}`, import.meta.url))
const ownLayers = fixture('keras/ownLayers.ts')
const name = 'layers-of-one-s-own-one-with-a-weight-keras'
const files = [`${name}-2.tf`, `${name}-3.keras`].map((file) => fixture(`keras/files/${file}`))
const sandbox = temporaryFolder()
const written = (file: string, text: string): string => {
  writeFileSync(join(sandbox, file), text)
  return join(sandbox, file)
}

test('without it they are named, with the advice', async () => {
  for (const file of files)
    await expect(loadModel(file)).rejects.toMatchObject({
      code: 'SETTING_UNSUPPORTED',
      message: expect.stringMatching(/"twice" \(Twice\), "scale" \(Scale\)\. .*--register/) as string,
    })
})

test.each(files)('%s computes what Keras does, and proofs know nothing of it', async (file) => {
  const model = await loadModel(file, { register: ownLayers })
  expect(distanceFromKeras(model, readKerasCase(file.replace(/\.\w+$/, '.json')))).toBeLessThan(1e-5)
  expect(readNetwork(model).opaque.length).toBeGreaterThan(0)
  model.dispose()
})

test('a layers model of tf.js has layers of one’s own, too', async () => {
  const text =
    ownLayers &&
    `import * as tf from '@tensorflow/tfjs'
class Thrice extends tf.layers.Layer {
  static className = 'Thrice'
  call(x) { return tf.mul([x].flat()[0], 3) }
}
tf.serialization.registerClass(Thrice)`
  const layer = (class_name: string, config: object) => ({ class_name, config })
  const layers = [layer('InputLayer', { name: 'x', batch_input_shape: [null, 2] }), layer('Thrice', { name: 'thrice' })]
  const json = {
    format: 'layers-model',
    modelTopology: { model_config: layer('Sequential', { name: 'model', layers }), keras_version: '2.15.0' },
    weightsManifest: [],
  }
  const path = written('model.json', JSON.stringify(json))
  await expect(loadModel(path)).rejects.toMatchObject({
    code: 'MODEL_UNREADABLE',
    message: expect.stringMatching(/tf.js has no layer \w+\. Register a class for it \(--register/) as string,
  })
  const model = await loadModel(path, { register: written('thrice.mjs', text) })
  const result = model.predict(tf.tensor2d([[1, -2]])) as tf.Tensor
  expect([...result.dataSync()]).toEqual([3, -6])
  tf.dispose(result)
  model.dispose()
})

test.each<[string, () => string, RegExp]>([
  ['is missing', () => join(sandbox, 'none.ts'), /none\.ts, which is to register layers: no such file/],
  ['is a folder', () => sandbox, /no such file/],
  ['throws', () => written('throws.ts', 'throw new Error("not today")'), /: not today/],
  ['is no module', () => written('broken.ts', 'class {{'), /broken\.ts, which is to register layers: /],
  ['registers nothing', () => written('empty.ts', 'export const layers = []'), /it registers no layer\. Call tf/],
])('a module that %s is an error', async (_what, module, why) => {
  await expect(loadModel(files[0]!, { register: module() })).rejects.toMatchObject({
    code: 'REGISTER_MODULE_UNREADABLE',
    message: expect.stringMatching(why) as string,
  })
})

test('an ONNX file has no layers to register', async () => {
  await expect(loadModel('model.onnx', { register: ownLayers })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
})

test('check registers them, and its counterexample is replayed with them', async () => {
  const corpus = join(sandbox, 'corpus')
  const more = ['--backend', 'cpu', '--corpus', corpus, '--json', '-']
  const { stdout, exitCode } = await runCli(
    // prettier-ignore
    ['check', files[1]!, '--register', ownLayers, '--input', '-1..1', '--always', '-0.01 <= y <= 0.01', ...more],
  )
  const [verdict] = fromJson(stdout).verdicts
  expect({ exitCode, status: verdict?.status }).toEqual({ exitCode: 1, status: 'refuted' })
  const stored = readFileSync(join(corpus, `${verdict!.counterexample!.id}.json`), 'utf8')
  expect(stored).toMatch(/--register \S*ownLayers\.ts/)
  const replayed = await runCli(['replay', verdict!.counterexample!.id, '--corpus', corpus, '--backend', 'cpu'])
  expect(replayed.exitCode).toBe(1)
  const { stderr } = await runCli([
    'check',
    files[1]!,
    '--register',
    'none.ts',
    '--input',
    '-1..1',
    '--always',
    'y < 1',
  ])
  expect(stderr).toContain('none.ts: no such file')
})
