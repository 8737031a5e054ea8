import { unexpected } from '../errors.ts'

/** An array: `float64`, `float32` or `int32`, a colon, and its little-endian numbers in base64. */
export type Packed = string

/** An array's type, a colon and its bytes in base64: little-endian, as on every machine that Node runs on. */
export function pack(values: Float64Array | Float32Array | Int32Array): Packed {
  const type = values instanceof Float64Array ? 'float64' : values instanceof Float32Array ? 'float32' : 'int32'
  return `${type}:${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')}`
}

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array }

/** The array that `pack` made this of, in browsers, too. @throws ARGUMENT_INVALID where it is none */
export function unpack(packed: Packed): Float64Array | Float32Array | Int32Array {
  const [, type, base64] = /^(float64|float32|int32):([A-Za-z0-9+/]*={0,2})$/.exec(packed) ?? []
  const bytes = base64 === undefined || base64.length % 4 > 0 ? undefined : bytesOf(base64)
  const Numbers = arrays[type as keyof typeof arrays]
  if (bytes === undefined || bytes.length % Numbers.BYTES_PER_ELEMENT > 0)
    throw unexpected({ api: 'unpack', expected: 'packed numbers', name: 'packed', value: packed.slice(0, 60) })
  return new Numbers(bytes.buffer)
}

/** The bytes behind base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
