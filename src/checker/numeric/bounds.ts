/** A float32 number lies within [lo, hi], or is NaN if `nan`. */
export type Range = readonly [lo: number, hi: number, nan: boolean]
export const unknown: Range = [-Infinity, Infinity, true]

const { abs, max, min, fround } = Math
/** Smaller magnitudes may be flushed to zero, when they are computed and when they are read. */
export const TINY: number = 2 ** -126
/** k float32 roundings in a row change a number by this share of it at most (Higham 2002, lemma 3.1). */
export const gamma = (k: number): number => (k < 2 ** 23 ? k / (2 ** 24 - k) : Infinity)
export const size = ([lo, hi]: Range): number => max(-lo, hi)
const float = new Float32Array(1)
const pattern = new Int32Array(float.buffer)

/** The smallest float32 >= x. */
function ceil(x: number): number {
  float[0] = x
  if (float[0] < x) pattern[0]! += float[0] < 0 ? -1 : 1
  return float[0]
}

/** The next float32 above a finite one. */
export const next = (x: number): number => ceil(x + abs(x) * 2 ** -30 + 2 ** -150)

/** A float32 number within real bounds: they move inwards to the next float32, and out to zero where it may be flushed. */
export function range(lo: number, hi: number): Range {
  const [low, high] = [ceil(lo), -ceil(-hi)]
  return low <= high ? [low > 0 && low < TINY ? 0 : low, high < 0 && high > -TINY ? 0 : high, false] : unknown
}

/** A product's least value, rounded or exact when fused, and flushed to zero if it is small. */
export const lowest = (x: number): number => (x > 0 && x < TINY ? 0 : min(x, fround(x)))

/** Products in real arithmetic; NaN where a zero, or what may be flushed to it, meets an infinity. */
export function times([a, b, x]: Range, [c, d, y]: Range): Range {
  const [ac, ad, bc, bd] = [a * c, a * d, b * c, b * d]
  const isZero = (lo: number, hi: number): boolean => lo < TINY && hi > -TINY
  const isEndless = (lo: number, hi: number): boolean => max(abs(lo), abs(hi)) === Infinity
  if (x || y || (isEndless(a, b) && isZero(c, d)) || (isEndless(c, d) && isZero(a, b))) return unknown
  return [min(ac, ad, bc, bd), max(ac, ad, bc, bd), false]
}
