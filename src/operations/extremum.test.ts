import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { numbersIn } from '../../test/proof/bounds.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { extremum } from './extremum.ts'
import { settingOn } from '../../test/operations/setting.ts'

const of = (mode: 'max' | 'min', taps: number[], window: number, x: Bounds): Bounds =>
  extremum.bound(
    {
      kind: 'extremum',
      mode,
      taps: Int32Array.from(taps),
      window,
      size: taps.length / window,
      reads: [0],
      layer: 'e',
      faultyOn: [],
    },
    x,
    settingOn('cpu'),
  )

const flushed = (x: number): number => (Math.abs(x) < FLOAT32_MIN_NORMAL ? 0 : x)
const tiny = 2 ** -130
const ends = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(tiny, -tiny, 2 * tiny, -FLOAT32_MIN_NORMAL, FLOAT32_MIN_NORMAL),
)

test('the largest and smallest of a window, the others and the padding aside; no NaN out of numbers', () => {
  const x = numbersIn([1, -5, 2, 9], [3, -4, 2.5, 9])
  const both = (mode: 'max' | 'min'): number[] => {
    const { lo, hi, nan } = of(mode, [0, 1, -1, 2, -1, 1], 3, x)
    return [...lo, ...hi, ...nan]
  }
  expect(both('max')).toEqual([1, 2, 3, 2.5, 0, 0])
  expect(both('min')).toEqual([-5, -5, -4, -4, 0, 0])
})

test('where subnormals count as zero, any of them may come out of a window in which none is larger', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(ends, ends), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('max', 'min'),
      (pairs, mode) => {
        const low = pairs.map(([a, b]) => Math.min(a, b))
        const high = pairs.map(([a, b]) => Math.max(a, b))
        const { lo, hi } = of(mode, [...pairs.keys()], pairs.length, numbersIn(low, high))
        const best = mode === 'max' ? Math.max : Math.min
        for (const values of [low, high]) {
          const top = best(...values.map(flushed))
          for (const value of values.filter((own) => flushed(own) === top))
            for (const result of [value, flushed(value)]) expect(lo[0]! <= result && result <= hi[0]!).toBe(true)
        }
        // Exact but for what is as small as that.
        expect(Math.abs(lo[0]! - best(...low))).toBeLessThanOrEqual(2 * FLOAT32_MIN_NORMAL)
        expect(Math.abs(hi[0]! - best(...high))).toBeLessThanOrEqual(2 * FLOAT32_MIN_NORMAL)
      },
    ),
    { numRuns: 1000 },
  )
  expect(of('max', [0, 1], 2, numbersIn([-1, -tiny])).lo[0]).toBe(-FLOAT32_MIN_NORMAL)
  expect(of('max', [0, 1], 2, numbersIn([-tiny, -tiny])).lo[0]).toBe(-tiny)
  expect(of('min', [0, 1], 2, numbersIn([1, tiny])).hi[0]).toBe(FLOAT32_MIN_NORMAL)
  expect(of('min', [0, 1], 2, numbersIn([tiny, tiny])).hi[0]).toBe(tiny)
  expect(of('max', [0, 1], 2, numbersIn([FLOAT32_MIN_NORMAL, -5])).lo[0]).toBe(FLOAT32_MIN_NORMAL)
})

test('nothing is known of an empty window, or of one that holds what may be NaN', () => {
  const { lo, hi, nan } = of('max', [-1, -1, 0, 1, 2, 2], 2, numbersIn([0, 0, 1], [1, 1, 1], [1]))
  expect([...lo]).toEqual([-Infinity, -Infinity, 1])
  expect([...hi]).toEqual([Infinity, Infinity, 1])
  expect([...nan]).toEqual([1, 1, 0])
})
