/** The largest finite float32, 2^128 - 2^104. */
export const FLOAT32_MAX: number = 2 ** 128 - 2 ** 104
/** The smallest normal float32; smaller magnitudes are subnormal, and some kernels flush them to zero. */
export const FLOAT32_MIN_NORMAL: number = 2 ** -126
/** The smallest positive float32. */
export const FLOAT32_MIN: number = 2 ** -149

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** The next float32 above a float32; +Infinity and NaN stay, both zeros go to the smallest subnormal. */
export function nextUp32(value: number): number {
  if (Number.isNaN(value) || value === Infinity) return value
  if (value === 0) return FLOAT32_MIN
  float[0] = value
  bits[0]! += value > 0 ? 1 : -1
  return float[0]
}

/** The next float32 below a float32. */
export function nextDown32(value: number): number {
  return -nextUp32(-value)
}

/** The smallest float32 that is not less than `value`. */
export function ceil32(value: number): number {
  const nearest = Math.fround(value)
  return nearest < value ? nextUp32(nearest) : nearest
}

/** The largest float32 that is not greater than `value`. */
export function floor32(value: number): number {
  return -ceil32(-value)
}

/** The 32 bits of a float32 as eight hexadecimal digits: exact, and different for -0 and for each NaN. */
export function toBits32(value: number): string {
  float[0] = value
  return bits[0]!.toString(16).padStart(8, '0')
}

/** The float32 with these bits; the inverse of `toBits32`. */
export function fromBits32(text: string): number {
  bits[0] = Number.parseInt(text, 16)
  return float[0]!
}

const double = new Float64Array(1)
const doubleBits = new BigUint64Array(double.buffer)

/** The 64 bits of a float64 as sixteen hexadecimal digits, as `toBits32` has those of a float32. */
export function toBits64(value: number): string {
  double[0] = value
  return doubleBits[0]!.toString(16).padStart(16, '0')
}

/** The float64 with these bits; the inverse of `toBits64`. */
export function fromBits64(text: string): number {
  doubleBits[0] = BigInt(`0x${text}`)
  return double[0]!
}

/** The shortest decimal that reads back as this float32, as a number. */
export function shortest32(value: number): number {
  // The text of -0 has no sign.
  if (!Number.isFinite(value) || value === 0) return value
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
