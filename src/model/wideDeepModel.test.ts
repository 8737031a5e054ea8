import { beforeAll, describe, expect, test } from 'vitest'
import { flatWeights, keras, setWeights, strays } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { convolutionalModel, linearModel, type WideDeepModel, wideDeepModel, WideDeepModel as Class } from './index.ts'

beforeAll(async () => void (await useBackend()))

function small(options: Parameters<typeof wideDeepModel>[2] = {}): WideDeepModel {
  const linear = linearModel({ inputShape: [1], name: 'dplus', kernelInitializer: 'ones' })
  const deep = convolutionalModel({ inputShape: [8, 4], filters: 3, kernelSize: 4, name: 'sequence', seed: 1 })
  return wideDeepModel(linear, deep, { name: 'both', ...options })
}

test('one shared input and batch normalization: weights in the order of get_weights, and the same output', () => {
  const before = tf.memory().numTensors
  const reference = keras.weights['shared input, batch norm']
  const linear = linearModel({ inputShape: [2], units: 2, useBias: false })
  const deep = tf.sequential()
  deep.add(tf.layers.dense({ units: 3, inputShape: [2] }))
  deep.add(tf.layers.batchNormalization())
  deep.add(tf.layers.dense({ units: 2 }))
  const model = wideDeepModel(linear, deep, { activation: 'sigmoid', inputs: 'shared' })
  expect(model.inputs).toEqual(deep.inputs)
  expect(model.getWeights().map((weight) => weight.shape)).toEqual(reference.weights.map(({ shape }) => shape))
  setWeights(model, reference.weights)
  const input = tf.tensor2d(reference.input)
  const output = model.predict(input) as tf.Tensor
  expect(strays('output', output.dataSync(), reference.output.flat(), 1e-6)).toEqual([])
  const parts = tf.tidy(() => {
    const sum = tf.add(linear.predict(input) as tf.Tensor, deep.predict(input) as tf.Tensor)
    return [...tf.sigmoid(sum).dataSync()]
  })
  expect(parts).toEqual([...output.dataSync()])
  model.dispose()
  tf.dispose([input, output])
  expect(tf.memory().numTensors).toBe(before)
})

test('training it trains its parts, each with its own optimizer', async () => {
  const before = tf.memory().numTensors
  const model = small()
  const [x, y] = [[tf.randomUniform([6, 1]), tf.randomUniform([6, 8, 4])], tf.zeros([6, 1])]
  const [linear, deep] = [flatWeights(model.linear), flatWeights(model.deep)]
  model.compile({ optimizer: [tf.train.sgd(0), 'adam'], loss: 'mse' })
  await model.fit(x, y, { epochs: 2 })
  expect(flatWeights(model.linear)).toEqual(linear)
  expect(flatWeights(model.deep)).not.toEqual(deep)
  model.compile({ optimizer: ['sgd', tf.train.sgd(0)], loss: 'mse' })
  const trained = flatWeights(model.deep)
  await model.fit({ dplus: x[0]!, sequence: x[1]! }, y)
  expect(flatWeights(model.linear)).not.toEqual(linear)
  expect(flatWeights(model.deep)).toEqual(trained)
  expect(flatWeights(model)).toEqual([...flatWeights(model.linear), ...flatWeights(model.deep)])
  model.optimizer.dispose()
  model.dispose()
  tf.dispose([x, y])
  // tfjs' two plain SGD optimizers were made by the caller; only one of them is still in the model's pair.
  expect(tf.memory().numTensors).toBe(before + 1)
})

test('is disposed of with its parts, in any order', () => {
  const before = tf.memory().numTensors
  for (const order of [
    ['whole', 'linear', 'deep'],
    ['linear', 'whole', 'deep'],
    ['deep', 'linear', 'whole'],
  ] as const) {
    const whole = small()
    const models = { whole, linear: whole.linear, deep: whole.deep }
    whole.compile({ optimizer: ['adam', 'adam'], loss: 'mse' })
    for (const name of order) models[name].dispose()
    expect(tf.memory().numTensors).toBe(before)
  }
})

test('comes back from its configuration, parts included', () => {
  const model = small({ activation: 'sigmoid' })
  const again = Class.fromConfig(Class as never, model.getConfig()) as WideDeepModel
  expect(again.getConfig()).toEqual(model.getConfig())
  setWeights(
    again,
    model.getWeights().map((w) => ({ shape: w.shape, values: [...w.dataSync()] })),
  )
  expect(flatWeights(again.linear)).toEqual(flatWeights(model.linear))
  expect(flatWeights(again.deep)).toEqual(flatWeights(model.deep))
  model.dispose()
  again.dispose()
})

describe('refuses', () => {
  test('parts that do not go together', () => {
    const linear = linearModel({ inputShape: [1], name: 'a' })
    const wide = linearModel({ inputShape: [1], units: 2, name: 'b' })
    const same = linearModel({ inputShape: [1], name: 'a' })
    const empty = tf.sequential({ name: 'empty' })
    expect(() => wideDeepModel(linear, wide)).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: wideDeepModel: the parts' outputs must have one shape, linear has [rows, 1], deep [rows, 2]]`,
    )
    expect(() => wideDeepModel(linear, same)).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: wideDeepModel: two layers are named a_linear. Build one of the parts with another name, or pass { inputs: 'shared' } where both parts are to read the same input]`,
    )
    expect(() => wideDeepModel(linear, empty)).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: wideDeepModel: the deep model empty must have one output, it has 0 (a sequential model needs an inputShape)]`,
    )
    expect(() => wideDeepModel(linear, 3 as never)).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: wideDeepModel: expected a tf.LayersModel, received deep=3 (number)]`,
    )
    expect(() =>
      wideDeepModel(linear, linearModel({ inputShape: [2], name: 'c' }), { inputs: 'shared' }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: wideDeepModel: the parts' inputs must have one shape, linear has [rows, 1], deep [rows, 2]]`,
    )
  })

  test('compile arguments nobody can follow', () => {
    const model = small()
    const compile = (options: object) => () => model.compile({ optimizer: 'adam', loss: 'mse', ...options } as never)
    expect(compile({ loss: ['mse', 'binary_crossentropy'] })).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: compile: 2 losses for one output (mse, binary_crossentropy). Say { losses: 'first' } for what Keras silently does (the others are dropped), or { losses: 'sum' } to add them up]`,
    )
    expect(compile({ loss: 'mean_square' })).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: compile: expected a function or one of binaryCrossentropy, categoricalCrossentropy, categoricalHinge, cosineProximity, hinge, kullbackLeiblerDivergence, logcosh, meanAbsoluteError, meanAbsolutePercentageError, meanSquaredError, meanSquaredLogarithmicError, poisson, sparseCategoricalCrossentropy, squaredHinge, received loss="mean_square" (string)]`,
    )
    expect(compile({ optimizer: 'adams' })).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: compile: expected one of sgd, adam, rmsprop, adagrad, adamax or a tf.Optimizer, received optimizer="adams" (string)]`,
    )
    expect(compile({ optimizer: ['sgd', 'sgd', 'adam'] })).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: compile: expected one optimizer or a pair [wide, deep], received optimizer.length=3 (number)]`,
    )
    expect(() =>
      (model.deep as WideDeepModel).compile({ optimizer: ['sgd', 'adam'], loss: 'mse' }),
    ).toThrowErrorMatchingInlineSnapshot(
      `[OvershootError: compile: expected one of sgd, adam, rmsprop, adagrad, adamax or a tf.Optimizer, received optimizer=["sgd","adam"] (Array)]`,
    )
    model.dispose()
  })
})

test('a list of losses is the first or the sum, as told', async () => {
  const model = small()
  const [x, y] = [[tf.tensor2d([[0.3], [0.6]]), tf.zeros([2, 8, 4])], tf.tensor2d([[0], [1]])]
  const loss = (options: object): number => {
    model.compile({ optimizer: 'sgd', ...options } as never)
    return tf.tidy(() => (model.evaluate(x, y) as tf.Scalar).dataSync()[0]!)
  }
  const mse = loss({ loss: 'mse' })
  const crossentropy = loss({ loss: 'binary_crossentropy' })
  const both = ['mse', 'binary_crossentropy']
  expect(loss({ loss: both, losses: 'first' })).toBe(mse)
  expect(loss({ loss: both.toReversed(), losses: 'first' })).toBe(crossentropy)
  expect(loss({ loss: both, losses: 'sum' })).toBeCloseTo(mse + crossentropy, 6)
  expect(mse).not.toBe(crossentropy)
  model.dispose()
  tf.dispose([x, y])
})
