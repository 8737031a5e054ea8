import { expect, test } from 'vitest'
import { tf } from '../../../backend/tf.ts'
import { registerFunctions } from './functions.ts'

registerFunctions()

const numbers = [-4, -1.5, -0.25, 0, 0.5, 2, 5]

// What Keras 3.15.1 computes.
test.each([
  ['exponential', [0.01831564, 0.2231302, 0.7788008, 1, 1.648721, 7.389056, 148.4132]],
  ['hardSilu', [0, -0.375, -0.1145833, 0, 0.2916667, 1.666667, 5]],
  ['hardTanh', [-1, -1, -0.25, 0, 0.5, 1, 1]],
  ['leakyRelu', [-0.8, -0.3, -0.05, 0, 0.5, 2, 5]],
  ['logSigmoid', [-4.01815, -1.701413, -0.8259394, -Math.LN2, -0.474077, -0.126928, -0.006715348]],
] as const)('%s is what Keras computes', (activation, expected) => {
  const layer = tf.layers.activation({ activation: activation as 'relu' })
  const values = [...(layer.apply(tf.tensor2d([numbers])) as tf.Tensor).dataSync()]
  expect(values).toHaveLength(expected.length)
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, 4)
})
