import type { JsonNumber, Packed } from './certificate.ts'

/** An array's type, a colon and its bytes in base64: little-endian, as on every machine that Node runs on. */
export function pack(values: Float64Array | Float32Array | Int32Array): Packed {
  const type = values instanceof Float64Array ? 'float64' : values instanceof Float32Array ? 'float32' : 'int32'
  return `${type}:${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')}`
}

/** A number as JSON can hold it; -0 becomes 0, which no bound tells apart. */
export function plain(value: number): JsonNumber {
  if (value === Infinity) return 'Infinity'
  return value === -Infinity ? '-Infinity' : value + 0
}
