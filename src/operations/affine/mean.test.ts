import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { newBounds } from '../../numeric/bounds.ts'
import { numbersIn } from '../../../test/proof/bounds.ts'
import { gamma, overflow } from '../../numeric/rounding.ts'
import { setMean } from './mean.ts'
import { inOrder, tapsOf } from './taps.ts'

/** The mean of all numbers, whose window has padding before and after them. */
function mean(lo: readonly number[], hi: readonly number[] = lo, nan: readonly number[] = []) {
  const bounds = newBounds(1)
  const taps = Int32Array.of(7, 7, -1, ...lo.keys(), -1)
  // The second of two windows: the first is other numbers.
  const window = lo.length + 2
  const padded = new Int32Array(2 * window).fill(0)
  padded.set(taps.subarray(2), window)
  const off = setMean(bounds, 0, numbersIn(lo, hi, nan), tapsOf(padded, window), 1)
  return { lo: bounds.lo[0]!, hi: bounds.hi[0]!, nan: bounds.nan[0] === 1, off }
}

const unknown = { lo: -Infinity, hi: Infinity, nan: true, off: Infinity }
const usual = fc.float({ noNaN: true, min: Math.fround(-1e20), max: Math.fround(1e20) })

test('the error covers sums and running means, and little more; ends lie as far out as it says', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(usual, usual), { minLength: 1, maxLength: 60 }), (pairs) => {
      const low = pairs.map(([a, b]) => Math.min(a, b))
      const high = pairs.map(([a, b]) => Math.max(a, b))
      const n = pairs.length
      const { lo, hi, nan, off } = mean(low, high)
      const size = Math.max(...low.map(Math.abs), ...high.map(Math.abs))
      expect(nan).toBe(false)
      expect(off).toBeGreaterThanOrEqual(gamma(n + 8) * size + 8 * n * FLOAT32_MIN_NORMAL)
      expect(off).toBeLessThanOrEqual(gamma(n + 12) * size + (8 * n + 20) * FLOAT32_MIN_NORMAL)
      const least = low.reduce((a, b) => a + b, 0) / n - off
      const most = high.reduce((a, b) => a + b, 0) / n + off
      // Bounds are float32 numbers inside.
      const step = size * 2 ** -23 + 2 ** -126
      expect(Math.abs(lo - (low.every((x) => x >= 0) ? Math.max(0, least) : least))).toBeLessThan(step)
      expect(Math.abs(hi - (high.every((x) => x <= 0) ? Math.min(0, most) : most))).toBeLessThan(step)
      expect(lo).toBeGreaterThanOrEqual(low.every((x) => x >= 0) ? 0 : -Infinity)
      expect(hi).toBeLessThanOrEqual(high.every((x) => x <= 0) ? 0 : Infinity)
    }),
    { numRuns: 300 },
  )
})

test('even of zeros eight results a number may be flushed', () => {
  for (const n of [1, 3, 50]) expect(mean(Array(n).fill(0)).off).toBeGreaterThanOrEqual(8 * n * FLOAT32_MIN_NORMAL)
})

test('a sign is kept only where all numbers have it', () => {
  const tiny = 2 ** -140
  expect(mean([tiny, tiny]).lo).toBe(0)
  expect(mean([-tiny, -tiny]).hi).toBe(0)
  expect(mean([-tiny, tiny]).lo).toBeLessThan(-tiny)
  expect(mean([-tiny, tiny]).hi).toBeGreaterThan(tiny)
  expect(mean([0, 0]).lo).toBe(0)
  expect(mean([0, 0]).hi).toBe(0)
})

test('a sum of numbers of one sign may overflow on the way to a finite mean', () => {
  const x = FLOAT32_MAX * 0.6
  expect(mean([x, x])).toMatchObject({ hi: Infinity, nan: false, off: Infinity })
  expect(mean([x, x]).lo).toBeCloseTo(x, -33)
  expect(mean([-x, -x])).toMatchObject({ lo: -Infinity, nan: false, off: Infinity })
  expect(mean([-x, -x]).hi).toBeCloseTo(-x, -33)
  expect(mean([x, 0]).hi).toBeLessThan(x)
  expect(mean([x, 0]).off).toBeLessThan(x)
  expect(mean([-x, 0]).lo).toBeGreaterThan(-x)
  // Right below what overflows.
  expect(mean([overflow / 2 - 2 ** 112, overflow / 2 - 2 ** 112]).hi).toBeLessThan(Infinity)
  expect(mean([FLOAT32_MAX / 2, FLOAT32_MAX / 2]).hi).toBe(Infinity)
})

test('NaN where both signs may overflow, where two numbers lie too far apart, and of what is not finite or not there', () => {
  const x = FLOAT32_MAX * 0.45
  expect(mean([x, -x]).nan).toBe(false)
  expect(mean([FLOAT32_MAX * 0.6, -FLOAT32_MAX * 0.6])).toEqual(unknown)
  expect(mean([-FLOAT32_MAX * 0.6], [FLOAT32_MAX * 0.6])).toEqual(unknown)
  expect(mean([x, x, x, -x, -x, -x])).toEqual(unknown)
  // The difference is rounded, too.
  const half = overflow / 2
  expect(mean([half * (1 - 2 ** -22), half * (2 ** -22 - 1)])).toEqual(unknown)
  expect(mean([half * (1 - 2 ** -18), half * (2 ** -18 - 1)]).nan).toBe(false)
  expect(mean([1, Infinity])).toEqual(unknown)
  expect(mean([Infinity, Infinity])).toEqual(unknown)
  expect(mean([-Infinity, -Infinity])).toEqual(unknown)
  expect(mean([1, -Infinity], [1, 0])).toEqual(unknown)
  expect(mean([1, 2], [1, 2], [1])).toEqual(unknown)
  expect(mean([])).toEqual(unknown)
  // What is not finite elsewhere does no harm.
  const bounds = newBounds(1)
  setMean(bounds, 0, numbersIn([Infinity, 2]), inOrder(1), 1)
  expect(bounds.lo[0]).toBeCloseTo(2, 5)
})
