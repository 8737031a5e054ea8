import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromFloat16, numbersOf, toFloat16, toFloat32 } from './numbers.ts'

test('every float16 is its own nearest one', () => {
  for (let bits = 0; bits < 2 ** 16; bits++) {
    const value = fromFloat16(bits)
    expect(Number.isNaN(value) || toFloat16(value) === bits).toBe(true)
  }
})

test('no other float16 is nearer, and of two as near the even one is taken', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const bits = toFloat16(value)
      const own = fromFloat16(bits)
      fc.pre(Number.isFinite(own))
      const off = Math.abs(value - own)
      for (const other of [bits - 1, bits + 1].map((one) => fromFloat16(one & 0xffff)).filter(Number.isFinite)) {
        const beside = Math.abs(value - other)
        expect(beside > off || (beside === off && bits % 2 === 0)).toBe(true)
      }
    }),
  )
})

test('from the middle between the largest one and the next power of two on there is none', () => {
  expect([65519.996, 65520, -65520, Infinity].map((x) => fromFloat16(toFloat16(Math.fround(x))))).toEqual([
    65504,
    Infinity,
    -Infinity,
    Infinity,
  ])
})

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
