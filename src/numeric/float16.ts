import { roundEven } from './rounding.ts'

/** The bits of the float16 next to a number, the even one of two as near. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0
  const size = Math.abs(value)
  if (size >= 65520) return sign | 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // In units of the last place: rounding up to the next power of two leads on to its bits by itself.
  const units = roundEven(size / 2 ** (exponent - 10))
  return sign | (units < 1024 ? units : (exponent + 14) * 1024 + units)
}

/** The float of 1 sign bit, 5 of the exponent and 10 of the fraction. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}
