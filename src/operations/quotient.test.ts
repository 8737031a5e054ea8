import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { numbersIn } from '../../test/proof/bounds.ts'
import { quotient } from './quotient.ts'
import { settingOn } from '../../test/operations/setting.ts'

const of = (x: Bounds): Bounds =>
  quotient.bound(
    { kind: 'quotient', size: x.lo.length / 2, reads: [0, 1], layer: 'q', faultyOn: [] },
    x,
    settingOn('cpu'),
  )

const number = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.float({ noNaN: true, noDefaultInfinity: true }))
const away = number.filter((value) => Math.abs(value) >= FLOAT32_MIN_NORMAL)
const ordered = (a: number, b: number): [number, number] => (a < b ? [a, b] : [b, a])

test('exactly the rounded quotients of ends, subnormal ones down to zero', () => {
  fc.assert(
    fc.property(number, number, away, away, (a, b, c, d) => {
      const [x, divisor] = [ordered(a, b), ordered(c, c < 0 === d < 0 ? d : -d)]
      const { lo, hi, nan } = of(numbersIn([x[0], divisor[0]], [x[1], divisor[1]]))
      const exact = x.flatMap((p) => divisor.map((q) => p / q))
      const mayVanish = exact.some((value) => Math.abs(value) < FLOAT32_MIN_NORMAL)
      const results = [...exact.map((value) => Math.fround(value) + 0), ...(mayVanish ? [0] : [])]
      expect([lo[0], hi[0], nan[0]]).toEqual([Math.min(...results), Math.max(...results), 0])
    }),
    { numRuns: 400 },
  )
})

test('no quotient of numbers within bounds leaves its own, flushed or not, as far as anything is known', () => {
  const wide = fc.oneof(
    number,
    fc.constantFrom(2 ** -126, 2 ** -149, 1 - 2 ** -24, 2 ** 126, FLOAT32_MAX, -(2 ** -126)),
  )
  let known = 0
  fc.assert(
    fc.property(wide, wide, wide, wide, fc.constantFrom(0, 1, 0.3), fc.constantFrom(0, 1, 0.7), (a, b, c, d, s, t) => {
      const [x, divisor] = [ordered(a, b), ordered(c, d)]
      const { lo, hi, nan } = of(numbersIn([x[0], divisor[0]], [x[1], divisor[1]]))
      const between = ([low, high]: [number, number], share: number): number =>
        Math.min(high, Math.max(low, Math.fround(low + share * (high - low))))
      const exact = between(x, s) / between(divisor, t)
      if (nan[0] === 1) return
      known++
      const flushed = Math.abs(exact) < FLOAT32_MIN_NORMAL ? 0 : Math.fround(exact)
      for (const result of [Math.fround(exact), flushed]) {
        expect(result).toBeGreaterThanOrEqual(lo[0]!)
        expect(result).toBeLessThanOrEqual(hi[0]!)
      }
    }),
    { numRuns: 2000 },
  )
  expect(known).toBeGreaterThan(200)
})

test('by what may be zero, or count as zero, and infinity by infinity, it may be anything', () => {
  const unknown = { lo: Float64Array.of(-Infinity), hi: Float64Array.of(Infinity), nan: Uint8Array.of(1) }
  expect(of(numbersIn([1, 0], [1, 0]))).toEqual(unknown)
  expect(of(numbersIn([1, -1], [1, 1]))).toEqual(unknown)
  expect(of(numbersIn([1, 2 ** -127], [1, 1]))).toEqual(unknown)
  expect(of(numbersIn([1, -1], [1, -(2 ** -149)]))).toEqual(unknown)
  expect(of(numbersIn([1, 1], [Infinity, Infinity]))).toEqual(unknown)
  expect(of(numbersIn([1, 1], [1, 1], [1]))).toEqual(unknown)
  expect(of(numbersIn([1, 1], [2, Infinity]))).toMatchObject({ lo: Float64Array.of(0), hi: Float64Array.of(2) })
  expect(of(numbersIn([1, -2], [Infinity, -1]))).toMatchObject({ lo: Float64Array.of(-Infinity) })
})

describe.for(tfjsBackends)('on %s', (backend) => {
  test('a quotient is rounded to nearest, once', async ({ skip }) => {
    await startOrSkip(backend, skip)
    fc.assert(
      fc.property(fc.array(fc.tuple(number, away), { minLength: 1, maxLength: 400 }), (pairs) => {
        const [x, divisor] = [pairs.map(([p]) => p), pairs.map(([, q]) => q)]
        const results = tf.tidy(() => tf.div(tf.tensor1d(x), tf.tensor1d(divisor)).dataSync())
        for (const [i, result] of results.entries()) {
          const nearest = Math.fround(Math.fround(x[i]!) / Math.fround(divisor[i]!))
          // What is subnormal, or comes of it, may be zero.
          const isTiny = Math.min(Math.abs(nearest), Math.abs(x[i]!)) < FLOAT32_MIN_NORMAL
          expect(isTiny && result === 0 ? nearest : result).toBe(nearest)
        }
      }),
      { numRuns: 300, examples: [[[[FLOAT32_MAX, FLOAT32_MIN_NORMAL]]], [[[1, 3]]]] },
    )
  })
})
