import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { limitError } from './errors/elementwiseError.ts'
import { rises, straight } from './shapes.ts'

/** min(max(x, -parameter), parameter), a float32 that is not below 0: ONNX' Clip between a number and its opposite. */
export const hardTanh: ElementwiseFunction = {
  activations: {},
  operator: undefined,
  value: (x, limit) => Math.min(limit, Math.max(-limit, x)),
  margin: 'of F(x)',
  slope: (x, limit) => (Math.abs(x) <= limit ? 1 : 0),
  breaks: (limit) => (limit === 0 ? [0] : [-limit, limit]),
  curvature: straight,
  turns: rises,
  ends: () => [0, 0],
  lipschitz: () => 1,
  kernel: (x, [limit], tf) => tf.clipByValue(x, -limit!, limit!),
  ways: { parameter: 1, compute: (tf) => [(x) => tf.clipByValue(x, -1, 1)] },
  measured: [],
  error: (parameter, _, lo, hi) => {
    // What is not cut is passed on; it may be flushed.
    const flushed = lo < FLOAT32_MIN_NORMAL && hi > -FLOAT32_MIN_NORMAL ? FLOAT32_MIN_NORMAL : 0
    const most = Math.max(Math.abs(Math.fround(parameter)), Math.abs(parameter))
    return { relative: 0, absolute: flushed + limitError(parameter), min: -most, max: most, nan: false }
  },
}
