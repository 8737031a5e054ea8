import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { type Bounds, setBounds, setUnknown } from '../../numeric/bounds.ts'
import { gamma, overflow } from '../../numeric/rounding.ts'
import { clampFinite, mayOverflow } from '../../numeric/sum.ts'
import { type Taps, tapAt } from './taps.ts'

/**
 * Sets the bounds of the float32 mean of the numbers of the window at position `p`, and returns how far it may be off
 * from the exact mean of what is read; Infinity if it may be infinite or NaN. It may be computed as sum / n, as sum *
 * (1 / n), as the sum of x / n, in any order, or as a running mean m += (x - m) / k.
 *
 * The first three err by at most gamma(n + 2) mean |x|. With M the largest |x|, step k of the running mean adds at most
 * (2 gamma(3) M + k u M) / k to an error that shrinks by (k - 1) / k: n times the last error is at most 2 n gamma(3) M
 * + u M n (n + 1) / 2, up to terms in u^2. All of them are within gamma(n + 8) M, two units for float64 included. Sums
 * may overflow (see `setSum`); so may x - m, which then leads on to NaN.
 */
export function setMean(bounds: Bounds, i: number, x: Bounds, taps: Taps, p: number): number {
  let count = 0
  let low = 0
  let high = 0
  let positive = 0
  let negative = 0
  let least = Infinity
  let most = -Infinity
  let tame = true
  for (let k = 0; k < taps.window; k++) {
    const at = tapAt(taps, p, k)
    if (at < 0) continue
    const lo = x.lo[at]!
    const hi = x.hi[at]!
    if (x.nan[at] === 1) tame = false
    count++
    low += lo
    high += hi
    positive += Math.max(0, hi)
    negative += Math.max(0, -lo)
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  const error = gamma(count + 10)
  const flushed = (8 * count + 16) * FLOAT32_MIN_NORMAL
  const plus = mayOverflow(positive, error, flushed)
  const minus = mayOverflow(negative, error, flushed)
  // Infinite ones are, from all others and from each other.
  const apart = !((most - least) * (1 + 2 * error) + flushed < overflow)
  // A mean of nothing is 0 / 0.
  if (!tame || count === 0 || (plus && minus) || apart) {
    setUnknown(bounds, i)
    return Infinity
  }
  const off = error * Math.max(-least, most) + flushed
  let lo = low / count - off
  let hi = high / count + off
  if (least >= 0) lo = Math.max(lo, 0)
  if (most <= 0) hi = Math.min(hi, 0)
  setBounds(bounds, i, minus ? -Infinity : clampFinite(lo), plus ? Infinity : clampFinite(hi))
  return plus || minus ? Infinity : off
}
