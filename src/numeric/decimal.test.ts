import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FLOAT32_MAX, nextDown32, nextUp32 } from './float32.ts'
import { add, compare, multiply, negate, parseDecimal, toDecimal, toNumber, zero } from './decimal.ts'
import { ceilDecimal32, floorDecimal32, floorDecimal64, nearestDecimal32 } from './roundDecimal.ts'

const anyNumber = fc.double({ noNaN: true, noDefaultInfinity: true })
const decimalText = fc
  .tuple(fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }), fc.integer({ min: -70, max: 45 }))
  .map(([digits, exponent]) => `${digits}e${exponent}`)
const parsed = (text: string) => parseDecimal(text)!

describe('decimals', () => {
  test.each([
    ['12', 12],
    ['-0.25', -0.25],
    ['+3.', 3],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['-2.5E+2', -250],
    ['0e99', 0],
  ])('%s is %d', (text, value) => expect(toNumber(parsed(text))).toBe(value))

  test.each(['', '.', '-', 'e5', '1e', '0x10', 'NaN', 'Infinity', '1_000', '1.2.3', 'X_0'])('%j is no number', (text) =>
    expect(parseDecimal(text)).toBeUndefined(),
  )

  test.each(['1e99999', '1e-99999', '1'.repeat(3000)])('%.10s… is past all bounds', (text) =>
    expect(parseDecimal(text)).toBeNull(),
  )

  test('are exactly the float64 numbers that they are made of, whose sums, products and order they have', () => {
    fc.assert(
      fc.property(
        anyNumber,
        fc.integer({ min: -(2 ** 26), max: 2 ** 26 }),
        fc.integer({ min: -(2 ** 26), max: 2 ** 26 }),
        (x, a, b) => {
          expect(toNumber(toDecimal(x))).toBe(x + 0)
          expect(compare(add(toDecimal(x), negate(toDecimal(x))), zero)).toBe(0)
          const [left, right] = [toDecimal(a / 1024), toDecimal(b / 64)]
          expect(toNumber(add(left, right))).toBe(a / 1024 + b / 64)
          expect(toNumber(multiply(left, right))).toBe((a / 1024) * (b / 64) + 0)
          expect(compare(left, right)).toBe(Math.sign(a / 1024 - b / 64))
        },
      ),
      { numRuns: 300, seed: 1 },
    )
  })
})

describe('rounding', () => {
  test('goes to the next float32 that is not below, or above: no other one lies between', () => {
    fc.assert(
      fc.property(
        fc.oneof(decimalText.map(parsed), fc.float({ noNaN: true, noDefaultInfinity: true }).map(toDecimal)),
        fc.boolean(),
        (value, strict) => {
          const up = ceilDecimal32(value, strict)
          const isAbove = (one: number) => compare(toDecimal(one), value) >= (strict ? 1 : 0)
          expect([up, Math.fround(up)]).toEqual([up, up])
          expect(up === Infinity || isAbove(up)).toBe(true)
          const before = up === Infinity ? FLOAT32_MAX : nextDown32(up)
          expect(before < -FLOAT32_MAX || !isAbove(before)).toBe(true)
          expect(floorDecimal32(negate(value), strict)).toBe(-up)
        },
      ),
      { numRuns: 500, seed: 2 },
    )
  })

  test('to the nearest float32 leaves none nearer, where rounding to float64 first would', () => {
    // Just above the middle of 1 and the next float32, by less than float64 shows.
    const middle = add(toDecimal(1 + 2 ** -24), parsed('1e-30'))
    expect(Math.fround(toNumber(middle))).toBe(1)
    expect(nearestDecimal32(middle)).toBe(nextUp32(1))
    expect(nearestDecimal32(parsed('0.1'))).toBe(Math.fround(0.1))
    expect(nearestDecimal32(parsed('1e39'))).toBe(Infinity)
  })

  test('to float64 goes down, and no further than it must', () => {
    fc.assert(
      fc.property(decimalText.map(parsed), (value) => {
        const down = floorDecimal64(value)
        expect(compare(toDecimal(down), value)).toBeLessThanOrEqual(0)
        const up = -floorDecimal64(negate(value))
        expect(compare(toDecimal(up), value)).toBeGreaterThanOrEqual(0)
        expect(up - down).toBeLessThanOrEqual(Math.abs(down) * 2 ** -52 + Number.MIN_VALUE)
      }),
      { numRuns: 500, seed: 3 },
    )
  })
})
