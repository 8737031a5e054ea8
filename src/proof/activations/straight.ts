import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import type { ElementwiseError } from '../elementwiseError.ts'
import { gamma, overflow } from '../rounding.ts'

/** Functions whose kernels only compare and do basic arithmetic. */
type StraightName = 'relu' | 'clippedRelu' | 'leakyRelu' | 'hardSigmoid' | 'softsign'

/** Their errors follow from the model of float32 arithmetic. */
export function straightError(
  name: StraightName,
  parameter: number,
  backend: BackendName,
  lo: number,
  hi: number,
): ElementwiseError {
  if (name === 'leakyRelu') return leakyRelu(parameter, backend, lo, hi)
  if (name === 'hardSigmoid') return hardSigmoid(lo, hi)
  if (name === 'softsign') return softsign(lo, hi)
  const flushed = lo < FLOAT32_MIN_NORMAL && hi > 0 ? FLOAT32_MIN_NORMAL : 0
  if (name === 'relu') {
    // Native, where subnormals count as zero, passes on a negative one in the tail of a tensor: to it that is no less than 0.
    const passes = backend === 'native' && lo < 0 && hi > -FLOAT32_MIN_NORMAL
    const least = passes ? Math.max(lo, -FLOAT32_MIN_NORMAL) : 0
    return { relative: 0, absolute: least < 0 ? FLOAT32_MIN_NORMAL : flushed, min: least, max: Infinity, nan: false }
  }
  // The limit is compared as float64 or float32, and returned as float32; it may be flushed, too.
  const limit = Math.fround(parameter)
  return {
    relative: 0,
    absolute:
      flushed + Math.abs(limit - parameter) + (Math.abs(parameter) < FLOAT32_MIN_NORMAL ? FLOAT32_MIN_NORMAL : 0),
    min: Math.min(0, limit, parameter),
    max: Math.max(limit, parameter),
    nan: false,
  }
}

/**
 * clip(0.5 + 0.2 x): the float32 nearest to 0.2, one product and one sum, or both fused. Between the clipped sides |0.2 x| + 0.5 is
 * at most 1.1 up to |x| = 3; further out the sum is on the right side of its limit by far more than it errs.
 */
function hardSigmoid(lo: number, hi: number): ElementwiseError {
  if (lo >= 3) return { relative: 0, absolute: 0, min: 1, max: 1, nan: false }
  if (hi <= -3) return { relative: 0, absolute: 0, min: 0, max: 0, nan: false }
  return { relative: 0, absolute: gamma(4), min: 0, max: 1, nan: false }
}

/** x / (|x| + 1): the sum and the quotient are rounded. The rounded sum is not below |x|, so that the quotient stays within 1. */
function softsign(lo: number, hi: number): ElementwiseError {
  return {
    relative: gamma(3),
    absolute: 3 * FLOAT32_MIN_NORMAL,
    min: lo >= 0 ? 0 : -1,
    max: hi <= 0 ? 0 : 1,
    nan: lo === -Infinity || hi === Infinity,
  }
}

/**
 * Below zero one product, whose alpha is the given float64 or its float32, a rounding more; from zero on the number itself, chosen by
 * its sign. Native computes a PReLU layer as relu(x) + alpha (x - |x|) / 2: the difference, 2 x, may overflow, and is NaN at Infinity.
 */
function leakyRelu(alpha: number, backend: BackendName, lo: number, hi: number): ElementwiseError {
  const doubling = backend === 'native' ? 2 : 1
  if (!(Math.abs(alpha) <= FLOAT32_MAX))
    return { relative: 0, absolute: Infinity, min: -Infinity, max: Infinity, nan: true }
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
