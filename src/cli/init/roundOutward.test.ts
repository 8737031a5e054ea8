import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundOutward } from './roundOutward.ts'

const finite = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 })
  .map((value) => (Math.abs(value) < 1e-290 ? 0 : value))

test('an end moves outwards, by less than one unit of its last digit', () => {
  fc.assert(
    fc.property(finite, fc.integer({ min: 1, max: 6 }), (value, digits) => {
      const [down, up] = [roundOutward(value, 'down', digits), roundOutward(value, 'up', digits)]
      expect(down <= value && value <= up).toBe(true)
      expect(up - down).toBeLessThanOrEqual(Math.abs(value) * 2 * 10 ** (1 - digits))
      expect(Number(up.toPrecision(digits))).toBe(up)
    }),
    { numRuns: 1000 },
  )
})

test.each([
  [0, 0, 0],
  [1.2345, 1.23, 1.24],
  [-1.2345, -1.24, -1.23],
  [9.999, 9.99, 10],
  [0.5, 0.5, 0.5],
])('%f lies from %f to %f', (value, down, up) => {
  expect([roundOutward(value, 'down'), roundOutward(value, 'up')]).toEqual([down, up])
})
