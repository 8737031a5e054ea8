import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import type { AffineOperation, Rounding } from './affineOperation.ts'
import { newBounds } from '../../numeric/bounds.ts'
import { numbersIn } from '../../../test/proof/bounds.ts'
import { gamma } from '../../numeric/rounding.ts'
import { setScaled } from './scale.ts'
import { tapsOf } from './taps.ts'

/** Two groups: numbers 0 and 2 are of the first, 1 and 3 of the second; a last one is padding. */
function scaled(
  kernel: [number, number],
  bias: [number, number] | null,
  lo: number[],
  hi = lo,
  nan: number[] = [],
  underflow: readonly [Float64Array, Float64Array] = [new Float64Array(2), new Float64Array(2)],
) {
  const rounding: Extract<Rounding, { kind: 'scale' }> = {
    kind: 'scale',
    offset: Float64Array.of(0, 8),
    limit: Float64Array.of(1e30, 100),
    underflow,
  }
  const operation: AffineOperation = {
    kind: 'affine',
    taps: tapsOf(Int32Array.of(0, 1, 2, 3, -1), 1),
    kernel: Float64Array.from(kernel),
    bias: bias && Float64Array.from(bias),
    positions: 5,
    window: 1,
    filters: 1,
    groups: 2,
    rounding,
  }
  const bounds = newBounds(5)
  const off = Array.from({ length: 5 }, (_, p) => setScaled(bounds, operation, rounding, numbersIn(lo, hi, nan), p))
  return { ...bounds, off }
}

test('each number times its group s kernel, plus its bias, sixteen roundings off', () => {
  const { lo, hi, nan, off } = scaled([2, -4], [1, 3], [-1, 1, 5, -3], [2, 2, 5, 3])
  const centre = [
    [-1, 5],
    [-5, -1],
    [11, 11],
    [-9, 15],
    [1, 1],
  ]
  const size = [4, 8 + 8, 10, 12 + 8, 0]
  for (const [p, [low, high]] of centre.entries()) {
    const error = gamma(16) * size[p]!
    expect(off[p]!).toBeGreaterThanOrEqual(error)
    expect(off[p]!).toBeLessThan(error * 1.001 + 1e-28)
    expect(lo[p]!).toBeLessThanOrEqual(low! - error * 0.9)
    expect(lo[p]!).toBeGreaterThan(low! - error - 2e-6)
    expect(hi[p]!).toBeGreaterThanOrEqual(high! + error * 0.9)
    expect(hi[p]!).toBeLessThan(high! + error + 2e-6)
  }
  expect([...nan]).toEqual([0, 0, 0, 0, 0])
})

test('what is flushed on the way counts, of x as many times as the kernel has it', () => {
  const { off } = scaled([2 ** 60, 2 ** 60], null, [0, 0, 2 ** -127, 50])
  expect(off[0]).toBe(2 ** 60 * FLOAT32_MIN_NORMAL)
  const lost = [Float64Array.of(0, 2 ** -4), Float64Array.of(0, 2 ** -6)] as const
  const more = scaled([0, 0], null, [0, 0, 0, 32], [0, 0, 0, 32], [], lost).off
  expect(more[0]).toBe(0)
  expect(more[1]).toBeCloseTo(2 ** -4 + gamma(16) * 8, 12)
  expect(more[3]).toBeCloseTo(2 ** -4 + 0.5 + gamma(16) * 8, 12)
})

test('past its limit, of NaN, and where the error itself is infinite, nothing is known', () => {
  const { nan, off, lo, hi } = scaled([1, 1], null, [1, -100.001, 3, 100], [1, 1, 3, 100], [2])
  expect([...nan]).toEqual([0, 1, 1, 0, 0])
  expect(off.map((error) => error === Infinity)).toEqual([false, true, true, false, false])
  expect([lo[1], hi[1]]).toEqual([-Infinity, Infinity])
  expect(scaled([1, 1], null, [0, 0, 0, 0], [0, 100.001, 0, 0]).nan[1]).toBe(1)
  expect(scaled([1e308, 1], null, [1e30, 0, 0, 0]).nan[0]).toBe(1)
  expect(scaled([Infinity, 1], null, [0, 0, 0, 0]).nan[0]).toBe(1)
  expect([...scaled([1, 1], null, [0, 0, 0, 0], [0, 0, 0, 0], [0]).nan]).toEqual([1, 0, 0, 0, 0])
})

test('a finite result stays finite', () => {
  const { lo, hi, nan } = scaled([1e30, -1e30], null, [1e20, 99, 0, 0], [1e21, 99, 0, 0])
  expect([lo[0], hi[0], nan[0]]).toEqual([FLOAT32_MAX, FLOAT32_MAX, 0])
  expect(scaled([-1e30, 1], null, [1e20, 0, 0, 0])).toMatchObject({ lo: expect.objectContaining({ 0: -FLOAT32_MAX }) })
})
