import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { distanceFromKeras, readKerasCase } from '../../../fixtures/keras/kerasCase.ts'
import { kerasFile, repack } from '../../../test/model/kerasFiles.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { loadLayersModel, loadWideDeepModel } from '../loadModel.ts'
import { readHdf5 } from './hdf5/readHdf5.ts'

const files = fileURLToPath(new URL('../../../fixtures/keras/files/', import.meta.url))
// Models with layers of their own are read where these are registered.
const names = readdirSync(files).filter((name) => !name.endsWith('.json') && !name.startsWith('layers-of-one-s-own'))
const sandbox = temporaryFolder()

const question = 'wide-and-deep-as-in-the-question-keras-2.keras'
const nested = 'nested-twice-with-layers-that-are-frozen-keras-3.keras'
const caseOf = (name: string) => readKerasCase(join(files, name.replace(/\.\w+$/, '.json')))

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(sandbox, name)
  writeFileSync(path, bytes)
  return path
}

test.each(names)('%s computes what Keras does', async (name) => {
  const before = tf.memory().numTensors
  const model = await loadLayersModel(join(files, name))
  expect(distanceFromKeras(model, caseOf(name))).toBeLessThan(1e-5)
  // Not the model: tf.js counts how often it is used wrongly where models are in models.
  for (const weight of model.weights) weight.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a wide & deep model comes as one, with its parts', async () => {
  const model = await loadWideDeepModel(join(files, question))
  expect(model.linear.inputNames).toEqual(['linear_model'])
  expect(model.deep.inputNames).toEqual(['conv1d_input'])
  expect(model.inputNames).toEqual(['linear_model', 'conv1d_input'])
  expect(model.weights.map(({ shape }) => shape)).toEqual([[1, 1], [1], [2, 3, 3], [3], [3, 1], [1]])
  model.dispose()
})

test('a folder with what a .keras file packs is the same', async () => {
  for (const [name, bytes] of Object.entries(unzipSync(kerasFile(nested)))) written(name, bytes)
  for (const path of [sandbox, join(sandbox, 'model.weights.h5')]) {
    const model = await loadLayersModel(path)
    expect(distanceFromKeras(model, caseOf(nested))).toBeLessThan(1e-5)
    model.dispose()
  }
})

describe('what a converter made of Keras 3', () => {
  const load = (model_config: unknown, weights: { name: string; shape: number[]; values: Float32Array }[]) =>
    loadLayersModel({
      load: async () => ({
        modelTopology: { keras_version: '3.15.1', backend: 'tensorflow', model_config: model_config as object },
        weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' as const })),
        weightData: Float32Array.from(weights.flatMap(({ values }) => [...values])).buffer,
      }),
    })

  test('of a .keras file: weights by path', async () => {
    const packed = unzipSync(kerasFile(nested))
    const { data } = await readHdf5({ bytes: packed['model.weights.h5']!, without: [], most: 1e6 })
    const weights = [...data].map(([name, { shape, values }]) => ({ name, shape: [...shape], values: values! }))
    const model = await load(JSON.parse(Buffer.from(packed['config.json']!).toString()), weights)
    expect(distanceFromKeras(model, caseOf(nested))).toBeLessThan(1e-5)
    model.dispose()
  })

  test('of an .h5 file: weights by name', async () => {
    const name = 'functional-with-two-inputs-and-two-outputs-keras-3.h5'
    const { data, texts } = await readHdf5({ bytes: kerasFile(name), without: [], most: 1e6 })
    // Names are those of their lists; a model's own name may stand before them.
    const weights = [...data].map(([path, { shape, values }], i) => ({
      name: `${i === 0 ? 'model/' : ''}${path.split('/').slice(2).join('/')}`,
      shape: [...shape],
      values: values!,
    }))
    const config: unknown = JSON.parse(texts.get('')!['model_config'] as string)
    const model = await load(config, weights)
    expect(distanceFromKeras(model, caseOf(name))).toBeLessThan(1e-5)
    model.dispose()
    await expect(load(config, weights.slice(1))).rejects.toThrow('too few weights')
    const renamed = weights.map((one, i) => (i === 0 ? { ...one, name: 'more/kernel' } : one))
    await expect(load(config, renamed)).rejects.toThrow('none that is left')
    await expect(load(config, [...weights, { ...weights[0]!, name: 'more/kernel' }])).rejects.toThrow(
      'none that is left',
    )
  })
})

describe('what is no whole model', () => {
  const h5 = kerasFile('recurrent-keras-2.h5')
  const zip = kerasFile(nested)
  const damaged = Buffer.from(zip)
  damaged[zip.indexOf('config.json') + 200]! ^= 1

  test.each<[string, Uint8Array | string, string]>([
    ['empty.h5', '', 'it is empty'],
    ['cut.h5', h5.subarray(0, 9000), 'it is cut off, or damaged'],
    ['cut.keras', zip.subarray(0, 9000), 'is no readable model'],
    ['damaged.keras', damaged, 'it has another checksum'],
    ['weights.h5', unzipSync(zip)['model.weights.h5']!, 'it holds weights, and not the model that they are of'],
    [
      'other.keras',
      repack(zip, { files: ({ 'metadata.json': kept }) => ({ 'metadata.json': kept! }) }),
      'it is a zip without config.json',
    ],
    ['lite.keras', Buffer.from('\u001c\0\0\0TFL3\0\0', 'latin1'), 'it is a TensorFlow Lite model'],
    ['json.h5', '{"format": "layers-model"}', 'it is JSON. A tf.js model is read from its folder'],
    ['text.h5', 'hello', 'it is neither HDF5 nor a zip'],
    [
      'deep.keras',
      repack(zip, { files: (all) => ({ ...all, 'config.json': Buffer.from('['.repeat(1e5)) }) }),
      'nested more than 200 deep',
    ],
  ])('%s', async (name, bytes, why) => {
    await expect(loadLayersModel(written(name, bytes))).rejects.toMatchObject({
      code: 'MODEL_UNREADABLE',
      message: expect.stringContaining(why) as string,
    })
  })

  test('no file', async () => {
    await expect(loadLayersModel(join(sandbox, 'none.keras'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  })

  test('weights that are no numbers, or not the layers’', async () => {
    const before = tf.memory().numTensors
    const spoilt = Buffer.from(h5)
    // A kernel's first number.
    const [first] = await readHdf5({ bytes: h5, without: [], most: 1e6 }).then(({ data }) => [...data.values()])
    spoilt.writeFloatLE(Number.NaN, h5.indexOf(Buffer.from(first!.values!.buffer.slice(0, 12))))
    await expect(loadLayersModel(written('nan.h5', spoilt))).rejects.toThrow(
      'holds NaN at 0, which is no finite number',
    )
    const units = (config: { config: { layers: { config: { units?: number } }[] } }): unknown => {
      for (const { config: own } of config.config.layers) if (own.units === 2) own.units = 1
      return config
    }
    await expect(loadLayersModel(written('units.keras', repack(zip, { config: units })))).rejects.toThrow(
      'has the shape [4, 2]',
    )
    expect(tf.memory().numTensors).toBe(before)
  })
})

test('the reader of HDF5 is only loaded where there is such a file', () => {
  const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const importers = sources.filter((name) => /from 'h5wasm'/.test(readFileSync(join('src', name), 'utf8')))
  expect(importers.filter((name) => !name.endsWith('.test.ts')).sort()).toEqual([
    'model/keras/hdf5/takeTree.ts',
    'model/keras/hdf5/worker.ts',
  ])
})
