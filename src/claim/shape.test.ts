import { expect, test } from 'vitest'
import { checkShape, product } from './shape.ts'

test.each([[[2, 3]], [[]], [[1]], [[2 ** 27]]])('%j is a shape', (shape) => {
  expect(() => checkShape('box', shape)).not.toThrow()
})

test.each([
  [[0]],
  [[2, 0.5]],
  [[-1, -1]],
  [[2, '3']],
  [[2, null]],
  [3],
  [null],
  ['23'],
  [[2 ** 27 + 1]],
  [[2 ** 14, 2 ** 14]],
  [[2 ** 60]],
])('%j is none', (shape) => {
  expect(() => checkShape('box', shape)).toThrow('box: expected a shape of whole numbers >= 1, received shape=')
})

test('the size of a shape is the product of its sides', () => {
  expect([product([]), product([5]), product([2, 3, 4])]).toEqual([1, 5, 24])
})
