import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { type Growth, growth } from './growth.ts'

beforeAll(() => useBackend('cpu'))

const endless = { lo: true, hi: true }
type Ends = typeof endless

function denseModel(
  kernel: number[],
  activation: 'linear' | 'relu' | 'sigmoid' | 'softplus' | 'elu' | 'selu' | 'swish' | 'softsign' | 'tanh',
  bias = 0,
): tf.LayersModel {
  const layer = tf.layers.dense({ units: 1, activation, inputShape: [kernel.length] })
  const model = tf.sequential({ layers: [layer] })
  model.setWeights([tf.tensor2d(kernel, [kernel.length, 1]), tf.tensor1d([bias])])
  return model
}

const growthOf = (model: tf.LayersModel, ends: Ends[] = model.inputs.map(() => endless)): Growth =>
  growth(
    readNetwork(model),
    ends.map(({ lo, hi }, i) => {
      const size = model.inputs[i]!.shape.slice(1).reduce<number>((all, side) => all * side!, 1)
      return { lo: Array<boolean>(size).fill(lo), hi: Array<boolean>(size).fill(hi) }
    }),
  )

test('a linear model grows along the first number whose weight is not zero, at the rate of the weight', () => {
  const found = growthOf(denseModel([0, -2], 'linear', 7))
  expect(found).toMatchObject({ kind: 'grows', input: 0, element: 1, sign: 1, output: 0 })
  if (found.kind !== 'grows') return
  expect(found.slope[0]).toBeLessThanOrEqual(-2)
  expect(found.slope[1]).toBeGreaterThanOrEqual(-2)
  expect(found.slope[1] - found.slope[0]).toBeLessThan(1e-14)
})

test('a model of zero weights, as Keras starts one, is bounded: it is constant', () => {
  expect(growthOf(denseModel([0, 0], 'linear', 3))).toEqual({ kind: 'bounded' })
})

test('what ends in a sigmoid is bounded, what ends in a relu or softplus grows on one side', () => {
  expect(growthOf(denseModel([2], 'sigmoid'))).toEqual({ kind: 'bounded' })
  for (const activation of ['relu', 'softplus'] as const) {
    expect(growthOf(denseModel([-2], activation))).toMatchObject({ kind: 'grows', sign: -1 })
    expect(growthOf(denseModel([-2], activation), [{ lo: false, hi: true }])).toEqual({ kind: 'bounded' })
  }
})

test('every other activation grows as the lines that it tends to, or not at all', () => {
  for (const activation of ['elu', 'swish'] as const) {
    expect(growthOf(denseModel([-2], activation))).toMatchObject({
      sign: -1,
      slope: [expect.closeTo(2, 12), expect.closeTo(2, 12)],
    })
    expect(growthOf(denseModel([-2], activation), [{ lo: false, hi: true }])).toEqual({ kind: 'bounded' })
  }
  const selu = growthOf(denseModel([1], 'selu'))
  expect(selu).toMatchObject({ slope: [expect.closeTo(1.0507, 4), expect.closeTo(1.0507, 4)] })
  for (const activation of ['softsign', 'tanh'] as const)
    expect(growthOf(denseModel([3], activation))).toEqual({ kind: 'bounded' })
  const leaky = tf.sequential({ layers: [tf.layers.leakyReLU({ alpha: 0.5, inputShape: [1] })] })
  expect(growthOf(leaky, [{ lo: true, hi: false }])).toMatchObject({
    sign: -1,
    slope: [expect.closeTo(-0.5, 12), expect.closeTo(-0.5, 12)],
  })
  const softmax = tf.sequential({ layers: [tf.layers.softmax({ inputShape: [3] })] })
  expect(growthOf(softmax)).toEqual({ kind: 'bounded' })
})

test('a product of what is bounded is bounded', () => {
  const input = tf.input({ shape: [2] })
  const sides = [0, 1].map(() => tf.layers.dense({ units: 2, activation: 'tanh' }).apply(input) as tf.SymbolicTensor)
  const product = tf.model({ inputs: input, outputs: tf.layers.multiply().apply(sides) as tf.SymbolicTensor })
  expect(growthOf(product)).toEqual({ kind: 'bounded' })
})

test('only endless numbers count', () => {
  expect(growthOf(denseModel([1], 'linear'), [{ lo: false, hi: false }])).toEqual({ kind: 'bounded' })
  expect(growthOf(denseModel([1], 'linear'), [{ lo: true, hi: false }])).toMatchObject({ kind: 'grows', sign: -1 })
})

test('a wide and deep sum grows with its wide input although the deep part is bounded', () => {
  const wide = tf.input({ shape: [1], name: 'wide' })
  const deep = tf.input({ shape: [6, 2], name: 'deep' })
  const features = tf.layers.conv1d({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' }).apply(deep)
  const pooled = tf.layers.globalAveragePooling1d({}).apply(features)
  const squashed = tf.layers.dense({ units: 1, activation: 'sigmoid' }).apply(pooled) as tf.SymbolicTensor
  const linear = tf.layers.dense({ units: 1, kernelInitializer: 'ones' }).apply(wide) as tf.SymbolicTensor
  const sum = tf.layers.add().apply([linear, squashed]) as tf.SymbolicTensor
  const combined = tf.model({ inputs: [deep, wide], outputs: sum })
  expect(growthOf(combined)).toMatchObject({ kind: 'grows', input: 1, element: 0, sign: 1 })
  expect(growthOf(tf.model({ inputs: deep, outputs: squashed }))).toEqual({ kind: 'bounded' })
  const wrapped = tf.layers.activation({ activation: 'sigmoid' }).apply(sum) as tf.SymbolicTensor
  expect(growthOf(tf.model({ inputs: [deep, wide], outputs: wrapped }))).toEqual({ kind: 'bounded' })
})

test('growth through convolution and mean has the slope of the sum of weights over the steps', () => {
  const deep = tf.input({ shape: [4, 1] })
  const conv = tf.layers.conv1d({ filters: 1, kernelSize: 2, padding: 'same', kernelInitializer: 'ones' })
  const model = tf.model({
    inputs: deep,
    outputs: tf.layers.globalAveragePooling1d({}).apply(conv.apply(deep)) as tf.SymbolicTensor,
  })
  const found = growthOf(model)
  // Step 0 is in one window, and in one of the padding it would be in another.
  expect(found).toMatchObject({
    kind: 'grows',
    element: 0,
    slope: [expect.closeTo(1 / 4, 12), expect.closeTo(1 / 4, 12)],
  })
})

test('what cancels, grows off the axes only, or cannot be seen into is not decided', () => {
  const input = tf.input({ shape: [2] })
  // relu(x) - relu(x): zero, which bounds that forget where they come from cannot know.
  const hidden = tf.layers.dense({ units: 2, activation: 'relu' })
  const cancel = tf.layers.dense({ units: 1 })
  const cancelling = tf.model({ inputs: input, outputs: cancel.apply(hidden.apply(input)) as tf.SymbolicTensor })
  hidden.setWeights([tf.tensor2d([1, 1, 0, 0], [2, 2]), tf.zeros([2])])
  cancel.setWeights([tf.tensor2d([0.1, -0.1], [2, 1]), tf.zeros([1])])
  expect(growthOf(cancelling)).toEqual({ kind: 'unknown' })
  const [a, b] = [tf.input({ shape: [1] }), tf.input({ shape: [1] })]
  const both = tf.model({ inputs: [a, b], outputs: tf.layers.minimum().apply([a, b]) as tf.SymbolicTensor })
  // Along one axis alone the minimum goes down, not up: growth all the same.
  expect(growthOf(both)).toMatchObject({ kind: 'grows', sign: -1 })
  expect(
    growthOf(both, [
      { lo: false, hi: true },
      { lo: false, hi: true },
    ]),
  ).toEqual({ kind: 'unknown' })
  const product = tf.model({ inputs: [a, b], outputs: tf.layers.multiply().apply([a, b]) as tf.SymbolicTensor })
  expect(growthOf(product)).toEqual({ kind: 'unknown' })
  expect(growthOf(denseModel([Infinity], 'linear'))).toEqual({ kind: 'unknown' })
})
