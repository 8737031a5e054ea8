/** Smaller magnitudes may be flushed to zero, when they are computed and when they are read. */
export const TINY: number = 2 ** -126
/**
 * Sums that are less than this in size, however they are rounded, are finite: what is halfway to 2^128 rounds to
 * infinity.
 */
export const OVERFLOW: number = 2 ** 128 - 2 ** 103

/** k float32 roundings in a row change a number by this share of it at most (Higham 2002, lemma 3.1). */
export const gamma = (k: number): number => (k < 2 ** 23 ? k / (2 ** 24 - k) : Infinity)

export const isFloat32 = (x: number): boolean => Math.fround(x) === x

// One float32 and its bits, to change either: nothing is kept in them from one call to the next.
const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/** Place of a float32 among all of them in order: 0 for zero, -1 for -0. */
export function placeOf(x: number): number {
  float[0] = x
  return bits[0]! >= 0 ? bits[0]! : -1 - (bits[0]! & 0x7fffffff)
}

/** The float32 at a place. */
export function floatAt(place: number): number {
  bits[0] = place >= 0 ? place : (-1 - place) | 0x80000000
  return float[0]!
}

/** The smallest float32 >= x. */
export function roundUp(x: number): number {
  float[0] = x
  if (float[0] < x) bits[0]! += float[0] < 0 ? -1 : 1
  return float[0]
}

/** The next float32 above a finite one. */
export const next = (x: number): number => roundUp(x + Math.abs(x) * 2 ** -30 + 2 ** -150)
