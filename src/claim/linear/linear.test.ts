import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeQuantifier, gatheringOf, resolveQuantifier, sometimes } from '../quantifier.ts'
import { always } from '../quantifier.ts'
import { inSet, within } from '../set.ts'
import { allOf, anyOf } from './combine.ts'
import { describeClauses } from './describeClauses.ts'
import { holdsExactly } from '../../../test/claim/linear/exact.ts'
import type { LinearSet } from './linearSet.ts'
import { argmaxIs, linear } from './linear.ts'
import { marginsOf } from './marginsOf.ts'
import { resolveMargins } from './resolveMargins.ts'

test('words say which rows a set holds', () => {
  expect(
    [
      linear([1, -1], '>=', 0),
      linear([-1, 0, 2.5], '<', -3),
      argmaxIs(3),
      allOf(argmaxIs(1), linear([0, 1], '<=', 5)),
      anyOf(allOf(argmaxIs(0), linear([1, 0], '>', 1)), allOf(argmaxIs(1), linear([0, 1], '>', 1))),
      allOf(allOf(argmaxIs(0), linear([1, 0], '>', 1)), argmaxIs(0)),
    ].map((set) => describeQuantifier(always(set))),
  ).toEqual([
    'always y0 - y1 >= 0',
    'always -y0 + 2.5 y2 < -3',
    'always output 3 is the largest',
    'always output 1 is the largest and y1 <= 5',
    'always (output 0 is the largest and y0 > 1) or (output 1 is the largest and y1 > 1)',
    'always output 0 is the largest and y0 > 1 and output 0 is the largest',
  ])
})

test('long words are cut, and differ where sets do', () => {
  const many = (last: number) =>
    allOf(...Array.from({ length: 40 }, (_, i) => linear([i + 1], '>', i === 39 ? last : 0)))
  const [first, second] = [many(0), many(1)].map(({ description }) => description)
  expect(first).toMatch(/^y0 > 0 and 2 y0 > 0 .*… \(40 in all, [0-9a-f]{8}\)$/)
  expect(first).not.toBe(second)
})

test.each<[string, () => unknown, string]>([
  [
    'coefficients that are all 0',
    () => linear([0, 0], '>', 1),
    'linear: expected a coefficient other than 0, received',
  ],
  ['none at all', () => linear([], '>', 1), 'linear: expected a coefficient other than 0, received'],
  ['a coefficient that is no number', () => linear([1, NaN], '>', 1), 'received coefficients[1]=NaN'],
  ['an infinite one', () => linear([Infinity], '>', 1), 'received coefficients[0]=Infinity'],
  [
    'one too large',
    () => linear([1e61], '>', 1),
    '0 or a number between 1e-60 and 1e60 in size, received coefficients[0]=1e+61',
  ],
  ['one too small', () => linear([1e-61], '>', 1), 'received coefficients[0]=1e-61'],
  ['a bound that is no number', () => linear([1], '>', NaN), 'received bound=NaN'],
  ['an infinite bound', () => linear([1], '<', Infinity), 'received bound=Infinity'],
  ['another relation', () => linear([1], '=' as never, 1), "expected '>=', '>', '<=' or '<', received relation"],
  ['no array', () => linear(5 as never, '>', 1), 'an array of numbers, received coefficients=5'],
  ['a class below 0', () => argmaxIs(-1), 'argmaxIs: expected a whole number from 0 on, received output=-1'],
  ['half a class', () => argmaxIs(0.5), 'received output=0.5'],
  ['no sets', () => anyOf(), 'anyOf: expected one set at least'],
  [
    'a set of numbers',
    () => allOf(within(0, 1) as never),
    'a set made by linear, argmaxIs, allOf or anyOf, received sets[0]=',
  ],
  [
    'a class that is not there',
    () => resolveMargins('c', argmaxIs(2), 2),
    'c: expected an output below 2, received argmaxIs=2',
  ],
  [
    'the largest of one',
    () => resolveMargins('c', argmaxIs(0), 1),
    'c: expected a model with two output numbers at least',
  ],
  [
    'too few coefficients',
    () => resolveMargins('c', linear([1, 2], '>', 0), 3),
    '3 coefficients, one for each output number, received coefficients.length=2',
  ],
  [
    'outputs of any number',
    () => resolveQuantifier('c', always(argmaxIs(1)), undefined),
    'c: expected outputs of a fixed shape',
  ],
  [
    'a disjunction that is huge as a conjunction',
    () => resolveMargins('c', anyOf(...Array.from({ length: 8 }, (_, i) => argmaxIs(i))), 9),
    'c: the set has more than 65536 comparisons',
  ],
])('%s: a clear error', (_, make, message) => {
  expect(make).toThrow(message)
})

const width = 3
const coefficients = fc
  .array(fc.constantFrom(0, 1, -1, 0.5), { minLength: width, maxLength: width })
  .filter((all) => all.some((c) => c !== 0))
const leaf: fc.Arbitrary<LinearSet> = fc.oneof(
  fc
    .tuple(coefficients, fc.constantFrom('>=', '>', '<=', '<'), fc.integer({ min: -1, max: 1 }))
    .map(([all, relation, bound]) => linear(all, relation as '>', bound)),
  fc.integer({ min: 0, max: width - 1 }).map(argmaxIs),
)
const { set: sets } = fc.letrec<{ set: LinearSet }>((tie) => ({
  set: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc.array(tie('set'), { minLength: 1, maxLength: 3 }).map((all) => allOf(...all)),
    fc.array(tie('set'), { minLength: 1, maxLength: 3 }).map((all) => anyOf(...all)),
  ),
}))
const rows = fc.array(fc.integer({ min: -1, max: 1 }), { minLength: width, maxLength: width })

test('margins lie in the set exactly where the formula holds, clause by clause and all together', () => {
  fc.assert(
    fc.property(sets, rows, (set, row) => {
      const outputs = Float32Array.from(row)
      const margins = resolveMargins('c', set, width)
      const holds = holdsExactly(set.formula, outputs)
      expect(marginsOf(margins, 'each', outputs).every((margin) => inSet(set, margin))).toBe(holds)
      expect(marginsOf(margins, 'least', outputs).every((margin) => inSet(set, margin))).toBe(holds)
    }),
    { numRuns: 3000, seed: 1 },
  )
})

test('comparisons are made once, clauses too, and sparse', () => {
  const { clauses } = resolveMargins('c', allOf(argmaxIs(0), argmaxIs(0), linear([1, -1, 0], '>', 0)), 3)
  const spelt = { bound: 0, lifted: false, coefficients: [1, -1] }
  expect(clauses).toEqual([[{ ...spelt, outputs: [0, 1] }], [{ ...spelt, outputs: [0, 2] }]])
  expect(describeClauses(clauses, true)).toBe('y0 - y1 > 0 and y0 - y2 > 0')
  const either = resolveMargins('c', anyOf(argmaxIs(1), linear([0, 0, 1], '>=', 2)), 3).clauses
  expect(describeClauses(either, true)).toBe('(-y0 + y1 > 0 or y2 >= 2) and (y1 - y2 > 0 or y2 >= 2)')
})

test('all clauses have to hold at once for some input', () => {
  expect(gatheringOf('always')).toBe('each')
  const { set } = sometimes(argmaxIs(0)) as { set: LinearSet }
  expect(marginsOf(resolveMargins('c', set, 3), gatheringOf('sometimes'), Float32Array.of(3, 1, 2))).toEqual(
    Float64Array.of(1),
  )
})
