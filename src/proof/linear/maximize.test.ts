import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maximize, maximizer } from './maximize.ts'

const number = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.float({ noNaN: true, min: -1000, max: 1000 }))
const coefficient = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))

const form = (coefficients: Float64Array, x: ArrayLike<number>): number =>
  coefficients.reduce((sum, c, i) => sum + c * x[i]!, 0)
const sizeOf = (coefficients: Float64Array, x: ArrayLike<number>): number =>
  coefficients.reduce((sum, c, i) => sum + Math.abs(c * x[i]!), 0)

test('of numbers every corner is below the maximum, and the maximizer is the corner that reaches it', () => {
  const place = fc.tuple(number, number, coefficient)
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 6 }), (places) => {
      const box = {
        lo: Float32Array.from(places, ([a, b]) => Math.min(a, b)),
        hi: Float32Array.from(places, ([a, b]) => Math.max(a, b)),
      }
      const coefficients = Float64Array.from(places, ([, , c]) => c)
      const most = maximize(box, coefficients)
      for (let corner = 0; corner < 2 ** places.length; corner++)
        expect(
          form(
            coefficients,
            box.lo.map((low, i) => ((corner >> i) & 1 ? box.hi[i]! : low)),
          ),
        ).toBeLessThanOrEqual(most)
      const best = new Float64Array(places.length)
      maximizer(box, coefficients, best)
      const size = sizeOf(coefficients, best)
      expect(most - form(coefficients, best)).toBeGreaterThanOrEqual(2 ** -52 * size)
      expect(most - form(coefficients, best)).toBeLessThanOrEqual(2 ** -48 * size)
      coefficients.forEach((c, i) => {
        expect(best[i]).toBe(c > 0 ? box.hi[i]! : c < 0 ? box.lo[i]! : box.lo[i]! / 2 + box.hi[i]! / 2)
      })
    }),
    { numRuns: 200 },
  )
})

test('of letters each row’s best that is allowed counts, and the maximizer has it', () => {
  const row = fc.record({
    coefficients: fc.array(coefficient, { minLength: 3, maxLength: 3 }),
    allowed: fc.constantFrom([1, 1, 1], [0, 1, 1], [1, 0, 1], [0, 0, 1], [1, 0, 0]),
  })
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), (rows) => {
      const coefficients = Float64Array.from(rows.flatMap((one) => one.coefficients))
      const hi = Float32Array.from(rows.flatMap(({ allowed }) => allowed))
      const box = { lo: new Float32Array(hi.length), hi, letters: 3 }
      const best = rows.map((one) => Math.max(...one.coefficients.filter((_, k) => one.allowed[k] === 1)))
      const [sum, size] = [best.reduce((a, b) => a + b, 0), best.reduce((a, b) => a + Math.abs(b), 0)]
      const most = maximize(box, coefficients)
      expect(most - sum).toBeGreaterThanOrEqual(2 ** -52 * size)
      expect(most - sum).toBeLessThanOrEqual(2 ** -47 * size)
      const into = new Float32Array(hi.length).fill(7)
      maximizer(box, coefficients, into)
      rows.forEach((one, r) => {
        const letters = into.subarray(3 * r, 3 * r + 3)
        expect([...letters].toSorted((a, b) => a - b)).toEqual([0, 0, 1])
        expect([one.coefficients[letters.indexOf(1)], one.allowed[letters.indexOf(1)]]).toEqual([best[r], 1])
      })
    }),
    { numRuns: 200 },
  )
})

test('a coefficient that is NaN leaves nothing to say, that of a letter which is not allowed too', () => {
  const hi = Float32Array.of(0, 1, 1, 1)
  for (let i = 0; i < 4; i++) {
    const coefficients = Float64Array.of(1, 2, 3, 4)
    coefficients[i] = NaN
    expect(maximize({ lo: new Float32Array(4), hi, letters: 2 }, coefficients)).toBeNaN()
    expect(maximize({ lo: new Float32Array(4), hi }, coefficients)).toBeNaN()
  }
})
