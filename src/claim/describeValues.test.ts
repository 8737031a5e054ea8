import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeValues } from './describeValues.ts'

test('few numbers stand in full, as short as they can be', () => {
  expect(describeValues([Math.fround(0.1)])).toBe('0.1')
  expect(describeValues([1, -0, Number.NaN])).toBe('[1, -0, NaN]')
})

test('of many numbers those that are not 0 stand by position', () => {
  const values = Array(20).fill(0)
  values[7] = 2
  values[9] = 0.5
  expect(describeValues(values)).toBe('20 numbers, 0 but for {7: 2, 9: 0.5}')
  expect(describeValues(Array(50).fill(3), 2)).toBe('50 numbers, 0 but for {0: 3, 1: 3, and 48 more}')
})

test('a one-hot sequence stands as its letters', () => {
  const letters = fc.integer({ min: 2, max: 6 }).chain((alphabet) =>
    fc.record({
      alphabet: fc.constant(alphabet),
      places: fc.array(fc.nat(alphabet - 1), { minLength: 9, maxLength: 30 }),
    }),
  )
  fc.assert(
    fc.property(letters, ({ alphabet, places }) => {
      const values = places.flatMap((place) => Array.from({ length: alphabet }, (_, i) => (i === place ? 1 : 0)))
      const [count, runs] = describeValues(values).split(' letters: ')
      const back = runs!.split(' ').flatMap((run) => {
        const [place, times = '1'] = run.split('×')
        return Array(Number(times)).fill(Number(place))
      })
      expect([Number(count), back]).toEqual([places.length, places])
    }),
  )
})

test('other zeros and ones are never taken for letters', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 1), { minLength: 9, maxLength: 20 }), (values) => {
      const ones = values.filter((value) => value === 1).length
      const alphabet = values.length / ones
      const rows = Array.from({ length: ones }, (_, row) => values.slice(row * alphabet, (row + 1) * alphabet))
      const isOneHot =
        Number.isInteger(alphabet) &&
        alphabet > 1 &&
        rows.every((row) => row.filter((value) => value === 1).length === 1)
      expect(describeValues(values).includes('letters')).toBe(isOneHot)
    }),
    { numRuns: 2000, seed: 2 },
  )
  expect(describeValues([1, 0, 1, 0, 1, 0, 1, 0, 1, 0.5])).toContain('10 numbers')
  expect(describeValues([1, 0, 0, 0, 1, 0, 0, 0])).toBe('[1, 0, 0, 0, 1, 0, 0, 0]')
  expect(describeValues([0, 1, 0, 1, 0, 1, 1, 0, 0, 1])).toBe('5 letters: 1×3 0 1')
})
