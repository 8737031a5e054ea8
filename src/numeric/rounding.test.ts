import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32 } from './float32.ts'
import { nextDown } from './outward.ts'
import { flushedHigh, flushedLow, gamma, overflow, unit } from './rounding.ts'

test('a unit is half of the gap above 1', () => {
  expect(Math.fround(1 + unit)).toBe(1)
  expect(Math.fround(1 + unit * (1 + 2 ** -20))).toBeGreaterThan(1)
})

test('what reaches overflow rounds to Infinity, and nothing less', () => {
  expect(Math.fround(overflow)).toBe(Infinity)
  expect(Math.fround(nextDown(overflow))).toBe(FLOAT32_MAX)
})

test('k roundings err by gamma(k) at most, and hardly less', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 22 }), (k) => {
      // Numbers of k roundings upwards lie below, of k downwards above.
      const up = Math.expm1(k * Math.log1p(unit))
      const down = -Math.expm1(k * Math.log1p(-unit))
      const error = gamma(k)
      expect(error).toBeGreaterThanOrEqual(up)
      expect(error).toBeGreaterThanOrEqual(down)
      // Second order: k u + (k u)^2.
      expect(error).toBeLessThanOrEqual(k * unit * (1 + 1.5 * k * unit))
    }),
    { numRuns: 200 },
  )
  expect(gamma(0)).toBe(0)
})

test('where half of a number may be lost, nothing is said of the error', () => {
  expect(gamma(2 ** 23 - 1)).toBeLessThan(1)
  expect(gamma(2 ** 23)).toBe(Infinity)
  expect(gamma(2 ** 26)).toBe(Infinity)
})

test('subnormals, and they alone, reach to zero', () => {
  const largest = nextDown32(FLOAT32_MIN_NORMAL)
  for (const tiny of [2 ** -149, 2 ** -130, largest]) {
    expect([flushedLow(tiny), flushedHigh(tiny)]).toEqual([0, tiny])
    expect([flushedLow(-tiny), flushedHigh(-tiny)]).toEqual([-tiny, 0])
  }
  for (const other of [0, FLOAT32_MIN_NORMAL, -FLOAT32_MIN_NORMAL, 1, -1, Infinity, -Infinity])
    expect([flushedLow(other), flushedHigh(other)]).toEqual([other, other])
})
