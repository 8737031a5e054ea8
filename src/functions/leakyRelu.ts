import type { BackendName } from '../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { gamma, overflow } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { type ElementwiseError, unknownError } from './errors/elementwiseError.ts'
import { rowOf } from './layerWays.ts'
import { atZero, rises, straight, turnsAtZero } from './shapes.ts'

/**
 * x where x >= 0, parameter * x elsewhere: LeakyReLU, whose parameter some kernels round to float32, and PReLU. Native
 * computes PReLU as relu(x) + parameter (x - |x|) / 2: where 2 x or 2 parameter x overflows, or x is infinite, it
 * differs, to NaN even.
 */
export const leakyRelu: ElementwiseFunction = {
  activations: {},
  operator: undefined,
  // Zero has the slope's sign, or an infinite x would turn a slope of 0 into NaN.
  value: (x, alpha) => (x < 0 ? (alpha === 0 ? 0 : alpha * x) : x),
  margin: 'of F(x)',
  slope: (x, alpha) => (x >= 0 ? 1 : alpha),
  breaks: atZero,
  curvature: straight,
  turns: (lo, hi, alpha) => (alpha < 0 ? turnsAtZero(lo, hi) : rises()),
  ends: (alpha) => [alpha, 1],
  lipschitz: (alpha) => Math.max(1, Math.abs(alpha)),
  kernel: (x, parameter, tf) =>
    parameter.length === 1 ? tf.leakyRelu(x, parameter[0]!) : tf.prelu(x, rowOf(parameter, tf)),
  ways: {
    parameter: 0.3,
    compute: (tf) => [(x) => tf.leakyRelu(x, 0.3), (x) => tf.prelu(x, tf.fill(x.shape, 0.3))],
  },
  measured: [],
  error,
}

/**
 * Below zero one product, whose alpha is the given float64 or its float32, a rounding more; from zero on the number
 * itself, chosen by its sign. Native computes a PReLU layer as relu(x) + alpha (x - |x|) / 2: the difference, 2 x, may
 * overflow, and is NaN at Infinity.
 */
function error(alpha: number, backend: BackendName, lo: number, hi: number): ElementwiseError {
  const doubling = backend === 'native' ? 2 : 1
  if (!(Math.abs(alpha) <= FLOAT32_MAX)) return unknownError
  const small = Math.abs(alpha) < 2 * FLOAT32_MIN_NORMAL
  const most = Math.max(0, -lo)
  const difference = doubling * most
  const product = Math.abs(alpha) * difference * (1 + gamma(2))
  const overflows = !(difference < overflow) || !(product < overflow)
  // x, alpha, the product, its half and the sum with relu(x) may each be flushed.
  const flushed =
    lo < 0
      ? (4 + Math.abs(alpha)) * FLOAT32_MIN_NORMAL + (small ? 2 * FLOAT32_MIN_NORMAL * most : 0)
      : lo < FLOAT32_MIN_NORMAL
        ? FLOAT32_MIN_NORMAL
        : 0
  return {
    relative: lo < 0 ? gamma(2) : 0,
    absolute: overflows ? Infinity : flushed,
    min: lo >= 0 || alpha <= 0 ? 0 : -Infinity,
    max: hi <= 0 && alpha >= 0 ? 0 : Infinity,
    nan: (overflows && small && !(difference < overflow)) || (doubling === 2 && hi === Infinity),
  }
}
