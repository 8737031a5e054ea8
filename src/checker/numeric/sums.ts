import { type Bounds, flushedHigh, flushedLow, float32Bounds, lowest, unknown } from './bounds.ts'
import { gamma, OVERFLOW, TINY } from './float32.ts'

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

/** Bounds of a float32 result, and how far it may be off from the exact one. */
export type Rounded = readonly [Bounds, error: number]
export const anything: Rounded = [unknown, Infinity]

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
export function sumOf(parts: readonly Bounds[], count: number, isMean: boolean, lost: number): Rounded {
  const sums = newSums()
  for (const [l, h, nan] of parts) {
    if (nan) return anything
    add(sums, l, h)
  }
  return isMean && parts.length === 0 ? anything : finish(sums, count, isMean, lost)
}

/**
 * A float32 sum of exact parts, `count` with padding, in any order, each product rounded or fused; or the mean of
 * numbers, of which the parts are the shares, in any of the usual ways. It is off by `lost`, by `count` roundings of
 * each term, and by two that pay for float64; what underflows on the way is a few times TINY. A running mean takes
 * eight roundings more, and on its way any term may count as much as the largest.
 */
export function finish(sums: Sums, count: number, isMean: boolean, lost: number): Rounded {
  const { largest, others, up, down } = sums
  const [roundings, sizes, times] = isMean ? [count + 10, count * largest, count] : [count + 2, sums.sizes, 1]
  const share = gamma(roundings)
  const error = share * sizes + (8 * count + 16) * TINY + lost
  const overflows = (x: number): boolean => !(times * x * (1 + 2 * share) + 1 < OVERFLOW)
  const [isEndlessDown, isEndlessUp] = [overflows(down), overflows(up)]
  // An infinity needs all terms of one sign to overflow, NaN all but the largest, too; differences in a running mean
  // may overflow as well.
  const isBoth = isEndlessDown && isEndlessUp
  if (isMean ? isBoth || overflows(2 * largest) : isBoth && overflows(others)) return anything
  const [from, to] = endsOf(sums, error, count <= 2 && !isMean)
  const bounds = float32Bounds(isEndlessDown ? -Infinity : from, isEndlessUp ? Infinity : to)
  return [bounds, isEndlessDown || isEndlessUp ? Infinity : error]
}

/**
 * Of one or two terms there is one order, and rounding is monotone: only float64 is to be paid. Where all terms are of
 * one sign, the sum is.
 */
function endsOf({ lo, hi, up, down, low, high }: Sums, error: number, isFew: boolean): readonly [number, number] {
  if (isFew) return [fround(flushedLow(low - abs(low) * 2 ** -52)), fround(flushedHigh(high + abs(high) * 2 ** -52))]
  return [down === 0 ? max(0, lo - error) : lo - error, up === 0 ? min(0, hi + error) : hi + error]
}
