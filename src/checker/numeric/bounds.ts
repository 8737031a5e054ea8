import { roundUp, TINY } from './float32.ts'

/** A float32 number lies within [lo, hi], or is NaN if `nan`. */
export type Bounds = readonly [lo: number, hi: number, nan: boolean]
export const unknown: Bounds = [-Infinity, Infinity, true]
/** Certainly a number, and not infinite. */
export const isFinite = ([lo, hi, nan]: Bounds): boolean => !nan && lo > -Infinity && hi < Infinity
export const zero: Bounds = [0, 0, false]

const { abs, max, min, fround } = Math
/** The largest that a number within bounds can be in size. */
export const size = ([lo, hi]: Bounds): number => max(-lo, hi)

/**
 * A float32 number within real bounds: they move inwards to the next float32, and out to zero where it may be flushed.
 */
export function float32Bounds(lo: number, hi: number): Bounds {
  const [low, high] = [roundUp(flushedLow(lo)), -roundUp(-flushedHigh(hi))]
  return low <= high ? [low, high, false] : unknown
}

/** What one rounding makes of a real number within ends that are exact, or outside of it: rounding is monotone. */
export const rounded = (lo: number, hi: number): Bounds =>
  float32Bounds(fround(flushedLow(lo)), fround(flushedHigh(hi)))

/** Real ends, out to zero where a result may be flushed, as some processors do before they round it. */
export const flushedLow = (lo: number): number => (lo > 0 && lo < TINY ? 0 : lo)
export const flushedHigh = (hi: number): number => (hi < 0 && hi > -TINY ? 0 : hi)

/** A product's least value, rounded or exact when fused, and flushed to zero if it is small. */
export const lowest = (x: number): number => (x > 0 && x < TINY ? 0 : min(x, fround(x)))

/** May a number within these ends be zero, or be flushed to it? */
export const isZero = (lo: number, hi: number): boolean => lo < TINY && hi > -TINY
export const isEndless = (lo: number, hi: number): boolean => max(abs(lo), abs(hi)) === Infinity

/** Products in real arithmetic; NaN where a zero, or what may be flushed to it, meets an infinity. */
export function times([a, b, x]: Bounds, [c, d, y]: Bounds): Bounds {
  const [ac, ad, bc, bd] = [a * c, a * d, b * c, b * d]
  if (x || y || (isEndless(a, b) && isZero(c, d)) || (isEndless(c, d) && isZero(a, b))) return unknown
  return [min(ac, ad, bc, bd), max(ac, ad, bc, bd), false]
}
