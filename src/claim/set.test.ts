import fc from 'fast-check'
import { expect, test } from 'vitest'
import { above, atLeast, atMost, below, coversRange, inSet, missesRange, within } from './set.ts'

const small = fc.integer({ min: -3, max: 3 })
const sets = fc.oneof(
  fc.tuple(small, small).map(([a, b]) => within(Math.min(a, b), Math.max(a, b))),
  fc
    .tuple(small, fc.integer({ min: 1, max: 3 }), fc.constantFrom(true, 'lo' as const, 'hi' as const))
    .map(([lo, width, open]) => within(lo, lo + width, { open })),
  ...[above, below, atLeast, atMost].map((half) => small.map(half)),
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

test('each end is in or out as it is said to be, and words say which', () => {
  const ends = [true, false, 'lo', 'hi'] as const
  expect(
    ends.map((open) => {
      const set = within(0, 1, { open })
      return [set.description, [0, 0.5, 1].map((x) => inSet(set, x))]
    }),
  ).toEqual([
    ['(0, 1)', [false, true, false]],
    ['[0, 1]', [true, true, true]],
    ['(0, 1]', [false, true, true]],
    ['[0, 1)', [true, true, false]],
  ])
  expect([above, below, atLeast, atMost].map((half) => [half(1).description, inSet(half(1), 1)])).toEqual([
    ['> 1', false],
    ['< 1', false],
    ['>= 1', true],
    ['<= 1', true],
  ])
  expect([atLeast(1).open, atMost(1).open, above(1).open, below(1).open]).toEqual([
    { lo: false, hi: false },
    { lo: false, hi: false },
    { lo: true, hi: false },
    { lo: false, hi: true },
  ])
  expect(inSet(atLeast(0), Number.NaN) || inSet(atMost(0), Number.NaN)).toBe(false)
  expect(inSet(atLeast(0), Infinity) && inSet(atMost(0), -Infinity)).toBe(true)
})

test.each([
  ['hi' as const, 1, 1],
  ['lo' as const, 1, 1],
  [false, 2, 1],
])('a set that is open %j from %f to %f would hold nothing: refused', (open, lo, hi) => {
  expect(() => within(lo, hi, { open })).toThrow(
    `within: expected lo ${open === false ? '<=' : '<'} hi, received lo, hi=`,
  )
})

test('an end of another name is refused', () => {
  expect(() => within(0, 1, { open: 'both' as never })).toThrow("expected true, false, 'lo' or 'hi'")
})

test.each([Number.NaN, '1', null, undefined])('%j is no bound', (bound) => {
  for (const half of [above, below, atLeast, atMost])
    expect(() => half(bound as never)).toThrow(`${half.name}: expected a number, received bound=`)
  expect(() => within(bound as never, 1)).toThrow('within: expected a number, received lo=')
  expect(() => within(0, bound as never)).toThrow('within: expected a number, received hi=')
  expect(() => within(0, 1, { close: bound ?? true } as never)).toThrow(
    'within: expected the options open, received close=',
  )
})
