import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest, orderOf, type Points } from './nearest.ts'

const place = fc.oneof(fc.float({ min: -1000, max: 1000 }), fc.integer({ min: -5, max: 5 }))
const anyPoints = fc.array(fc.tuple(place, place), { maxLength: 30 }).map((all): Points => ({
  x: Float32Array.from(all, ([x]) => x),
  y: Float32Array.from(all, ([x, y]) => (Number.isNaN(x) ? NaN : y)),
}))

test('no point within reach is nearer than the one that is found', () => {
  fc.assert(
    fc.property(anyPoints, fc.integer({ min: -10, max: 10 }), fc.integer({ min: -10, max: 10 }), (points, x, y) => {
      const distance = (i: number): number => (points.x[i]! - x) ** 2 + (points.y[i]! - y) ** 2
      const found = nearest(points, x, y, 7)
      const within = Array.from(points.x.keys(), distance).filter((one) => one <= 49)
      expect(found < 0 ? Infinity : distance(found)).toBe(Math.min(...within))
    }),
    { seed: 1, numRuns: 500 },
  )
})

test('points are in the order of their values, those that are not there left out', () => {
  const points = { x: Float32Array.of(1, NaN, 1, 1), y: Float32Array.of(1, NaN, 1, 1) }
  expect([...orderOf(points, [0.5, 0, -1, 0.5])]).toEqual([2, 0, 3])
})
