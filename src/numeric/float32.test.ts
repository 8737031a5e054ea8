import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  ceil32,
  FLOAT32_MAX,
  FLOAT32_MIN,
  FLOAT32_MIN_NORMAL,
  floor32,
  fromBits32,
  nextDown32,
  nextUp32,
  shortest32,
  toBits32,
} from './float32.ts'

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true })

test('nothing lies between a float32 and the next', () => {
  fc.assert(
    fc.property(float32, (x) => {
      expect(nextUp32(x)).toBeGreaterThan(x)
      expect(nextDown32(nextUp32(x)) + 0).toBe(x + 0)
      expect([x, nextUp32(x)]).toContain(Math.fround(x / 2 + nextUp32(x) / 2))
    }),
  )
})

test('beyond the largest float32 is Infinity, and nothing is beyond that or next to NaN', () => {
  expect([nextUp32(FLOAT32_MAX), nextDown32(-FLOAT32_MAX)]).toEqual([Infinity, -Infinity])
  expect([nextUp32(Infinity), nextDown32(-Infinity)]).toEqual([Infinity, -Infinity])
  expect([nextUp32(-Infinity), nextDown32(Infinity)]).toEqual([-FLOAT32_MAX, FLOAT32_MAX])
  expect([nextUp32(NaN), nextDown32(NaN)]).toEqual([NaN, NaN])
  expect([nextUp32(0), nextUp32(-0), nextDown32(0)]).toEqual([FLOAT32_MIN, FLOAT32_MIN, -FLOAT32_MIN])
  expect(nextDown32(FLOAT32_MIN_NORMAL)).toBe(FLOAT32_MIN_NORMAL - FLOAT32_MIN)
})

test('ceil32 and floor32 are the nearest float32 on their side', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, min: -3.4e38, max: 3.4e38 }), (x) => {
      expect(ceil32(x)).toBeGreaterThanOrEqual(x)
      expect(floor32(x)).toBeLessThanOrEqual(x)
      expect(nextDown32(ceil32(x))).toBeLessThan(x === 0 ? 1e-44 : x)
      expect(nextUp32(floor32(x))).toBeGreaterThan(x === 0 ? -1e-44 : x)
    }),
  )
})

test('bits and shortest decimals read back', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (x) => {
      expect(Object.is(fromBits32(toBits32(x)), x)).toBe(true)
      expect(Math.fround(shortest32(x))).toBe(x)
      // Nine digits tell every float32 from the others.
      expect(
        shortest32(x)
          .toExponential()
          .replace(/e.*|[.-]/g, '').length,
      ).toBeLessThanOrEqual(9)
    }),
  )
  expect(shortest32(Math.fround(0.1))).toBe(0.1)
  for (const value of [Infinity, -Infinity, NaN, 0, -0]) expect(Object.is(shortest32(value), value)).toBe(true)
})
