import { fromFloat16, toFloat16 } from '../../numeric/float16.ts'

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
