/** Bounds of a stretch of float32 numbers, both included. */
export type Range = readonly [lo: number, hi: number]

/** How many float32 numbers lie in [lo, hi]; both zeros count. */
export function countFloats([lo, hi]: Range): number {
  return lo > hi ? 0 : placeOf(hi, 'above') - placeOf(lo, 'below') + 1
}

const float = new Float32Array(1)
const bits = new Int32Array(float.buffer)

/**
 * Place of a float32 among all in increasing order: 0 for zero, -1 for -0; either is meant by zero, depending on the
 * side.
 */
export function placeOf(value: number, zero: 'above' | 'below'): number {
  float[0] = value
  if (value === 0) return zero === 'above' ? 0 : -1
  return bits[0]! >= 0 ? bits[0]! : -1 - (bits[0]! & 0x7fffffff)
}

/** The float32 at a place. */
export function floatAt(place: number): number {
  bits[0] = place >= 0 ? place : (-1 - place) | 0x80000000
  return float[0]!
}
