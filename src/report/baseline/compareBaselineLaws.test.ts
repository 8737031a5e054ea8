import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Verdict } from '../../claim/verdict.ts'
import { someVerdict } from '../../../test/report/verdict.ts'
import { baselineOf, type PlacedVerdict } from './baseline.ts'
import { compareBaseline, type CompareOptions } from './compareBaseline.ts'

const compare = (
  before: readonly PlacedVerdict[],
  after: readonly PlacedVerdict[],
  options?: Partial<CompareOptions>,
) => compareBaseline(baselineOf(before), after, { growth: 0.01, ...options })

const number = fc.double({ noNaN: true })
const range = fc.tuple(number, number).map(([a, b]): [number, number] => (a <= b ? [a, b] : [b, a]))
const anyOf = fc.record({
  status: fc.constantFrom('proved', 'refuted', 'survived', 'vacuous'),
  certified: range,
  nan: fc.constantFrom('impossible', 'possible', 'observed'),
  fixed: fc.uniqueArray(fc.constantFrom('a', 'b', 'c')),
  holds: fc.constantFrom('unbounded', 'always < 1'),
  backend: fc.constantFrom('native', 'wasm'),
  passed: fc.boolean(),
})
const anyVerdicts = fc
  .uniqueArray(fc.tuple(fc.constantFrom('one', 'two', 'three', '__proto__'), fc.constantFrom('a', 'b'), anyOf), {
    selector: ([claim, place]) => `${claim} ${place}`,
  })
  .map((all) =>
    all.map(([claim, place, more]): PlacedVerdict => ({
      ...someVerdict({ claim, ...(more as Partial<Verdict>) }),
      place,
    })),
  )
const share = fc.double({ min: 0, max: 1, noNaN: true })
const shuffled = <T>(all: readonly T[]) => fc.shuffledSubarray([...all], { minLength: all.length })

describe('whatever the verdicts are', () => {
  test('against themselves nothing has changed, in whatever order', () => {
    const both = anyVerdicts.chain((all) => fc.tuple(fc.constant(all), shuffled(all)))
    fc.assert(
      fc.property(both, share, fc.boolean(), ([all, other], growth, complete) => {
        expect(compare(all, other, { growth, complete }).changes).toEqual([])
        expect(baselineOf(other)).toEqual(baselineOf(all))
      }),
      { numRuns: 200 },
    )
  })

  test('their order is no matter', () => {
    const three = fc
      .tuple(anyVerdicts, anyVerdicts)
      .chain(([a, b]) => fc.tuple(fc.constant(a), fc.constant(b), shuffled(b)))
    fc.assert(
      fc.property(three, ([before, after, other]) => {
        expect(compare(before, other)).toEqual(compare(before, after))
      }),
      { numRuns: 200 },
    )
  })

  test('growth forgives no more than it says', () => {
    fc.assert(
      fc.property(anyVerdicts, anyVerdicts, share, (before, after, growth) => {
        const worse = (allowed: number) =>
          compare(before, after, { growth: allowed }).changes.filter(({ kind }) => kind === 'worse').length
        expect(worse(0)).toBeGreaterThanOrEqual(worse(growth))
      }),
      { numRuns: 200 },
    )
  })

  test('a range that is wider by more than the share is always found, by less never', () => {
    const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true })
    const wide = fc.tuple(finite, finite).map(([a, b]): [number, number] => (a <= b ? [a, b + 1] : [b, a + 1]))
    fc.assert(
      fc.property(wide, share, fc.double({ min: 0, max: 3, noNaN: true }), share, ([lo, hi], growth, by, part) => {
        fc.pre(Math.abs(by - growth) > 1e-6)
        const width = hi - lo
        const to: [number, number] = [lo - by * part * width, hi + by * (1 - part) * width]
        const { changes } = compare([someVerdict({ certified: [lo, hi] })], [someVerdict({ certified: to })], {
          growth,
        })
        expect(changes.map(({ kind }) => kind)).toEqual(by > growth ? ['worse'] : [])
      }),
      { numRuns: 300 },
    )
  })
})
