import fc from 'fast-check'
import { expect, test } from 'vitest'
import { integer, noise, uniform } from '../../../test/network/random.ts'
import { withoutZeros } from './sparse.ts'

test('a matrix of few numbers is what is left of it', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const [rows, columns] = [integer(random, 128, 300), integer(random, 128, 200)]
      const matrix = new Float32Array(rows * columns)
      for (let f = 0; f < columns; f++)
        for (let n = integer(random, 0, 8); n > 0; n--)
          matrix[integer(random, 0, rows - 1) * columns + f] = noise(random, 1)
      const { window, rows: places, weights } = withoutZeros(matrix, columns)!
      const again = new Float32Array(rows * columns)
      for (const [i, row] of places.entries())
        if (row >= 0) again[row * columns + Math.floor(i / window)]! += weights[i]!
      expect(again).toEqual(matrix)
      expect(weights.filter((_, i) => places[i] === -1).every((weight) => weight === 0)).toBe(true)
    }),
    { numRuns: 20 },
  )
})

test('small ones, and those of which a column has many, stay', () => {
  expect(withoutZeros(new Float32Array(100 * 100), 100)).toBeUndefined()
  const matrix = new Float32Array(160 * 160)
  expect(withoutZeros(matrix, 160)).toMatchObject({ window: 1 })
  for (let row = 0; row < 10; row++) matrix[row * 160 + 7] = row === 3 ? NaN : 1
  expect(withoutZeros(matrix, 160)).toMatchObject({ window: 10 })
  matrix[159 * 160 + 7] = -1
  expect(withoutZeros(matrix, 160)).toBeUndefined()
})
