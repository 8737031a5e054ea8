import { describe, expect, test } from 'vitest'
import {
  column,
  flatWeights,
  keras,
  oneHot,
  setWeights,
  strays,
  type Training,
} from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { convolutionalModel, linearModel, wideDeepModel } from './index.ts'

/**
 * Relative for losses, absolute for weights. Different orders of summation make 2e-7 of 12 steps on every backend; with
 * tfjs' own Adam it is 1e-4, with its own cross-entropy 4e-2.
 */
const tolerance = 2e-6

interface Rows {
  dplus: number[]
  sequences: string[]
  truth: number[]
}

async function compare(rows: Rows, reference: Training, regularized: boolean): Promise<string[]> {
  const before = tf.memory().numTensors
  const wide = linearModel({
    inputShape: [1],
    ...(regularized && {
      kernelRegularizer: tf.regularizers.l2({ l2: 0.03 }),
      biasRegularizer: tf.regularizers.l1({ l1: 0.02 }),
    }),
  })
  const deep = convolutionalModel({
    inputShape: [10, 4],
    filters: 3,
    kernelSize: 4,
    dropout: 0,
    ...(regularized && { kernelRegularizer: tf.regularizers.l1({ l1: 0.02 }) }),
  })
  const model = wideDeepModel(wide, deep, { activation: reference.activation })
  model.compile({ optimizer: reference.optimizer as 'adam', loss: reference.loss, metrics: ['accuracy'] })
  setWeights(model, reference.start)
  const [d, x, y] = [column(rows.dplus), oneHot(rows.sequences), column(rows.truth)]
  const seen: { loss: number; accuracy: number; weights: number[] }[] = []
  await model.fit([d, x], y, {
    epochs: 6,
    batchSize: 8,
    shuffle: false,
    callbacks: {
      onBatchEnd: async (_, logs) =>
        void seen.push({ loss: logs!['loss']!, accuracy: logs!['acc']!, weights: flatWeights(model) }),
    },
  })
  const evaluated = model.evaluate([d, x], y, { batchSize: 8 }) as tf.Scalar[]
  const values = evaluated.map((value) => value.dataSync()[0]!)
  model.dispose()
  tf.dispose([d, x, y, evaluated])
  return [
    ...strays('steps', [seen.length], [reference.steps.length], 0),
    ...reference.steps.flatMap(({ loss, accuracy, weights }, step) => [
      ...strays(`loss of step ${step}`, [seen[step]!.loss], [loss], tolerance * loss),
      ...strays(`accuracy of step ${step}`, [seen[step]!.accuracy], [accuracy], 1e-6),
      ...strays(`weights after step ${step}`, seen[step]!.weights, weights, tolerance),
    ]),
    ...strays('evaluated', values, reference.evaluated, tolerance * Math.max(1, reference.evaluated[0]!)),
    ...strays('tensors left', [tf.memory().numTensors], [before], 0),
  ]
}

describe('12 training steps as in Keras', () => {
  test.each(Object.entries(keras.training.cases))('%s', async (name, reference) => {
    await useBackend()
    expect(await compare(keras.training.mild, reference, name === 'regularized')).toEqual([])
  })

  test('a saturated sigmoid still learns from its logit', async () => {
    await useBackend()
    expect(await compare(keras.training.raw, keras.training.saturated, false)).toEqual([])
  })

  test.each(['wasm', 'cpu'] as const)('on %s', async (backend) => {
    await useBackend(backend)
    expect(await compare(keras.training.mild, keras.training.cases['no activation, mse, pair']!, false)).toEqual([])
    expect(
      await compare(keras.training.mild, keras.training.cases['sigmoid, binary_crossentropy, pair']!, false),
    ).toEqual([])
  })
})
