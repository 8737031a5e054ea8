const float = new Float64Array(1)
/** The two halves of `float`, the lower first: Node runs on little-endian machines only. */
const halves = new Uint32Array(float.buffer)

/** The next float64 above a float64; +Infinity and NaN stay, both zeros go to the smallest subnormal. */
export function nextUp(value: number): number {
  if (Number.isNaN(value) || value === Infinity) return value
  if (value === 0) return Number.MIN_VALUE
  float[0] = value
  if (value > 0) {
    if (++halves[0]! === 2 ** 32) halves[1]!++
  } else if (halves[0]!-- === 0) halves[1]!--
  return float[0]
}

/** The next float64 below a float64. */
export function nextDown(value: number): number {
  return -nextUp(-value)
}
