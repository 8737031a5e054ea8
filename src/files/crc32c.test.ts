import { expect, test } from 'vitest'
import { crc32c, maskedCrc } from './crc32c.ts'

test('checksums are those of RFC 3720, appendix B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e)
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c)
})

test('of bytes in two parts they are the same', () => {
  const bytes = Buffer.from('a checksum of all of this')
  for (let at = 0; at <= bytes.length; at++)
    expect(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at)))).toBe(crc32c(bytes))
})

test('as files keep them, bits are turned', () => {
  expect(maskedCrc(0)).toBe(0xa282ead8)
  expect(maskedCrc(0x8000)).toBe(0xa282ead9)
  expect(maskedCrc(1)).toBe(0xa284ead8)
  expect(maskedCrc(0xffffffff)).toBe(0xa282ead7)
})
