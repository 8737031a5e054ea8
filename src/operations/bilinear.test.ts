import { expect, test } from 'vitest'
import { FLOAT32_MAX } from '../numeric/float32.ts'
import { numbersIn } from '../../test/proof/bounds.ts'
import { gamma } from '../numeric/rounding.ts'
import { bilinear } from './bilinear.ts'
import { settingOn } from '../../test/operations/setting.ts'
import { tapsOf } from './affine/taps.ts'

/** x0 w0f + x1 w1f + padding w2f (+ a bias): two filters; what is read is x, the weights and the biases. */
function sums(lo: number[], hi: number[] = lo, nan: number[] = [], bias = true) {
  const shape = { taps: tapsOf(Int32Array.of(0, 1, -1), 3), positions: 1, window: 3, filters: 2, bias }
  return bilinear.bound(
    { kind: 'bilinear', ...shape, size: 2, reads: [0], layer: 'b', faultyOn: [] },
    numbersIn(lo, hi, nan),
    settingOn('cpu'),
  )
}

//             x     w0    w1    w2    biases
const plain = [1, 2, 3, 4, 5, 6, 7, 8, 0.5, -0.5]
const changed = (at: number, to: number): number[] => plain.with(at, to)

test('sums of products and biases, within their error', () => {
  const { lo, hi, nan } = sums(plain)
  for (const [f, [exact, size]] of [
    [13.5, 13.5],
    [15.5, 16.5],
  ].entries()) {
    expect(lo[f]).toBeLessThanOrEqual(exact! - gamma(4) * size! * 0.8)
    expect(hi[f]).toBeGreaterThanOrEqual(exact! + gamma(4) * size! * 0.8)
    expect(hi[f]! - lo[f]!).toBeLessThan(2 * gamma(9) * size!)
  }
  expect([...nan]).toEqual([0, 0])
})

test('NaN, and what zero times infinity may be, goes to the filters that read it, padding included', () => {
  const nanOf = (lo: number[], hi = lo, marked: number[] = []): number[] => [...sums(lo, hi, marked).nan]
  expect(nanOf(plain, plain, [1])).toEqual([1, 1])
  expect(nanOf(plain, plain, [2])).toEqual([1, 0])
  expect(nanOf(plain, plain, [5])).toEqual([0, 1])
  expect(nanOf(plain, plain, [6])).toEqual([1, 0])
  expect(nanOf(plain, plain, [8])).toEqual([1, 0])
  expect(nanOf(plain, plain, [9])).toEqual([0, 1])
  for (const infinity of [Infinity, -Infinity]) {
    expect(nanOf(changed(7, infinity))).toEqual([0, 1])
    expect(nanOf(changed(1, infinity).with(4, 0))).toEqual([1, 0])
    expect(nanOf(changed(2, infinity))).toEqual([0, 0])
  }
  expect(nanOf(plain, changed(6, Infinity))).toEqual([1, 0])
  expect(nanOf(changed(7, -Infinity), plain)).toEqual([0, 1])
})

test('an infinite product makes the sum infinite on its side, another of the other sign NaN', () => {
  const up = sums(plain, changed(2, Infinity))
  expect([up.lo[0]! > -FLOAT32_MAX * 2, up.hi[0], up.nan[0]]).toEqual([true, Infinity, 0])
  const down = sums(changed(2, -Infinity), plain)
  expect([down.lo[0], down.hi[0]! < Infinity, down.nan[0]]).toEqual([-Infinity, true, 0])
  expect([...sums(changed(2, -Infinity), changed(4, Infinity)).nan]).toEqual([1, 0])
  // A product of finite numbers past the largest is found by its size.
  expect(sums(changed(0, 1e30).with(2, 1e30)).hi[0]).toBe(Infinity)
})
