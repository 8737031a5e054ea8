import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitTaps, inOrder, listed, startAt, stepsAt, tapAt, tapsOf, windowAt } from './taps.ts'

const tap = fc.integer({ min: -1, max: 6 })
/** Windows of which some are others a few numbers further. */
const windows = fc
  .integer({ min: 1, max: 4 })
  .chain((window) =>
    fc.array(fc.tuple(fc.array(tap, { minLength: window, maxLength: window }), fc.integer({ min: 0, max: 3 })), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map((all) => all.flatMap(([own, copies]) => [own, ...Array.from({ length: copies }, (_, i) => moved(own, i + 1))]))

function moved(own: readonly number[], by: number): number[] {
  return own.map((one) => (one < 0 ? one : one + by))
}

test('taps are those that were listed, whichever way they are asked for', () => {
  fc.assert(
    fc.property(windows, (all) => {
      const window = all[0]!.length
      const list = Int32Array.from(all.flat())
      const taps = tapsOf(list, window)
      expect(fitTaps(taps, all.length, window)).toBe(true)
      expect(listed(taps, all.length)).toEqual(list)
      for (const [p, own] of all.entries()) {
        expect([...windowAt(taps, p)]).toEqual(own)
        for (const [k, one] of own.entries()) {
          const found = tapAt(taps, p, k)
          expect(one < 0 ? found < 0 : found === one).toBe(true)
          expect(found).toBe(startAt(taps, p) + taps.steps[stepsAt(taps, p) + k]!)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('windows that slide have few patterns, and those that lie in order have no list of starts', () => {
  const slide = (places: number): number[][] =>
    Array.from({ length: places }, (_, p) => [p - 1, p, p + 1].map((at) => (at < places ? at : -1)))
  const taps = tapsOf(Int32Array.from(slide(100).flat()), 3)
  expect(taps.steps.length).toBe(3 * 3)
  const order = tapsOf(
    Int32Array.from({ length: 40 }, (_, i) => i),
    4,
  )
  expect(order).toEqual(inOrder(4))
  // The same row for all.
  expect(tapsOf(Int32Array.of(0, 1, 0, 1), 2)).toEqual({ ...inOrder(2), starts: 0 })
})

test('taps of other windows do not fit', () => {
  const taps = tapsOf(Int32Array.of(0, -1, 1, 2), 2)
  expect(fitTaps(taps, 2, 2)).toBe(true)
  expect(fitTaps(taps, 3, 2)).toBe(false)
  expect(fitTaps(taps, 2, 1)).toBe(false)
  expect(fitTaps({ ...taps, patterns: Int32Array.of(0, 2) }, 2, 2)).toBe(false)
  expect(fitTaps({ ...taps, patterns: null }, 2, 2)).toBe(false)
})
