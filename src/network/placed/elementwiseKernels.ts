import { tf } from '../../backend/tf.ts'
import type { ElementwiseName } from '../elementwise.ts'

/** A function of each number on the backend; `parameter` as in `ElementwiseOperation`. */
type Kernel = (x: tf.Tensor2D, parameter: Float64Array) => tf.Tensor2D

/** As tf.js' own layer has it: the kernels whose errors proofs know. */
const activation = (name: Parameters<typeof tf.layers.activation>[0]['activation']): Kernel => {
  const layer = tf.layers.activation({ activation: name })
  return (x) => layer.call(x, {}) as tf.Tensor2D
}

const row = (parameter: Float64Array): tf.Tensor2D => tf.tensor2d(Float32Array.from(parameter), [1, parameter.length])

export const elementwiseKernels: Readonly<Record<ElementwiseName, Kernel>> = {
  relu: (x) => tf.relu(x),
  clippedRelu: (x, [limit]) => tf.clipByValue(tf.relu(x), 0, limit!),
  leakyRelu: (x, parameter) => (parameter.length === 1 ? tf.leakyRelu(x, parameter[0]!) : tf.prelu(x, row(parameter))),
  // Kernels know an alpha of 1 only.
  elu: (x, parameter) =>
    parameter.every((alpha) => alpha === 1)
      ? tf.elu(x)
      : tf.where(tf.greaterEqual(x, 0), x, tf.mul(row(parameter), tf.elu(x))),
  sigmoid: (x) => tf.sigmoid(x),
  tanh: (x) => tf.tanh(x),
  hardSigmoid: activation('hardSigmoid'),
  softplus: activation('softplus'),
  softsign: activation('softsign'),
  selu: activation('selu'),
  swish: activation('swish'),
  gelu: activation('gelu'),
  geluTanh: activation('gelu_new'),
}
