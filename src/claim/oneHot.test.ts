import { expect, test } from 'vitest'
import { drawRows } from '../../test/claim/domain.ts'
import { oneHot } from './oneHot.ts'

test('its box is [0, 1] in each number, and exactly 1 where there is but one letter; it ends everywhere', () => {
  const dna = oneHot(2, 3)
  expect([[...dna.lo], [...dna.hi]]).toEqual([Array(6).fill(0), Array(6).fill(1)])
  expect(dna.endless).toEqual({ lo: Array(6).fill(false), hi: Array(6).fill(false) })
  expect([...dna.simplest]).toEqual([1, 0, 0, 1, 0, 0])
  const only = oneHot(3, 1)
  expect([[...only.lo], [...only.hi]]).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ])
})

test.each([2, 3, 4, 20, 300])('each of %i letters comes as often as any other, at every place', (letters) => {
  const [length, count] = [7, 6000]
  const rows = drawRows(oneHot(length, letters), 5, count)
  const seen = new Float64Array(length * letters)
  rows.forEach((value, i) => (seen[i % seen.length]! += value))
  const expected = count / letters
  // Five standard deviations of a binomial count, and a few for the rarest.
  for (const times of seen) expect(Math.abs(times - expected)).toBeLessThan(5.5 * Math.sqrt(expected) + 3)
})

test('neighbouring letters are independent, unless they repeat a motif', () => {
  const count = 4000
  const rows = drawRows(oneHot(8, 4), 2, count)
  let equal = 0
  for (let row = 0; row < count; row++)
    for (let place = 1; place < 8; place++)
      if (rows.indexOf(1, row * 32 + place * 4) % 4 === rows.indexOf(1, row * 32 + place * 4 - 4) % 4) equal++
  // A quarter by chance; a quarter of the rows repeats a motif of 1 to 8 letters, all of them where it is 1.
  const share = (1 / 4) * (3 / 4) + (1 / 4) * ((1 / 8) * 1 + (7 / 8) * (1 / 4))
  expect(equal / (7 * count)).toBeCloseTo(share, 1)
  expect(Math.abs(equal / (7 * count) - share)).toBeLessThan(0.02)
})
