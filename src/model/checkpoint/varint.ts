/**
 * An unsigned number of seven bits a byte, and where the next byte lies.
 * @throws Error where the bytes end before it, or for one above 2^53
 */
export function varint(bytes: Uint8Array, at: number): [value: number, next: number] {
  let [value, unit] = [0, 1]
  for (let i = at; i < bytes.length; i++) {
    const byte = bytes[i]!
    value += (byte & 127) * unit
    unit *= 128
    if (!Number.isSafeInteger(value)) break
    if (byte < 128) return [value, i + 1]
  }
  throw new Error('one of its numbers is cut off, or too large')
}
