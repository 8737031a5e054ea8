import { expect, test } from 'vitest'
import { always, describeQuantifier, sometimes, unbounded } from './quantifier.ts'
import { above, atMost, within } from './set.ts'

test('words for tables', () => {
  expect(
    [
      always(within(0, 1)),
      sometimes(above(1)),
      always(atMost(-2)),
      sometimes(within(-1, 0, { open: true })),
      unbounded(),
    ].map(describeQuantifier),
  ).toEqual(['always in [0, 1]', 'sometimes > 1', 'always <= -2', 'sometimes in (-1, 0)', 'unbounded'])
})

test.each([
  undefined,
  null,
  5,
  'within',
  {},
  { lo: 0 },
  { lo: 0, hi: 1 },
  { hi: 1, open: false },
  { lo: 0, open: false },
])('%j is no set', (set) => {
  for (const quantifier of [always, sometimes])
    expect(() => quantifier(set as never)).toThrow(
      `${quantifier.name}: expected a set made by within, above, below, atLeast, atMost, linear, argmaxIs, allOf or anyOf, received set=`,
    )
})
