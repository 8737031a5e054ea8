import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MAX } from '../../numeric/float32.ts'
import type { Comparison } from './margins.ts'
import { marginOf, marginsOf } from './marginsOf.ts'

/** Of any size that sets allow, and often such that sums cancel. */
const size = fc.oneof(
  fc.double({ min: 1e-60, max: 1e60, noNaN: true }),
  fc.integer({ min: -199, max: 199 }).map((power) => 2 ** power),
  fc.constantFrom(1, 0.1, 3, 1e-60, 1e60),
)
const coefficient = fc.tuple(size, fc.constantFrom(1, -1)).map(([one, sign]) => sign * one)
const bound = fc.oneof(fc.constant(0), coefficient)
const output = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -149, max: 127 }).map((power) => 2 ** power),
  fc.constantFrom(0, -0, 1, -1, 0.1, FLOAT32_MAX, -FLOAT32_MAX, 2 ** -149).map(Math.fround),
)
const terms = fc.array(fc.tuple(coefficient, output), { minLength: 1, maxLength: 6 })

const comparisonOf = (coefficients: readonly number[], b: number, lifted = false): Comparison => ({
  outputs: coefficients.map((_, i) => i),
  coefficients,
  bound: b,
  lifted,
})

/** A float64, any multiple of 2^-401, as a whole number of those. */
function scaled(value: number): bigint {
  // Twice, for one power of two would be too large.
  const high = value * 2 ** 252
  return BigInt(high) * 2n ** 149n
}

/** Number rounds a BigInt to the nearest, ties to even. */
function nearest(coefficients: readonly number[], outputs: readonly number[], b: number): number {
  const total = coefficients.reduce((sum, c, i) => sum + BigInt(c * 2 ** 252) * BigInt(outputs[i]! * 2 ** 149), 0n)
  return Number(total - scaled(b)) * 2 ** -401
}

test('a margin is the exact sum, rounded once, whatever cancels', () => {
  fc.assert(
    fc.property(terms, bound, fc.boolean(), (given, b, cancels) => {
      const all = cancels ? [...given, ...given.map(([c, y]) => [-c, y] as const)] : given
      const coefficients = all.map(([c]) => c)
      const outputs = all.map(([, y]) => y)
      const margin = marginOf(comparisonOf(coefficients, b), Float32Array.from(outputs), 0)
      expect(margin).toBe(nearest(coefficients, outputs, b) + 0)
    }),
    { numRuns: 5000, seed: 1 },
  )
})

test('halves between two numbers are decided by what is far below them', () => {
  const at = (...parts: number[]) =>
    marginOf(
      comparisonOf(parts, 0),
      Float32Array.from(parts, () => 1),
      0,
    )
  expect(at(1, 2 ** -53)).toBe(1)
  expect(at(1, 2 ** -53, 2 ** -190)).toBe(1 + 2 ** -52)
  expect(at(1, 2 ** -53, -(2 ** -190))).toBe(1)
  expect(at(1 + 2 ** -52, 2 ** -53)).toBe(1 + 2 ** -51)
  expect(at(1 + 2 ** -52, 2 ** -53, -(2 ** -190))).toBe(1 + 2 ** -52)
  expect(at(2 ** 190, 1, -(2 ** 190), -1, 2 ** -190)).toBe(2 ** -190)
})

test('a margin has the sign of the sum also where the sum is far smaller than its terms', () => {
  const values = Float32Array.of(FLOAT32_MAX, FLOAT32_MAX, 2 ** -149)
  expect(marginOf(comparisonOf([1e60, -1e60, 1e-60], 0), values, 0)).toBeGreaterThan(0)
  expect(marginOf(comparisonOf([1e60, -1e60, -1e-60], 0), values, 0)).toBeLessThan(0)
})

test('NaN and infinities count as they are, and only where they count', () => {
  const at = (coefficients: number[], ...outputs: number[]) =>
    marginOf(
      { outputs: coefficients.map((_, i) => i), coefficients, bound: 1, lifted: false },
      Float32Array.from(outputs),
      0,
    )
  expect(at([1, -2], Infinity, 3)).toBe(Infinity)
  expect(at([1, -2], 3, Infinity)).toBe(-Infinity)
  expect(at([1, -2], Infinity, Infinity)).toBeNaN()
  expect(at([1, -2], -Infinity, Infinity)).toBe(-Infinity)
  expect(at([1, -2], NaN, 3)).toBeNaN()
  expect(at([1, -2], 5, 1, NaN)).toBe(2)
})

test('a clause has the largest margin of its comparisons, none has a NaN but where one is, and 0 counts for more where it is lifted', () => {
  const first = comparisonOf([1], 0)
  const second: Comparison = { outputs: [1], coefficients: [-1], bound: 2, lifted: true }
  const both = { width: 2, clauses: [[first, second], [first]] }
  const rows = Float32Array.of(1, -5, 0, -2, 0, 7, NaN, 1)
  expect(marginsOf(both, 'each', rows)).toEqual(Float64Array.of(3, 1, Number.MIN_VALUE, 0, 0, 0, NaN, NaN))
  expect(marginsOf(both, 'least', rows)).toEqual(Float64Array.of(1, 0, 0, NaN))
})
