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
