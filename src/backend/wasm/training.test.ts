import { expect, test } from 'vitest'
import { tf } from '../tf.ts'
import { useBackend } from '../useBackend.ts'

/** A deep part with a convolution and a wide, linear one, summed: every layer that the question's model has. */
function model(seed: number): tf.LayersModel {
  const sequence = tf.input({ shape: [10, 4] })
  const score = tf.input({ shape: [1] })
  const glorot = (offset: number) => tf.initializers.glorotUniform({ seed: seed + offset })
  const convolved = tf.layers
    .conv1d({
      filters: 5,
      kernelSize: 4,
      strides: 2,
      padding: 'same',
      activation: 'relu',
      kernelInitializer: glorot(0),
    })
    .apply(sequence)
  const averaged = tf.layers.globalAveragePooling1d({}).apply(convolved)
  const dropped = tf.layers.dropout({ rate: 0.6, seed }).apply(averaged)
  const deep = tf.layers.dense({ units: 1, activation: 'sigmoid', kernelInitializer: glorot(1) }).apply(dropped)
  const wide = tf.layers.dense({ units: 1, kernelInitializer: glorot(2) }).apply(score)
  const sum = tf.layers.add().apply([deep, wide] as tf.SymbolicTensor[]) as tf.SymbolicTensor
  return tf.model({ inputs: [sequence, score], outputs: sum })
}

type Loss = 'meanSquaredError' | 'binaryCrossentropy'

/** Trains for two epochs of three batches; resolves to the weights. Disposes of all it made. */
async function train(optimizer: tf.Optimizer, loss: Loss): Promise<number[]> {
  const trained = model(3)
  trained.compile({ optimizer, loss, metrics: ['accuracy'] })
  const x = [tf.randomUniform([24, 10, 4], 0, 1, 'float32', 1), tf.randomUniform([24, 1], 0, 1, 'float32', 2)]
  const y = tf.tensor(Array.from({ length: 24 }, (_, row) => [row % 2]))
  const kernel = trained.getWeights()[0]?.arraySync()
  await trained.fit(x, y, { epochs: 2, batchSize: 8, shuffle: false, verbose: 0, validationData: [x, y] })
  const end = weights(trained)
  expect(trained.getWeights()[0]?.arraySync()).not.toEqual(kernel)
  tf.dispose([x, y])
  trained.dispose()
  optimizer.dispose()
  return end
}

function weights(of: tf.LayersModel): number[] {
  return of.getWeights().flatMap((weight) => Array.from(weight.dataSync()))
}

const optimizers = { sgd: () => tf.train.sgd(0.1), adam: () => tf.train.adam(0.01) }

test.each([
  ['sgd', 'meanSquaredError'],
  ['adam', 'meanSquaredError'],
  ['sgd', 'binaryCrossentropy'],
  ['adam', 'binaryCrossentropy'],
] as const)('wasm trains as cpu does, and leaks nothing: %s, %s', async (optimizer, loss) => {
  await useBackend('cpu')
  const expected = await train(optimizers[optimizer](), loss)
  await useBackend('wasm')
  const before = tf.memory().numTensors
  const actual = await train(optimizers[optimizer](), loss)
  expect(tf.memory().numTensors).toBe(before)
  expect(actual.length).toBe(expected.length)
  expected.forEach((weight, i) => expect(Math.abs((actual[i] ?? NaN) - weight)).toBeLessThanOrEqual(1e-4))
})
