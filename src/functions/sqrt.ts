import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { withNaN } from './errors/elementwiseError.ts'
import { measuredError } from './errors/measured.ts'
import { nowhere, rises, unknownEnds } from './shapes.ts'

/** The square root of x; NaN below 0. */
export const sqrt: ElementwiseFunction = {
  activations: {},
  operator: 'Sqrt',
  value: Math.sqrt,
  margin: 'of F(x)',
  slope: (x) => 0.5 / Math.sqrt(x),
  breaks: nowhere,
  curvature: (lo) => (lo > 0 ? (0.25 / (lo * Math.sqrt(lo))) * (1 + 2 ** -30) : Infinity),
  turns: rises,
  ends: unknownEnds,
  lipschitz: () => Infinity,
  kernel: (x, _, tf) => tf.sqrt(x),
  ways: { parameter: 0, compute: (tf) => [(x) => tf.sqrt(x)] },
  measured: ['sqrt'],
  error: (_, backend, lo, hi) => {
    if (lo >= 0) return withNaN(measuredError('sqrt', backend, lo, hi), false)
    return { relative: 0, absolute: Infinity, min: -0, max: Infinity, nan: true }
  },
}
