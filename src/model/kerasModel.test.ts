import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { convolutionalModel, type KerasModel, linearModel, wideDeepModel } from './index.ts'

beforeAll(async () => void (await useBackend()))

/** A model whose output is its input. */
function identity(activation?: 'sigmoid'): KerasModel {
  return linearModel({ inputShape: [1], kernelInitializer: 'ones', activation: activation ?? null })
}

const evaluate = (model: tf.LayersModel, x: number[], y: number[]): number[] =>
  tf.tidy(() =>
    [model.evaluate(tf.tensor1d(x), tf.tensor1d(y)) as tf.Scalar | tf.Scalar[]]
      .flat()
      .map((value) => value.dataSync()[0]!),
  )

test('a wrong answer past 1 costs a constant and is not pulled back', async () => {
  const before = tf.memory().numTensors
  const model = identity()
  model.compile({ optimizer: 'sgd', loss: 'binary_crossentropy' })
  expect(evaluate(model, [1.5], [0])[0]).toBeCloseTo(15.3332, 4)
  expect(evaluate(model, [60], [0])[0]).toBeCloseTo(15.3332, 4)
  const [x, y] = [tf.tensor1d([1.5, 60]), tf.zeros([2])]
  const history = await model.fit(x, y)
  expect(history.history['loss']![0]).toBeCloseTo(15.2492, 4) // as Keras' compiled step rounds it
  expect(model.getWeights().map((weight) => weight.dataSync()[0])).toEqual([1, 0])
  model.dispose()
  tf.dispose([x, y])
  expect(tf.memory().numTensors).toBe(before)
})

test('behind a sigmoid the loss is that of the logit, from an Activation or a Dense layer', () => {
  const before = tf.memory().numTensors
  const wide = identity('sigmoid')
  wide.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy', metrics: 'bce' })
  expect(evaluate(wide, [100, -3], [0, 1])).toEqual([51.524_295, 51.524_295].map((v) => expect.closeTo(v, 4)))
  const deep = convolutionalModel({ inputShape: [3, 1], biasInitializer: 'ones', kernelInitializer: 'zeros' })
  deep.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' })
  tf.tidy(() => deep.setWeights(deep.getWeights().map((w, i) => (i === 3 ? tf.tensor1d([80]) : w))))
  const loss = tf.tidy(() => (deep.evaluate(tf.zeros([2, 3, 1]), tf.zeros([2])) as tf.Scalar).dataSync()[0])
  expect(loss).toBe(80)
  wide.dispose()
  deep.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('accuracy is the share of rows with (q > 0.5) = y', () => {
  const model = identity()
  model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['accuracy', 'binaryCrossentropy'] })
  expect(model.metricsNames).toEqual(['loss', 'acc', 'binaryCrossentropy'])
  expect(evaluate(model, [0.5, 0.500_001, 1.5, -2], [1, 1, 1, 0])[1]).toBe(0.75)
  model.dispose()
})

test('loss and metrics may be given by the name of the output', () => {
  const model = linearModel({ inputShape: [1], name: 'w' })
  model.compile({ optimizer: 'sgd', loss: { w_linear: 'mse' }, metrics: { w_linear: 'accuracy' } })
  expect(evaluate(model, [1], [1])).toEqual([1, 0])
  const other = (): void => model.compile({ optimizer: 'sgd', loss: { other: 'mse' } })
  expect(other).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: compile: expected loss for w_linear, received loss=["other"] (Array)]`,
  )
  model.dispose()
})

test('optimizers made by name go with the model, or with the next compile', () => {
  const before = tf.memory().numTensors
  const model = wideDeepModel(identity(), identity())
  const weights = tf.memory().numTensors
  for (const optimizer of [['sgd', 'sgd'], 'sgd', ['adam', 'sgd']] as const) {
    model.compile({ optimizer: optimizer as 'sgd', loss: 'mse' })
    const made = optimizer === 'sgd' || optimizer[0] === 'adam' ? 1 : 2
    expect(tf.memory().numTensors - weights).toBe(made)
    expect(() => model.compile({ optimizer: ['sgd', 'none' as 'sgd'], loss: 'mse' })).toThrow('optimizer="none"')
    expect(() => model.compile({ optimizer: ['sgd', 'sgd'], loss: 'mse', metrics: ['none'] })).toThrow('none')
    expect(tf.memory().numTensors - weights).toBe(made)
  }
  const own = tf.train.sgd(0.1)
  model.compile({ optimizer: [own, 'sgd'], loss: 'mse' })
  model.dispose()
  expect(tf.memory().numTensors).toBe(before + 1)
  own.dispose()
})

test('needs compile before anything that trains or compares', async () => {
  const model = identity()
  const [x, y] = [tf.ones([1, 1]), tf.ones([1, 1])]
  await expect(model.fit(x, y)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
  await expect(model.trainOnBatch(x, y)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
  expect(() => model.evaluate(x, y)).toThrow('Call compile first')
})

test("stops where tfjs' own callbacks say so", async () => {
  const model = identity()
  model.compile({ optimizer: 'sgd', loss: 'mse' })
  const [x, y] = [tf.ones([4, 1]), tf.ones([4, 1])]
  const history = await model.fit(x, y, { epochs: 50, callbacks: tf.callbacks.earlyStopping({ monitor: 'loss' }) })
  expect(history.epoch.length).toBeLessThan(5)
})
