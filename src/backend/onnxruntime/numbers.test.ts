import { expect, test } from 'vitest'
import { numbersOf, toFloat32 } from './numbers.ts'

test.each([
  [3, [-1.9, 7.5, -128], Int8Array.of(-1, 7, -128)],
  [7, [-1.9, 2 ** 40, NaN], BigInt64Array.of(-1n, 2n ** 40n, 0n)],
  [9, [0, -0, 0.5, NaN], Uint8Array.of(0, 0, 1, 1)],
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
