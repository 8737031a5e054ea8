/** What the numbers of a tensor are. Those of four bits, complex ones and texts are not read. */
export type NumberType = FloatType | IntegerType

export type FloatType = 'float32' | 'float64' | 'float16' | 'bfloat16'

/** Truth values are integers, too: 0 and 1. */
export type IntegerType = 'bool' | `${'u' | ''}int${8 | 16 | 32 | 64}`

/** The least and the largest number of a type. */
export const rangeOf = (type: IntegerType): readonly [lo: number, hi: number] => ranges[type]

const ranges: Readonly<Record<IntegerType, readonly [lo: number, hi: number]>> = {
  bool: [0, 1],
  int8: [-(2 ** 7), 2 ** 7 - 1],
  int16: [-(2 ** 15), 2 ** 15 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63],
  uint8: [0, 2 ** 8 - 1],
  uint16: [0, 2 ** 16 - 1],
  uint32: [0, 2 ** 32 - 1],
  uint64: [0, 2 ** 64],
}

/** Bits of the fraction with the leading one, the exponent of the smallest normal number, and the largest number. */
const shortFloats = { float16: [11, -14, 65504], bfloat16: [8, -126, (2 - 2 ** -7) * 2 ** 127] } as const

/** `TensorProto.DataType`, by its number: what is read, and what else there is, for messages. */
const dataTypes: readonly string[] = [
  'of no type',
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'text',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
]

/** What numbers of a `TensorProto.DataType` are; undefined for those that are not read. */
export function numberType(dataType: number): NumberType | undefined {
  const name = dataTypes[dataType]
  return name !== undefined && (isInteger(name) || isFloat(name)) ? name : undefined
}

/** The `TensorProto.DataType` of a name that the standard gives it, e.g. `INT64`; 0 where there is none. */
export function dataTypeNamed(name: string): number {
  const own = { FLOAT: 'float32', DOUBLE: 'float64', STRING: 'text' }[name] ?? name.toLowerCase()
  return Math.max(0, dataTypes.indexOf(own))
}

/** What a `TensorProto.DataType` is called. */
export function describeType(dataType: number): string {
  return dataTypes[dataType] ?? `of the unknown type ${dataType}`
}

export function isInteger(type: string): type is IntegerType {
  return Object.hasOwn(ranges, type)
}

function isFloat(type: string): type is FloatType {
  return type === 'float32' || type === 'float64' || Object.hasOwn(shortFloats, type)
}

/** Is the number one that the type has? Integers past 2^53 are not told apart: those at the ends of 64 bits count. */
export function fits(type: NumberType, value: number): boolean {
  if (isInteger(type)) return Number.isInteger(value) && value >= ranges[type][0] && value <= ranges[type][1]
  if (type === 'float64') return true
  if (type === 'float32') return Object.is(Math.fround(value), value)
  if (!Number.isFinite(value) || value === 0) return true
  const [bits, least, most] = shortFloats[type]
  const size = Math.abs(value)
  // A logarithm may be off at a power of two.
  let exponent = Math.floor(Math.log2(size))
  if (2 ** exponent > size) exponent--
  const step = 2 ** (Math.max(exponent, least) - bits + 1)
  return size <= most && Number.isInteger(size / step)
}
