import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../claim/float32.ts'
import { type Bounds, setBounds, setUnknown } from './bounds.ts'
import { gamma, overflow } from './rounding.ts'

/**
 * Bounds of the float32 mean of `count` numbers, of which number k is within element `first + k * step` of `x`. It may be
 * computed as sum / n, as sum * (1 / n), as the sum of x / n, in any order, or as a running mean m += (x - m) / k.
 *
 * The first three err by at most gamma(n + 2) mean |x|. With M the largest |x|, step k of the running mean adds at most
 * (2 gamma(3) M + k u M) / k to an error that shrinks by (k - 1) / k: n times the last error is at most
 * 2 n gamma(3) M + u M n (n + 1) / 2, up to terms in u^2. All of them are within gamma(n + 8) M, two units for float64 included.
 * Sums may overflow (see `setSum`); so may x - m, which then leads on to NaN.
 */
export function setMean(
  bounds: Bounds,
  i: number,
  x: Bounds,
  run: { readonly first: number; readonly step: number; readonly count: number },
): void {
  const { first, step, count } = run
  const error = gamma(count + 10)
  const flushed = (8 * count + 16) * FLOAT32_MIN_NORMAL
  let low = 0
  let high = 0
  let positive = 0
  let negative = 0
  let least = Infinity
  let most = -Infinity
  for (let k = 0; k < count; k++) {
    const at = first + k * step
    const lo = x.lo[at]!
    const hi = x.hi[at]!
    if (x.nan[at] === 1 || lo < -FLOAT32_MAX || hi > FLOAT32_MAX) {
      setUnknown(bounds, i)
      return
    }
    low += lo
    high += hi
    positive += Math.max(0, hi)
    negative += Math.max(0, -lo)
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  const canReach = (size: number): boolean => !(size * (1 + 2 * error) + flushed < overflow)
  const plus = canReach(positive)
  const minus = canReach(negative)
  if ((plus && minus) || canReach(most - least)) {
    setUnknown(bounds, i)
    return
  }
  const slack = error * Math.max(Math.abs(least), Math.abs(most)) + flushed
  let lo = low / count - slack
  let hi = high / count + slack
  if (least >= 0) lo = Math.max(lo, 0)
  if (most <= 0) hi = Math.min(hi, 0)
  setBounds(bounds, i, minus ? -Infinity : lo, plus ? Infinity : hi)
}
