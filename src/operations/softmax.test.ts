import { expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { integer, uniform } from '../../test/network/random.ts'
import { measuredError } from '../functions/errors/measured.ts'
import { numbersIn as numbers } from '../../test/proof/bounds.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { softmax } from './softmax.ts'
import { settingOn } from '../../test/operations/setting.ts'

const boundsOf = (group: number, x: Bounds): Bounds =>
  softmax.bound(
    { kind: 'softmax', group, size: x.lo.length, reads: [0], layer: 'softmax', faultyOn: [] },
    x,
    settingOn('cpu'),
  )

test('each result is bounded by its own ends and the opposite ends of the others, group by group', () => {
  const { lo, hi } = boundsOf(2, numbers([0, 0, 5, 5], [1, 2, 5, 5]))
  expect([lo[0], hi[0]]).toEqual([expect.closeTo(1 / (1 + Math.exp(2)), 5), expect.closeTo(1 / (1 + Math.exp(-1)), 5)])
  expect([lo[2], hi[2]]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(0.5, 5)])
  expect(hi[2]! - lo[2]!).toBeLessThan(3e-6)
})

test('results are within [0, 1], and may be NaN where infinities meet', () => {
  const { lo, hi, nan } = boundsOf(3, numbers([-3e38, 0, 0], [3e38, 0, 200]))
  expect([...lo, ...hi, ...nan]).toEqual([0, 0, 0, 1, expect.closeTo(0.5, 4), 1, 0, 0, 0])
  expect([...boundsOf(2, numbers([0, 0], [0, Infinity])).nan]).toEqual([1, 1])
  expect([...boundsOf(2, numbers([0, -Infinity], [0, 0])).nan]).toEqual([1, 1])
  const marked = numbers([0, 0, 0, 0])
  marked.nan[2] = 1
  expect([...boundsOf(2, marked).nan]).toEqual([0, 0, 1, 1])
})

test('where every kernel and every rounding does its worst, results are still inside, and not far from the ends', () => {
  const random = uniform(3)
  const u = 2 ** -24
  for (const backend of tfjsBackends)
    for (let k = 0; k < 200; k++) {
      const n = integer(random, 2, 6)
      const x = Array.from({ length: n }, () => Math.fround((random() - 0.5) * (k % 2 === 0 ? 4 : 150)))
      const most = Math.max(...x)
      const far = most - Math.min(...x)
      const { relative, absolute } = measuredError('exp', backend, -Infinity, 0)
      /** e^(x - max), all errors upwards (1) or downwards (-1). */
      const power = (value: number, sign: 1 | -1): number =>
        value === most
          ? 1
          : Math.max(0, Math.exp((value - most) * (1 - sign * u)) * (1 + sign * relative) + sign * absolute)
      const operation = { kind: 'softmax', group: n, size: n, reads: [0], layer: 'softmax', faultyOn: [] } as const
      const { lo, hi } = softmax.bound(operation, numbers(x), settingOn(backend))
      for (const [i, value] of x.entries()) {
        const result = (sign: 1 | -1): number => {
          const sum = x.reduce(
            (all, other, j) => all + (j === i ? power(value, sign) : power(other, sign === 1 ? -1 : 1)),
            0,
          )
          return ((power(value, sign) / sum) * (1 + sign * u) ** 3) / (1 - sign * u) ** (n - 1)
        }
        expect(result(-1)).toBeGreaterThanOrEqual(lo[i]!)
        expect(Math.min(1, result(1))).toBeLessThanOrEqual(hi[i]!)
        expect(hi[i]! - lo[i]!).toBeLessThanOrEqual(
          4 * (result(1) - result(-1)) + (40 + 4 * far) * u * result(1) + 1e-36,
        )
      }
    }
})

test.for(tfjsBackends)(
  'no result of %s is outside, nor above 1 where sums are next to 1',
  async (backend, { skip }) => {
    await startOrSkip(backend, skip)
    const random = uniform(5)
    for (const group of [1, 2, 3, 5, 8, 9, 17, 33]) {
      const rows = 300
      const x = Float32Array.from({ length: rows * group }, (_, i) => {
        // Some rows hold e^0 and a few units in the last place of 1, the others anything.
        if (i < group * 200) return random() < 0.5 ? -200 : -14 - 4 * random()
        return (random() - 0.5) * 60
      })
      for (let row = 0; row < 200; row++) x[row * group + integer(random, 0, group - 1)] = 0
      const y = tf.tidy(() => tf.softmax(tf.tensor2d(x, [rows, group])).dataSync())
      const operation = { kind: 'softmax', group, size: x.length, reads: [0], layer: 'softmax', faultyOn: [] } as const
      const { lo, hi } = softmax.bound(operation, numbers([...x]), settingOn(backend))
      expect(y.filter((value, i) => !(lo[i]! <= value && value <= hi[i]!))).toEqual(new Float32Array(0))
    }
  },
)
