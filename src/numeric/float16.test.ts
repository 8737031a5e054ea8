import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromFloat16, toFloat16 } from './float16.ts'

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
