import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hull, linearScale, niceStep, niceTicks, padded, px } from './scale.ts'

const options = { seed: 1, numRuns: 300 }
const finite = fc.double({ noDefaultInfinity: true, noNaN: true, min: -1e300, max: 1e300 })
const range = fc.tuple(finite, finite).map(([a, b]) => padded([Math.min(a, b), Math.max(a, b)], 0.1))

test('a scale leads ends to ends, and the middle to the middle, for any range', () => {
  fc.assert(
    fc.property(range, ([lo, hi]) => {
      const x = linearScale(lo, hi, 10, 310)
      expect(x(lo)).toBeCloseTo(10, 6)
      expect(x(hi)).toBeCloseTo(310, 6)
      // The middle of the narrowest ranges is no number.
      expect(hi / 2 - lo / 2 > 1e-300 ? x(lo / 2 + hi / 2) : 160).toBeCloseTo(160, 3)
    }),
    options,
  )
})

describe('niceTicks', () => {
  test.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [-0.4, 1.5, 5, [0, 0.5, 1, 1.5]],
    [-0.35, 0.35, 8, [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3]],
    [1e30, 3e30, 4, [1e30, 1.5e30, 2e30, 2.5e30, 3e30]],
    [0, 7, 7, [0, 1, 2, 3, 4, 5, 6, 7]],
  ])('from %d to %d, at most %d steps', (lo, hi, most, expected) => {
    expect(niceTicks(lo, hi, most)).toEqual(expected)
  })

  test('lie inside, apart by one step, and are not too many', () => {
    fc.assert(
      fc.property(range, fc.integer({ min: 2, max: 12 }), ([lo, hi], most) => {
        const step = niceStep(lo, hi, most)
        const ticks = niceTicks(lo, hi, most)
        expect(ticks.length).toBeGreaterThan(0)
        expect(ticks.length).toBeLessThanOrEqual(most + 1)
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(lo - step * 1e-6)
          expect(tick).toBeLessThanOrEqual(hi + step * 1e-6)
        }
      }),
      options,
    )
  })
})

test('hull passes over what is not finite', () => {
  expect(hull([NaN, 3, Infinity, -1])).toEqual([-1, 3])
  expect(hull([NaN, -Infinity])).toBeUndefined()
})

test('padded makes room, around a single value too', () => {
  expect(padded([0, 10], 0.1)).toEqual([-1, 11])
  expect(padded([0, 0], 0.1)).toEqual([-1, 1])
  expect(padded([4, 4], 0.1)).toEqual([2, 6])
})

test('px writes no -0 and no long fractions', () => {
  expect([px(-0.0001), px(1 / 3), px(20)]).toEqual(['0', '0.33', '20'])
})
