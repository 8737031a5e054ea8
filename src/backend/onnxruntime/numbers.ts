/** How numbers of one type are handed to ONNX Runtime, and read from it. */
interface Numbers {
  /** Its name there. */
  readonly type: string
  /** Float32 numbers as this type: integers without their fractions, floats next to them. */
  from(values: Float32Array): ArrayLike<number | bigint>
}

const integers = (type: string, made: { from(values: Float32Array): ArrayLike<number> }): Numbers => ({
  type,
  from: (values) => made.from(values.map(Math.trunc)),
})
const longs = (type: string, made: { from(values: bigint[]): ArrayLike<bigint> }): Numbers => ({
  type,
  from: (values) => made.from(Array.from(values, whole)),
})

/** Numbers by what `TensorProto.DataType` calls them; without those that the package cannot hand over. */
const types: Readonly<Record<number, Numbers>> = {
  1: { type: 'float32', from: (values) => values },
  2: integers('uint8', Uint8Array),
  3: integers('int8', Int8Array),
  4: integers('uint16', Uint16Array),
  5: integers('int16', Int16Array),
  6: integers('int32', Int32Array),
  7: longs('int64', BigInt64Array),
  9: { type: 'bool', from: (values) => Uint8Array.from(values, (value) => (value === 0 ? 0 : 1)) },
  10: { type: 'float16', from: (values) => Uint16Array.from(values, toFloat16) },
  11: { type: 'float64', from: (values) => Float64Array.from(values) },
  12: integers('uint32', Uint32Array),
  13: longs('uint64', BigUint64Array),
}

/** Undefined for texts, and for what the package cannot hand over. */
export function numbersOf(dataType: number): Numbers | undefined {
  return types[dataType]
}

/** What is no number counts as 0: there is no such integer. */
function whole(value: number): bigint {
  return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n
}

/**
 * Results as float32: those next to them, of other types. Without `Float16Array`, which newer Node has, float16 comes
 * as its bits.
 */
export function toFloat32(type: string, data: ArrayLike<number | bigint>): Float32Array {
  if (data instanceof Float32Array) return data
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, fromFloat16)
  return Float32Array.from(data as ArrayLike<number>, Number)
}

/** The bits of the float16 next to a number, the even one of two as near. */
export function toFloat16(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = Object.is(value, -0) || value < 0 ? 0x8000 : 0
  const size = Math.abs(value)
  if (size >= 65520) return sign | 0x7c00
  const exponent = Math.max(-14, Math.floor(Math.log2(size)))
  // In units of the last place: rounding up to the next power of two leads on to its bits by itself.
  const units = roundToEven(size / 2 ** (exponent - 10))
  return sign | (units < 1024 ? units : (exponent + 14) * 1024 + units)
}

function roundToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}

/** The float of 1 sign bit, 5 of the exponent and 10 of the fraction. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25))
}
