import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfKernel, unknownError } from './errors/elementwiseError.ts'
import { layerWays, rowOf } from './layerWays.ts'
import { atZero, exponentialCurvature, rises, turnsAtZero } from './shapes.ts'

const ofOne = errorOfKernel('elu')

/** x where x >= 0, parameter * (e^x - 1) elsewhere. */
export const elu: ElementwiseFunction = {
  activations: { elu: 1 },
  operator: undefined,
  value: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x),
  margin: 'of F(x)',
  slope: (x, alpha) => (x < 0 ? alpha * Math.exp(x) : 1),
  breaks: atZero,
  curvature: (lo, hi, alpha) => exponentialCurvature(alpha, lo, hi),
  turns: (lo, hi, alpha) => (alpha < 0 ? turnsAtZero(lo, hi) : rises()),
  ends: () => [0, 1],
  lipschitz: (alpha) => Math.max(1, Math.abs(alpha)),
  // Kernels know an alpha of 1 only.
  kernel: (x, parameter, tf) =>
    parameter.every((alpha) => alpha === 1)
      ? tf.elu(x)
      : tf.where(tf.greaterEqual(x, 0), x, tf.mul(rowOf(parameter, tf), tf.elu(x))),
  ways: layerWays('elu', 1),
  measured: ['elu'],
  error: (alpha, backend, lo, hi) => (alpha === 1 ? ofOne(alpha, backend, lo, hi) : unknownError),
}
