import { fromFloat16, toFloat16 } from '../../numeric/float16.ts'
import { floor32, nextDown32 } from '../../numeric/float32.ts'
import { roundEven } from '../../numeric/rounding.ts'

/** How numbers of one type are handed to ONNX Runtime, and read from it. */
interface Numbers {
  /** Its name there. */
  readonly type: string
  /** Float32 numbers as the nearest of this type; as 0 what is no number, where the type has no such. */
  from(values: Float32Array): ArrayLike<number | bigint>
}

/** The nearest whole number, of two the even one, that is a float32 number between the ends of a type. */
const nearest =
  (lo: number, hi: number) =>
  (value: number): number =>
    Number.isNaN(value) ? 0 : Math.min(Math.max(roundEven(value), lo), hi)

function integers(type: string, bits: number, made: { from(values: Float32Array): ArrayLike<number> }): Numbers {
  const ends = type.startsWith('u')
    ? ([0, 2 ** bits - 1] as const)
    : ([-(2 ** (bits - 1)), 2 ** (bits - 1) - 1] as const)
  const whole = nearest(ends[0], floor32(ends[1]))
  return { type, from: (values) => made.from(values.map(whole)) }
}

function longs(type: string, lo: number, end: number, made: { from(all: bigint[]): ArrayLike<bigint> }): Numbers {
  const whole = nearest(lo, nextDown32(end))
  return { type, from: (values) => made.from(Array.from(values, (value) => BigInt(whole(value)))) }
}

/**
 * In memory of their own, which begins where allocators let it: kernels that add up what begins elsewhere, a part of a
 * batch say, do so in another order, and give other bits.
 */
function atStart(values: Float32Array): Float32Array {
  const own = new Float32Array(new ArrayBuffer(values.byteLength))
  own.set(values)
  return own
}

const truth = nearest(0, 1)

/** Numbers by what `TensorProto.DataType` calls them; without those that the package cannot hand over. */
const types: Readonly<Record<number, Numbers>> = {
  1: { type: 'float32', from: atStart },
  2: integers('uint8', 8, Uint8Array),
  3: integers('int8', 8, Int8Array),
  4: integers('uint16', 16, Uint16Array),
  5: integers('int16', 16, Int16Array),
  6: integers('int32', 32, Int32Array),
  7: longs('int64', -(2 ** 63), 2 ** 63, BigInt64Array),
  9: { type: 'bool', from: (values) => Uint8Array.from(values, truth) },
  10: { type: 'float16', from: (values) => Uint16Array.from(values, toFloat16) },
  11: { type: 'float64', from: (values) => Float64Array.from(values) },
  12: integers('uint32', 32, Uint32Array),
  13: longs('uint64', 0, 2 ** 64, BigUint64Array),
}

/** Undefined for texts, and for what the package cannot hand over. */
export function numbersOf(dataType: number): Numbers | undefined {
  return types[dataType]
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
