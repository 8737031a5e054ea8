import fc from 'fast-check'
import { expect, test } from 'vitest'
import { integer, uniform } from '../../network/random.laws.ts'
import { addRows, rowsOf } from './weightedRows.ts'

/** Sums in float64 of `count` terms may differ by their order: by at most so much of the sum of sizes. */
const share = (count: number): number => (count + 2) * 2 ** -52

test('adds what plain JavaScript adds, but for the order: any sizes, and only where it should', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 40 }),
      (seed, length, rows) => {
        const random = uniform(seed)
        const numbers = (count: number): Float64Array => Float64Array.from({ length: count }, () => random() - 0.5)
        const matrix = rowsOf(numbers(rows * length), length)
        const count = integer(random, 0, 40)
        const terms = {
          rows: Int32Array.from({ length: count }, () => integer(random, 0, rows - 1)),
          weights: numbers(count),
        }
        const first = integer(random, 0, 5)
        const start = numbers(length + 10)
        const [fast, plain, sizes] = [start.slice(), start.slice(), start.map(Math.abs)]
        addRows(matrix, terms, count, fast, first)
        addRows(matrix, terms, count, plain, first, true)
        const absolute = rowsOf(matrix.matrix.map(Math.abs), length)
        addRows(absolute, { ...terms, weights: terms.weights.map(Math.abs) }, count, sizes, first, true)
        for (let k = 0; k < start.length; k++)
          expect(Math.abs(fast[k]! - plain[k]!)).toBeLessThanOrEqual(share(count) * sizes[k]!)
        expect([fast.slice(0, first), fast.slice(first + length)]).toEqual([
          start.slice(0, first),
          start.slice(first + length),
        ])
      },
    ),
    { numRuns: 300 },
  )
})

test('matrices make room for others, and are there again when they are needed', () => {
  // Eight of them are more than the kernel holds.
  const length = 1000
  const all = Array.from({ length: 8 }, (_, m) => rowsOf(new Float64Array(600 * length).fill(m + 1), length))
  const terms = { rows: Int32Array.of(599, 0), weights: Float64Array.of(1, 2) }
  for (let round = 0; round < 2; round++) {
    for (const [m, matrix] of all.entries()) {
      const into = new Float64Array(length)
      addRows(matrix, terms, 2, into, 0)
      expect(into.every((value) => value === 3 * (m + 1))).toBe(true)
    }
  }
})

test('rows and lists too long for the kernel are added up all the same', () => {
  const long = rowsOf(new Float64Array(5000).fill(2), 5000)
  const into = new Float64Array(5000)
  addRows(long, { rows: Int32Array.of(0), weights: Float64Array.of(3) }, 1, into, 0)
  expect(into.every((value) => value === 6)).toBe(true)
  const short = rowsOf(Float64Array.of(1), 1)
  const sum = new Float64Array(1)
  addRows(short, { rows: new Int32Array(9000), weights: new Float64Array(9000).fill(1) }, 9000, sum, 0)
  expect(sum[0]).toBe(9000)
})
