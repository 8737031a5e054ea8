import { runtimeKernels } from '../../backend/onnxruntime/kernels.ts'
import { runOperator } from '../../backend/onnxruntime/runOperator.ts'
import { tf } from '../../backend/tf.ts'
import type { ElementwiseName } from '../index.ts'

type Way = (x: tf.Tensor) => tf.Tensor

const way =
  (operator: string, attributes: Readonly<Record<string, number>> = {}, ...others: readonly number[]): Way =>
  (x) =>
    runOperator([x, ...others.map((one) => tf.scalar(one))], { operator, attributes })

/**
 * Every way in which ONNX Runtime computes a function where a file's operator is read as it, with the parameter of
 * `Ways`. What is not listed is computed by no kernel that was looked at;
 * of Softsign's, that it may pass 1.
 */
export const runtimeWays: Readonly<Partial<Record<ElementwiseName, readonly Way[]>>> = {
  clippedRelu: [way('Clip', {}, 0, 6)],
  cos: [runtimeKernels.cos],
  elu: [runtimeKernels.elu],
  erf: [runtimeKernels.erf],
  exp: [runtimeKernels.exp],
  hardTanh: [way('Clip', {}, -1, 1)],
  leakyRelu: [way('LeakyRelu', { alpha: 0.3 }), (x) => runOperator([x, tf.tensor2d([[0.3]])], { operator: 'PRelu' })],
  log: [runtimeKernels.log],
  relu: [way('Relu')],
  selu: [runtimeKernels.selu],
  sigmoid: [runtimeKernels.sigmoid],
  sin: [runtimeKernels.sin],
  softplus: [runtimeKernels.softplus],
  sqrt: [runtimeKernels.sqrt],
  tanh: [runtimeKernels.tanh],
}
