import { expect, test } from 'vitest'
import { onceFor } from './onceFor.ts'

test('what is made of an object is made once, and another for each', () => {
  const asked: object[] = []
  const sizeOf = onceFor((of: readonly number[]) => {
    asked.push(of)
    return of.length
  })
  const [a, b] = [
    [1, 2],
    [1, 2],
  ]
  expect([a, b, a, b].map((one) => sizeOf(one))).toEqual([2, 2, 2, 2])
  expect(asked).toEqual([a, b])
  expect(asked[1]).toBe(b)
})
