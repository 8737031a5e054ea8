import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { unknownError, withNaN } from './errors/elementwiseError.ts'
import { measuredError } from './errors/measured.ts'
import { nowhere, rises, unknownEnds } from './shapes.ts'

/** The natural logarithm of x; NaN below 0. */
export const log: ElementwiseFunction = {
  activations: {},
  operator: 'Log',
  value: Math.log,
  margin: 'of F(x)',
  slope: (x) => 1 / x,
  breaks: nowhere,
  curvature: (lo) => (lo > 0 ? (1 / lo / lo) * (1 + 2 ** -30) : Infinity),
  turns: rises,
  ends: unknownEnds,
  lipschitz: () => Infinity,
  kernel: (x, _, tf) => tf.log(x),
  ways: { parameter: 0, compute: (tf) => [(x) => tf.log(x)] },
  measured: ['log'],
  error: (_, backend, lo, hi) => (lo >= 0 ? withNaN(measuredError('log', backend, lo, hi), false) : unknownError),
}
