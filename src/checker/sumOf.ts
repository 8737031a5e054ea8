import { gamma, lowest, type Range, range, TINY, unknown } from './ranges.ts'

const { abs, max, min, fround } = Math

/**
 * A float32 sum of the exact `parts`, `count` with padding, in any order, each product rounded or fused; or the mean of numbers,
 * of which `parts` are the shares, in any of the usual ways. Also how far it may be off: besides `lost` by `count` roundings a term
 * (a running mean: 8 more), and two that pay for float64. An infinity needs all terms of one sign to overflow, NaN all but
 * the largest, too; the differences in a running mean may overflow as well.
 */
export function sumOf(
  parts: readonly Range[],
  count: number,
  isMean: boolean,
  lost: number,
): readonly [Range, error: number] {
  let [lo, hi, sizes, largest, others, up, down, low, high] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (const [l, h, nan] of parts) {
    if (nan) return [unknown, Infinity]
    lo += l
    hi += h
    up += max(0, h)
    down += max(0, -l)
    low += lowest(l)
    high -= lowest(-h)
    others += min(largest, max(-l, h))
    largest = max(largest, max(-l, h))
    sizes += max(-l, h)
  }
  const share = gamma(count + (isMean ? 10 : 2))
  const error = share * (isMean ? count * largest : sizes) + (8 * count + 16) * TINY + lost
  const overflows = (x: number): boolean => !((isMean ? count : 1) * x * (1 + 2 * share) + 1 < 2 ** 128 - 2 ** 103)
  if (overflows(up) && overflows(down) && (isMean || overflows(others))) return [unknown, Infinity]
  if (isMean && (overflows(2 * largest) || parts.length === 0)) return [unknown, Infinity]
  // Of one or two terms there is one order, and rounding is monotone. Signs that all agree stay.
  const isShort = count <= 2 && !isMean
  const from = isShort ? fround(low - abs(low) * 2 ** -52) : down === 0 ? max(0, lo - error) : lo - error
  const to = isShort ? fround(high + abs(high) * 2 ** -52) : up === 0 ? min(0, hi + error) : hi + error
  const isFinite = !overflows(up) && !overflows(down)
  return [range(overflows(down) ? -Infinity : from, overflows(up) ? Infinity : to), isFinite ? error : Infinity]
}
