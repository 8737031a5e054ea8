import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatExact, formatNumber } from './formatNumber.ts'
import { formatSeconds } from './formatSeconds.ts'

const double = fc.double({ noNaN: true, noDefaultInfinity: true })
const everyday = fc.double({ min: -1000, max: 1000, noNaN: true })
const near = fc
  .tuple(fc.integer({ min: -20, max: 20 }), fc.double({ min: -1e-6, max: 1e-6, noNaN: true }))
  .map(([a, b]) => a + b)
const value = fc.oneof(double, everyday, near, fc.float({ noNaN: true, noDefaultInfinity: true }))
const runs = { numRuns: 2000 }

describe('formatNumber', () => {
  test('prints few digits, and as many as the truth needs', () => {
    const shown = [0.5, 1, -74.1234, 1.117632, 0.99999994, 1.0000001, 123456.7, 1e-9, 3.4028234663852886e38, 4.9e-324]
    expect(shown.map((x) => `${formatNumber(x, 'down')} … ${formatNumber(x, 'up')}`)).toMatchInlineSnapshot(`
      [
        "0.5 … 0.5",
        "1 … 1",
        "-74.124 … -74.123",
        "1.1176 … 1.1177",
        "0.9999999 … 0.99999994",
        "1.0000001 … 1.0000001",
        "123456.7 … 123456.7",
        "1e-9 … 1e-9",
        "3.4028e38 … 3.4029e38",
        "4.9407e-324 … 4.9407e-324",
      ]
    `)
  })

  test('spells what is not a plain number', () => {
    expect([0, -0, Infinity, -Infinity, Number.NaN].map((x) => formatNumber(x))).toEqual([
      '0',
      '-0',
      'Infinity',
      '-Infinity',
      'NaN',
    ])
  })

  test('a lower bound is never shown above the value, an upper bound never below', () => {
    fc.assert(
      fc.property(value, (x) => {
        expect(Number(formatNumber(x, 'down'))).toBeLessThanOrEqual(x)
        expect(Number(formatNumber(x, 'up'))).toBeGreaterThanOrEqual(x)
      }),
      runs,
    )
  })

  test('reads back within one unit of the fifth digit, at most half a unit for the nearest', () => {
    fc.assert(
      fc.property(value, (x) => {
        const unit = Math.abs(x) * 1e-4 + Number.MIN_VALUE
        for (const rounding of ['down', 'up'] as const)
          expect(Math.abs(Number(formatNumber(x, rounding)) - x)).toBeLessThanOrEqual(unit)
        expect(Math.abs(Number(formatNumber(x)) - x)).toBeLessThanOrEqual(unit / 2 + Number.MIN_VALUE)
      }),
      runs,
    )
  })

  test('never shows a value as a whole number that it is not, and keeps its sign', () => {
    fc.assert(
      fc.property(value, fc.constantFrom('down', 'up', 'nearest'), (x, rounding) => {
        const back = Number(formatNumber(x, rounding))
        expect(Number.isInteger(back)).toBe(Number.isInteger(x) || (Number.isInteger(back) && Math.abs(x) >= 1e7))
        expect(Math.sign(back)).toBe(Math.sign(x))
      }),
      runs,
    )
  })

  test('keeps the order of values', () => {
    fc.assert(
      fc.property(value, value, fc.double({ min: -1e-5, max: 1e-5, noNaN: true }), (x, other, by) => {
        for (const y of [other, x + by, x * (1 + by)]) {
          const [lo, hi] = x <= y ? [x, y] : [y, x]
          for (const rounding of ['down', 'up', 'nearest'] as const)
            expect(Number(formatNumber(lo, rounding))).toBeLessThanOrEqual(Number(formatNumber(hi, rounding)))
        }
      }),
      runs,
    )
  })
})

describe('formatExact', () => {
  test('is the shortest text that reads back with the same bits', () => {
    fc.assert(
      fc.property(fc.float({ noDefaultInfinity: true, noNaN: true }), (x) =>
        Object.is(Math.fround(Number(formatExact(x))), x),
      ),
      runs,
    )
    fc.assert(
      fc.property(double, (x) => Object.is(Math.fround(x), x) || Object.is(Number(formatExact(x)), x)),
      runs,
    )
    expect(
      [16.635_53, 0.1, 1.0000001, 2 ** -149, 3.4028234663852886e38].map((x) => formatExact(Math.fround(x))),
    ).toEqual(['16.63553', '0.1', '1.0000001', '1e-45', '3.4028235e38'])
  })
})

test('durations have three digits and a unit', () => {
  expect([0, 0.00041, 0.0123, 0.9994, 0.9996, 1.239, 12.34, 73.21, 4000].map(formatSeconds)).toMatchInlineSnapshot(`
    [
      "0 ms",
      "0.4 ms",
      "12.3 ms",
      "999 ms",
      "1 s",
      "1.24 s",
      "12.3 s",
      "73.2 s",
      "4000 s",
    ]
  `)
})
