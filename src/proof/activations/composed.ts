import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import type { ElementwiseError } from '../elementwiseError.ts'
import { gamma, overflow, unit } from '../rounding.ts'
import { constantBelow, measuredError } from './measured.ts'

/** Errors of the functions that tf.js layers make of several kernels. Each sends an infinity to NaN: 0 * Infinity or Infinity / Infinity. */
export function composedError(
  name: 'softsign' | 'swish' | 'gelu' | 'geluTanh',
  backend: BackendName,
  lo: number,
  hi: number,
): ElementwiseError {
  const nan = lo === -Infinity || hi === Infinity
  // Whatever is computed at an infinity, the others are finite.
  const from = Math.max(lo, -FLOAT32_MAX)
  const to = Math.min(hi, FLOAT32_MAX)
  if (name === 'softsign') return { ...softsign(lo, hi), nan }
  return { ...(name === 'swish' ? swish(backend, from, to) : gated(name, backend, from, to)), nan }
}

type Error = Omit<ElementwiseError, 'nan'>

/** x / (|x| + 1): the sum and the quotient are rounded. The rounded sum is not below |x|, so that the quotient stays within 1. */
function softsign(lo: number, hi: number): Error {
  return {
    relative: gamma(3),
    absolute: 3 * FLOAT32_MIN_NORMAL,
    min: lo >= 0 ? 0 : -1,
    max: hi <= 0 ? 0 : 1,
  }
}

/** sigmoid(x) * x. Far on the left sigmoid is exactly 0, and so is the product. */
function swish(backend: BackendName, lo: number, hi: number): Error {
  const { relative, absolute, max } = measuredError('sigmoid', backend, lo, hi)
  const zero = Math.max(constantBelow('sigmoid', backend, 0), -FLOAT32_MAX)
  // On the right sigmoid is at least 1/2, so that an absolute error is a relative one, too.
  const most = Math.max(0, -Math.max(lo, zero))
  const left = lo < 0 ? most * absolute * (1 + unit) + (lo < zero ? -zero * Math.exp(zero) * 1.01 : 0) : 0
  return {
    relative: (1 + relative + (hi > 0 ? 2 * absolute : 0)) * (1 + gamma(2)) - 1 + 2 ** -50,
    absolute: hi > 0 && !(hi * max < overflow) ? Infinity : left + 3 * FLOAT32_MIN_NORMAL,
    min: lo >= 0 ? 0 : -Infinity,
    max: hi <= 0 ? 0 : Infinity,
  }
}

/**
 * x * (0.5 * (1 + erf(x / sqrt 2))) and 0.5 * (x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * pow(x, 3))))): a gate g of an inner
 * value w, both odd, with |w g'(w)| <= 0.49, which an error of the inner value is multiplied with: max w erf'(w) = sqrt(2 / (pi e))
 * = 0.484 and max w sech^2(w) = 0.448, and w is off by so little that 0.49 covers what is between.
 */
function gated(name: 'gelu' | 'geluTanh', backend: BackendName, lo: number, hi: number): Error {
  const gate = name === 'gelu' ? 'erf' : 'tanh'
  const inner = name === 'gelu' ? gamma(3) : (1 + gamma(8)) * (1 + cubeError(backend)) - 1
  const wLo = innerValue(name, lo, -1)
  const wHi = innerValue(name, hi, 1)
  const measured = measuredError(gate, backend, wLo, wHi)
  // How far 1 + gate may be off before its sum is rounded; what is flushed on the way is far below the rest.
  const off = measured.relative + measured.absolute + 0.49 * inner + 16 * FLOAT32_MIN_NORMAL
  const end = saturation(name, constantBelow(gate, backend, -1))
  const most = Math.max(0, -Math.max(lo, end))
  // Left of `end` the result is exactly 0: |F| itself, at most |x| e^(-x^2 / 2) there, or 2 |x| e^(-2 |w|) / 2, is the error.
  const beyond =
    lo < end ? -end * (name === 'gelu' ? Math.exp((-end * end) / 2) : Math.exp(2 * innerValue(name, end, 0))) * 1.01 : 0
  const left = lo < 0 ? Math.max((most / 2) * (off + unit) * (1 + gamma(4)), beyond) : 0
  // The gate is within 1.1, and near the largest inputs within what was measured there.
  const atEnd = measuredError(gate, backend, innerValue(name, hi / 2, -1), wHi).max
  const largest = (hi * Math.fround(1 + atEnd)) / (name === 'gelu' ? 2 : 1)
  return {
    // On the right 1 + gate is at least 1: what is off by `off` is so relatively, too.
    relative: (hi > 0 ? 1 + off : 1) * (1 + gamma(3)) - 1 + 2 ** -50,
    absolute: hi > 0 && !(largest < overflow) ? Infinity : left + 4 * FLOAT32_MIN_NORMAL,
    min: lo >= 0 ? 0 : -Infinity,
    max: hi <= 0 && measured.min >= -1 ? 0 : Infinity,
  }
}

function cubeError(backend: BackendName): number {
  return measuredError('cube', backend, -Infinity, Infinity).relative
}

/** The inner value at x as computed, moved by `direction` times more than it may be off. */
function innerValue(name: 'gelu' | 'geluTanh', x: number, direction: number): number {
  const w = name === 'gelu' ? x / Math.SQRT2 : Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)
  return w + direction * (Math.abs(w) * 2 ** -18 + 2 ** -100)
}

/** All x below this have a computed inner value below `w`. */
function saturation(name: 'gelu' | 'geluTanh', w: number): number {
  if (w === -Infinity) return -FLOAT32_MAX
  let below = -FLOAT32_MAX
  let above = 0
  while (above - below > 1e-3) {
    const middle = below < -64 ? Math.max(below / 2, -64) : (below + above) / 2
    if (innerValue(name, middle, 1) < w) below = middle
    else above = middle
  }
  return below
}
