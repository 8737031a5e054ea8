import { exponentialError } from '../functions/errors/elementwiseError.ts'
import { type Bounds, newBounds, setBounds, setUnknown } from '../numeric/bounds.ts'
import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { gamma, unit } from '../numeric/rounding.ts'
import { isCount } from './fields.ts'
import { joined, total } from './reads.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules, Setting } from './rules.ts'
import { substituteBounds } from './step.ts'

/** exp(x - max) / sum exp(x - max) in each run of `group` numbers. */
export interface SoftmaxOperation {
  readonly kind: 'softmax'
  readonly group: number
}

export const softmax: Rules<SoftmaxOperation> = {
  fits: ({ group, size }, sizes) => isCount(group) && size === total(sizes) && size % group === 0,
  evaluate({ group }, reads) {
    const x = joined(reads)
    const y = new Float64Array(x.length)
    for (let from = 0; from < x.length; from += group) {
      const run = x.subarray(from, from + group)
      const most = run.reduce((a, b) => Math.max(a, b))
      const powers = run.map((one) => Math.exp(one - most))
      const sum = powers.reduce((all, power) => all + power, 0)
      y.set(
        powers.map((power) => power / sum),
        from,
      )
    }
    return y
  },
  place:
    ({ group, size }, { tf }) =>
    ([x]) =>
      tf.softmax(x!.reshape([-1, group])).reshape([-1, size]),
  bound: boundSoftmax,
  isLinear: false,
  substitute: substituteBounds,
  // Bounded whatever it reads.
  recede: () => undefined,
  multiplications: () => 0,
  functions: () => ['exp'],
  addsUp: () => false,
}

/** e^-88 is below the smallest normal float32. */
const vanishes = 88

/**
 * y[i] = e^d[i] / sum e^d[j] with d[j] = x[j] - max x <= 0. In real arithmetic it rises with x[i] and falls with all
 * others, which gives its ends. In float32, with D the largest -d but no more than 88: subtracting rounds d by at most
 * u D (or flushes it), which makes e^d a factor of e^(u D) larger or smaller, and the exponential has its own error.
 * Smaller e^d than e^-88 may become anything below 2^-126 or so. So the terms are off by at most r e^d + a. Their sum
 * is at least about 1, the largest's own, is rounded n - 1 times, and dividing (or multiplying by a reciprocal, which
 * may be approximate) rounds a few times more. Infinities and NaN lead on to NaN. No result exceeds 1: kernels compute
 * e^0 as exactly 1 (a test tries each), so that a sum is at least 1 and the reciprocal at most 1, also by a step of
 * Newton's from any start, which ends below the exact one or is rounded to 1. Any other term than e^0 is at most about
 * half of the sum.
 */
function boundSoftmax({ group, size }: SoftmaxOperation & OperationBase, read: Bounds, { backend }: Setting): Bounds {
  const { relative, absolute } = exponentialError(backend)
  const bounds = newBounds(size)
  for (let first = 0; first < size; first += group) {
    let lowest = Infinity
    let highest = -Infinity
    let tame = true
    for (let i = first; i < first + group; i++) {
      lowest = Math.min(lowest, read.lo[i]!)
      highest = Math.max(highest, read.hi[i]!)
      if (read.nan[i] === 1) tame = false
    }
    // NaN as such, or Infinity - Infinity.
    if (!tame || !Number.isFinite(highest - lowest)) {
      for (let i = first; i < first + group; i++) setUnknown(bounds, i)
      continue
    }
    const far = Math.min(vanishes, highest - lowest)
    const shifted = Math.expm1(unit * far * 1.01 + FLOAT32_MIN_NORMAL)
    const r = (relative + shifted + relative * shifted) * 1.01
    const a = absolute + 2 * FLOAT32_MIN_NORMAL
    const rounded = gamma(group + 12)
    const least = 1 - r - 2 * group * a
    for (let i = first; i < first + group; i++) {
      if (!(least > 0.5) || !(rounded < 0.5)) {
        setUnknown(bounds, i)
        continue
      }
      const low = 1 / (1 + others(read.hi, first, group, i, read.lo[i]!))
      const high = 1 / (1 + others(read.lo, first, group, i, read.hi[i]!))
      const flushed = 4 * a
      const lo = ((low * (1 - r)) / (1 + r + 2 * group * a)) * (1 - rounded) - flushed
      const hi = ((high * (1 + r)) / least) * (1 + rounded) + flushed
      setBounds(bounds, i, Math.max(0, lo), Math.min(1, hi))
    }
  }
  return bounds
}

/** The sum of e^(x[j] - from) over all others of the group than i. */
function others(x: Float64Array, first: number, group: number, i: number, from: number): number {
  let sum = 0
  for (let j = first; j < first + group; j++) if (j !== i) sum += Math.exp(x[j]! - from)
  return sum
}
