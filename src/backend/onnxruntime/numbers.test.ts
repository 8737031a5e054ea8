import { expect, test } from 'vitest'
import { numbersOf, toFloat32 } from './numbers.ts'

test.each([
  [3, [-1.9, 7.5, 6.5, -129, 200], Int8Array.of(-2, 8, 6, -128, 127)],
  [7, [-1.9, 2 ** 40, NaN, 1e30], BigInt64Array.of(-2n, 2n ** 40n, 0n, 2n ** 63n - 2n ** 39n)],
  [9, [0, -0, 0.5, 0.6, 7, -7, NaN], Uint8Array.of(0, 0, 0, 1, 1, 0, 0)],
  [10, [1, -2, 65520], Uint16Array.of(0x3c00, 0xc000, 0x7c00)],
  [11, [0.1], Float64Array.of(Math.fround(0.1))],
])('numbers of type %i are what float32 numbers become: %o', (dataType, values, expected) => {
  expect(numbersOf(dataType)!.from(Float32Array.from(values))).toEqual(expected)
})

test('texts and bfloat16 cannot be handed over', () => {
  expect([0, 8, 16].map(numbersOf)).toEqual([undefined, undefined, undefined])
})

test('results are float32, or the numbers next to them', () => {
  const own = Float32Array.of(1, 2)
  expect(toFloat32('float32', own)).toBe(own)
  expect(toFloat32('float16', Uint16Array.of(0x3c00))).toEqual(Float32Array.of(1))
  expect(toFloat32('int64', BigInt64Array.of(2n ** 24n + 1n))).toEqual(Float32Array.of(2 ** 24))
  expect(toFloat32('float64', Float64Array.of(0.1))).toEqual(Float32Array.of(Math.fround(0.1)))
})
