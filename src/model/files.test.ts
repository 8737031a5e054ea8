import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { flatWeights } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import {
  convolutionalModel,
  fileHandler,
  linearModel,
  loadWideDeepModel,
  saveModel,
  type WideDeepModel,
  wideDeepModel,
} from './index.ts'
import { loadLayersModel } from './loadModel.ts'

let folder: string
beforeEach(async () => {
  await useBackend()
  folder = temporaryFolder()
})

function model(options: Parameters<typeof wideDeepModel>[2] = {}): WideDeepModel {
  const linear = linearModel({ inputShape: [[1], [2]], inputNames: ['dplus_raw', 'other'], name: 'wide_part' })
  const deep = convolutionalModel({ inputShape: [8, 4], filters: 3, kernelSize: 4, name: 'sequence', seed: 1 })
  return wideDeepModel(linear, deep, { name: 'both', ...options })
}

const data = (): [tf.Tensor[], tf.Tensor] => [
  [tf.linspace(0, 3, 6), tf.randomUniform([6, 2], 0, 1, 'float32', 4), tf.randomUniform([6, 8, 4], 0, 1, 'float32', 5)],
  tf.tensor1d([0, 1, 0, 1, 1, 0]),
]

const predict = (trained: tf.LayersModel, x: tf.Tensor[]): number[] =>
  tf.tidy(() => [...(trained.predict(x) as tf.Tensor).dataSync()])

describe.each(['auto', 'wasm'] as const)('saved and loaded, backend %s', (backend) => {
  test.each([
    { optimizer: ['sgd', 'adam'], loss: 'binaryCrossentropy' },
    { optimizer: ['adam', 'rmsprop'], loss: ['mse', 'binary_crossentropy'], losses: 'sum' },
    { optimizer: 'adam', loss: 'mse' },
  ])('goes on training bit for bit: $optimizer, $loss', async (options) => {
    await useBackend(backend)
    const before = tf.memory().numTensors
    const whole = model({ activation: options.loss === 'mse' ? null : 'sigmoid' })
    const [x, y] = data()
    whole.compile({ ...options, metrics: ['accuracy'] } as never)
    await whole.fit(
      x.map((t) => (t.rank === 1 ? t : t)),
      y,
      { epochs: 2, batchSize: 4, seed: 1 },
    )
    await saveModel(whole, folder, { includeOptimizer: true })
    const again = await loadWideDeepModel(folder)
    expect([again.name, again.linear.name, again.deep.name]).toEqual(['both', 'wide_part', 'sequence'])
    expect(again.linear.inputNames).toEqual(['dplus_raw', 'other'])
    for (const each of [whole, again]) await each.fit(x, y, { epochs: 4, initialEpoch: 2, batchSize: 4, seed: 1 })
    expect(flatWeights(again)).toEqual(flatWeights(whole))
    expect(flatWeights(again.linear)).toEqual(flatWeights(whole.linear))
    expect(predict(again, [tf.reshape(x[0]!, [6, 1]), x[1]!, x[2]!])).toEqual(
      predict(whole, [tf.reshape(x[0]!, [6, 1]), x[1]!, x[2]!]),
    )
    whole.dispose()
    again.dispose()
    tf.dispose([x, y])
    expect(tf.memory().numTensors - before).toBe(2)
  })
})

test('is an ordinary tfjs model, which plain tfjs loads and, within a process, trains on', async () => {
  const whole = model()
  const [x, y] = data()
  const column = tf.reshape(x[0]!, [6, 1])
  const inputs = [column, x[1]!, x[2]!]
  whole.setUserDefinedMetadata({ trained: 'yes' })
  whole.compile({ optimizer: ['sgd', 'adam'], loss: 'mse' })
  await whole.trainOnBatch(inputs, y)
  let saved: tf.io.ModelArtifacts | undefined
  await whole.save(
    tf.io.withSaveHandler(async (artifacts) => ((saved = artifacts), { modelArtifactsInfo: {} as never })),
    {
      includeOptimizer: true,
    },
  )
  const plain = await tf.loadLayersModel(tf.io.fromMemory(saved!))
  expect(plain.getUserDefinedMetadata()).toMatchObject({ trained: 'yes' })
  expect(predict(plain, inputs)).toEqual(predict(whole, inputs))
  const twin = await loadWideDeepModel(tf.io.fromMemory(saved!))
  expect(twin.getUserDefinedMetadata()).toEqual(whole.getUserDefinedMetadata())
  twin.dispose()
  // Without Dropout nothing in a step is random.
  plain.getLayer('sequence_dropout') satisfies tf.layers.Layer
  const shifted = flatWeights(plain)
  await plain.trainOnBatch(inputs, tf.reshape(y, [6, 1]))
  expect(flatWeights(plain)).not.toEqual(shifted)
  expect(plain.optimizer.getClassName()).toBe('OptimizerPair')
})

test('a shared input stays shared', async () => {
  const deep = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], activation: 'tanh' })] })
  const whole = wideDeepModel(linearModel({ inputShape: [2], kernelInitializer: 'ones' }), deep, { inputs: 'shared' })
  await saveModel(whole, folder)
  const again = await loadWideDeepModel(join(folder, 'model.json'))
  const x = [
    tf.tensor2d([
      [1, 2],
      [-3, 0.5],
    ]),
  ]
  expect(predict(again, x)).toEqual(predict(whole, x))
  expect(predict(again.linear, x)).toEqual([3, -2.5])
  expect(predict(again.deep, x)).toEqual(predict(deep, x))
  const plain = await tf.loadLayersModel(fileHandler(folder))
  expect(predict(plain, x)).toEqual(predict(whole, x))
})

test('a part is a model of its own', async () => {
  const whole = model()
  await saveModel(whole.deep, folder)
  const deep = await loadLayersModel(folder)
  expect(flatWeights(deep)).toEqual(flatWeights(whole.deep))
  await expect(loadWideDeepModel(folder)).rejects.toMatchObject({ code: 'MODEL_INVALID' })
})

describe('a file that makes no model', () => {
  const broken = async (
    change: (file: { json: string; weights: Buffer }) => Promise<unknown> | void,
  ): Promise<string> => {
    const whole = model()
    await saveModel(whole, folder)
    whole.dispose()
    const before = tf.memory().numTensors
    const [topology, weights] = [join(folder, 'model.json'), join(folder, 'weights.bin')]
    await change({ json: await readFile(topology, 'utf8'), weights: await readFile(weights) })
    const outcome = await loadLayersModel(folder).then(
      () => 'loaded',
      (error: { code: string; message: string }) => `${error.code} ${error.message.replaceAll(folder, '…')}`,
    )
    expect(tf.memory().numTensors).toBe(before)
    return outcome
  }
  const write = (name: string, content: string | Buffer): Promise<void> => writeFile(join(folder, name), content)

  test('is missing', async () => {
    expect(await broken(() => rm(join(folder, 'model.json')))).toMatch(/^FILE_UNREADABLE cannot read the model file …/)
  })
  test('is truncated', async () => {
    expect(await broken(({ json }) => write('model.json', json.slice(0, 500)))).toMatch(
      /^MODEL_UNREADABLE …\/model.json .* not JSON/,
    )
  })
  test('is something else', async () => {
    expect(await broken(() => write('model.json', '{"modelTopology": 3}'))).toMatch(
      /^MODEL_UNREADABLE .* modelTopology: /,
    )
  })
  test('is a graph model', async () => {
    const graph = { modelTopology: { node: [] }, weightsManifest: [] }
    for (const json of [graph, { format: 'graph-model', ...graph, modelTopology: {} }])
      expect(await broken(() => write('model.json', JSON.stringify(json)))).toMatch(
        /^MODEL_UNREADABLE … is no readable model: it is a graph model of tf.js, where one of layers is needed/,
      )
  })
  test('has too few or too many weights', async () => {
    expect(await broken(({ weights }) => write('weights.bin', weights.subarray(4)))).toMatch(
      /^MODEL_UNREADABLE .* have \d+ bytes where \d+/,
    )
    expect(await broken(({ weights }) => write('weights.bin', Buffer.concat([weights, weights])))).toMatch(
      /^MODEL_UNREADABLE/,
    )
  })
  test('has lost its weights', async () => {
    expect(await broken(() => rm(join(folder, 'weights.bin')))).toMatch(
      /^MODEL_UNREADABLE .* weights.bin cannot be read/,
    )
  })
  test('points outside its folder', async () => {
    expect(await broken(({ json }) => write('model.json', json.replace('"weights.bin"', '"../weights.bin"')))).toMatch(
      /^MODEL_UNREADABLE .* outside its folder/,
    )
  })
  test('has weights of another shape', async () => {
    expect(await broken(({ json }) => write('model.json', json.replace('"shape":[4,4,3]', '"shape":[4,3,4]')))).toMatch(
      /^MODEL_UNREADABLE .*[Ss]hape mismatch/,
    )
  })
  test('has a layer nobody knows', async () => {
    expect(await broken(({ json }) => write('model.json', json.replaceAll('"Conv1D"', '"Conv9D"')))).toMatch(
      /^MODEL_UNREADABLE .*Conv9D/,
    )
  })
})

test('saving replaces the old files and leaves everything else', async () => {
  await writeFile(join(folder, 'card.json'), '{}')
  const [first, second] = [model(), model()]
  await saveModel(first, folder)
  tf.tidy(() => second.setWeights(second.getWeights().map((weight) => tf.fill(weight.shape, 2))))
  await saveModel(second, folder)
  expect((await readdir(folder)).sort()).toEqual(['card.json', 'model.json', 'weights.bin'])
  expect(new Set(flatWeights(await loadLayersModel(folder)))).toEqual(new Set([2]))
  await saveModel(first, join(folder, 'new', 'model.json'))
  expect((await readdir(join(folder, 'new'))).sort()).toEqual(['model.json', 'weights.bin'])
})

test('a failed save leaves nothing behind', async () => {
  await writeFile(join(folder, 'file'), 'text')
  await expect(saveModel(model(), join(folder, 'file', 'inside'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  await expect(saveModel(model(), join(folder, 'file'))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' })
  expect(await readdir(folder)).toEqual(['file'])
  expect(await readFile(join(folder, 'file'), 'utf8')).toBe('text')
})
