import { gamma, lowest, type Range, range, TINY, unknown } from './bounds.ts'

const { abs, max, min, fround } = Math

/** What the parts of a sum come to. */
export interface Sums {
  lo: number
  hi: number
  /** Of sizes: of all parts, of the largest, of all others. */
  sizes: number
  largest: number
  others: number
  /** What is positive, and what negative, at most. */
  up: number
  down: number
  /** Both ends, each part rounded or not. */
  low: number
  high: number
}

export function newSums(): Sums {
  return { lo: 0, hi: 0, sizes: 0, largest: 0, others: 0, up: 0, down: 0, low: 0, high: 0 }
}

/** One part more, within [l, h]. */
export function add(sums: Sums, l: number, h: number): void {
  const size = max(-l, h)
  sums.lo += l
  sums.hi += h
  sums.up += max(0, h)
  sums.down += max(0, -l)
  sums.low += lowest(l)
  sums.high -= lowest(-h)
  sums.others += min(sums.largest, size)
  sums.largest = max(sums.largest, size)
  sums.sizes += size
}

/** The sum of parts, or their mean: see `finish`. */
export function sumOf(
  parts: readonly Range[],
  count: number,
  isMean: boolean,
  lost: number,
): readonly [Range, error: number] {
  const sums = newSums()
  for (const [l, h, nan] of parts) {
    if (nan) return [unknown, Infinity]
    add(sums, l, h)
  }
  return isMean && parts.length === 0 ? [unknown, Infinity] : finish(sums, count, isMean, lost)
}

/**
 * A float32 sum of exact parts, `count` with padding, in any order, each product rounded or fused; or the mean of numbers,
 * of which the parts are the shares, in any of the usual ways. Also how far it may be off: besides `lost` by `count` roundings a term
 * (a running mean: 8 more), and two that pay for float64. An infinity needs all terms of one sign to overflow, NaN all but
 * the largest, too; the differences in a running mean may overflow as well.
 */
export function finish(
  { lo, hi, sizes, largest, others, up, down, low, high }: Sums,
  count: number,
  isMean: boolean,
  lost: number,
): readonly [Range, error: number] {
  const share = gamma(count + (isMean ? 10 : 2))
  const error = share * (isMean ? count * largest : sizes) + (8 * count + 16) * TINY + lost
  const overflows = (x: number): boolean => !((isMean ? count : 1) * x * (1 + 2 * share) + 1 < 2 ** 128 - 2 ** 103)
  if (overflows(up) && overflows(down) && (isMean || overflows(others))) return [unknown, Infinity]
  if (isMean && overflows(2 * largest)) return [unknown, Infinity]
  // Of one or two terms there is one order, and rounding is monotone. Signs that all agree stay.
  const isShort = count <= 2 && !isMean
  const from = isShort ? fround(low - abs(low) * 2 ** -52) : down === 0 ? max(0, lo - error) : lo - error
  const to = isShort ? fround(high + abs(high) * 2 ** -52) : up === 0 ? min(0, hi + error) : hi + error
  const isFinite = !overflows(up) && !overflows(down)
  return [range(overflows(down) ? -Infinity : from, overflows(up) ? Infinity : to), isFinite ? error : Infinity]
}
