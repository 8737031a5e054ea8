import { unexpected } from '../errors.ts'

/** An array: `float64`, `float32`, `int32` or `uint8`, a colon, and its little-endian numbers in base64. */
export type Packed = string

const arrays = { float64: Float64Array, float32: Float32Array, int32: Int32Array, uint8: Uint8Array }
const names = Object.keys(arrays) as (keyof typeof arrays)[]
type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array

/** An array's type, a colon and its bytes in base64: little-endian, as on every machine that Node runs on. */
export function pack(values: Numbers): Packed {
  const type = names.find((name) => values instanceof arrays[name])!
  return `${type}:${Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')}`
}

/** The array that `pack` made this of, in browsers, too. @throws ARGUMENT_INVALID where it is none */
export function unpack(packed: Packed): Numbers {
  const [, type, base64] = /^(float64|float32|int32|uint8):([A-Za-z0-9+/]*={0,2})$/.exec(packed) ?? []
  const bytes = base64 === undefined || base64.length % 4 > 0 ? undefined : bytesOf(base64)
  const Typed = arrays[type as keyof typeof arrays]
  if (bytes === undefined || bytes.length % Typed.BYTES_PER_ELEMENT > 0)
    throw unexpected({ api: 'unpack', expected: 'packed numbers', name: 'packed', value: packed.slice(0, 60) })
  return new Typed(bytes.buffer)
}

/** The bytes behind base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}
