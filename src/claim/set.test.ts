import fc from 'fast-check'
import { expect, test } from 'vitest'
import { above, below, coversRange, inSet, missesRange, within } from './set.ts'

const small = fc.integer({ min: -3, max: 3 })
const sets = fc.oneof(
  fc.tuple(small, small).map(([a, b]) => within(Math.min(a, b), Math.max(a, b))),
  fc.tuple(small, fc.integer({ min: 1, max: 3 })).map(([lo, width]) => within(lo, lo + width, { open: true })),
  small.map(above),
  small.map(below),
)

test('a range is covered where all of its numbers are inside, and missed where none is, whether or not ends touch', () => {
  fc.assert(
    fc.property(sets, small, fc.nat(4), (set, lo, width) => {
      // All ends are whole: halves between them stand for all others.
      const numbers = Array.from({ length: 2 * width + 1 }, (_, k) => lo + k / 2)
      const inside = new Set(numbers.map((x) => inSet(set, x)))
      expect(coversRange(set, lo, lo + width)).toBe(!inside.has(false))
      expect(missesRange(set, lo, lo + width)).toBe(!inside.has(true))
    }),
    { numRuns: 2000, seed: 1 },
  )
})
