import { tf } from '../tf.ts'
import type { Attributes } from './oneNode.ts'
import { runOperator } from './runOperator.ts'

const unary =
  (operator: string, attributes: Attributes = {}) =>
  <T extends tf.Tensor>(x: tf.TensorLike | T): T =>
    runOperator([x as T], { operator, attributes }) as T

/** A kernel over windows, channels first and without padding; tensors have channels last. */
function windowed(x: tf.Tensor4D, operator: string, attributes: Attributes, kernel?: tf.Tensor): tf.Tensor4D {
  const channelsFirst = tf.transpose(x, [0, 3, 1, 2])
  const result = runOperator(kernel === undefined ? [channelsFirst] : [channelsFirst, kernel], { operator, attributes })
  return tf.transpose(result, [0, 2, 3, 1]) as tf.Tensor4D
}

const conv2d = (x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D =>
  windowed(x, 'Conv', {}, tf.transpose(kernel, [3, 2, 0, 1]))

const depthwiseConv2d = (x: tf.Tensor4D, kernel: tf.Tensor4D): tf.Tensor4D =>
  windowed(x, 'Conv', { group: BigInt(x.shape[3]) }, tf.transpose(kernel, [2, 3, 0, 1]))

const avgPool = (x: tf.Tensor4D, window: number): tf.Tensor4D =>
  windowed(x, 'AveragePool', { kernel_shape: [BigInt(window), BigInt(window)] })

/**
 * TensorFlow.js with ONNX Runtime's kernels in the place of its own, for what measures and tries them: functions of one
 * number, and sums of products without padding or strides. The rest is the backend's under it.
 */
export const runtimeKernels: typeof tf = {
  ...tf,
  abs: unary('Abs'),
  // Other backends take subnormal numbers for 0.
  less: ((x: tf.Tensor, limit: number) => {
    const values = x.dataSync()
    const isLess = new Uint8Array(values.length)
    for (let i = 0; i < values.length; i++) if (values[i]! < limit) isLess[i] = 1
    return tf.tensor(isLess, x.shape, 'bool')
  }) as typeof tf.less,
  sigmoid: unary('Sigmoid'),
  tanh: unary('Tanh'),
  exp: unary('Exp'),
  log: unary('Log'),
  sqrt: unary('Sqrt'),
  erf: unary('Erf'),
  sin: unary('Sin'),
  cos: unary('Cos'),
  softplus: unary('Softplus'),
  elu: unary('Elu', { alpha: 1 }),
  selu: unary('Selu', { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }),
  pow: ((x: tf.Tensor, exponent: number) =>
    runOperator([x, tf.scalar(exponent)], { operator: 'Pow' })) as typeof tf.pow,
  matMul: ((a: tf.Tensor, b: tf.Tensor) => runOperator([a, b], { operator: 'MatMul' })) as typeof tf.matMul,
  conv2d: conv2d as typeof tf.conv2d,
  depthwiseConv2d: depthwiseConv2d as typeof tf.depthwiseConv2d,
  avgPool: avgPool as typeof tf.avgPool,
}
