import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tfjsBackends } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { numbersIn } from '../../test/proof/bounds.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { product, productRange } from './product.ts'
import { settingOn } from '../../test/operations/setting.ts'

const of = (size: number, x: Bounds): Bounds =>
  product.bound({ kind: 'product', size, reads: [0, 0], layer: 'p', faultyOn: [] }, x, settingOn('cpu'))

const number = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.float({ noNaN: true, noDefaultInfinity: true }))

test('exactly the rounded products of ends, subnormal ones down to zero', () => {
  fc.assert(
    fc.property(fc.array(number, { minLength: 6, maxLength: 6 }), ([a, b, c, d, x, y]) => {
      const [first, second, third] = [
        [a!, b!].toSorted((p, q) => p - q),
        [c!, d!].toSorted((p, q) => p - q),
        [x!, y!].toSorted((p, q) => p - q),
      ]
      const { lo, hi, nan } = of(1, numbersIn([first[0]!, second[0]!], [first[1]!, second[1]!]))
      const exact = first.flatMap((p) => second.map((q) => p * q))
      const mayVanish = exact.some((value) => Math.abs(value) < FLOAT32_MIN_NORMAL)
      const results = [...exact.map((value) => Math.fround(value) + 0), ...(mayVanish ? [0] : [])]
      expect([lo[0], hi[0], nan[0]]).toEqual([Math.min(...results), Math.max(...results), 0])
      // Two at a time, from left to right.
      const three = of(1, numbersIn([first[0]!, second[0]!, third[0]!], [first[1]!, second[1]!, third[1]!]))
      const again = of(1, numbersIn([lo[0]!, third[0]!], [hi[0]!, third[1]!]))
      expect(three).toEqual(again)
    }),
    { numRuns: 400 },
  )
})

describe.for(tfjsBackends)('on %s', (backend) => {
  test('what rounds to the smallest normal number may come out as zero', async ({ skip }) => {
    await startOrSkip(backend, skip)
    const [a, b] = [(1 + 2 ** -12) * 2 ** -63, (1 - 2 ** -12) * 2 ** -63]
    expect(Math.fround(a * b)).toBe(FLOAT32_MIN_NORMAL)
    const [result] = tf.tidy(() => tf.mul(tf.tensor1d([a]), tf.tensor1d([b])).dataSync())
    const { lo, hi } = of(1, numbersIn([a, b]))
    expect([lo[0], hi[0]]).toEqual([0, FLOAT32_MIN_NORMAL])
    expect(result).toBeGreaterThanOrEqual(lo[0]!)
  })
})

test('each number by the one at its place', () => {
  const { lo, hi } = of(2, numbersIn([1, 2, 5, 7], [3, 4, 6, 8]))
  expect([...lo, ...hi]).toEqual([5, 14, 18, 32])
})

test('infinite times what may be zero, or flushed to it, is NaN, whichever of the two comes first; times another it stays', () => {
  const infinite: [number, number][] = [
    [1, Infinity],
    [-Infinity, -1],
    [-Infinity, Infinity],
  ]
  const zeros: [number, number][] = [
    [0, 0],
    [-1, 1],
    [2 ** -130, 1],
    [-1, -(2 ** -130)],
  ]
  const others: [number, number][] = [
    [FLOAT32_MIN_NORMAL, 1],
    [-1, -FLOAT32_MIN_NORMAL],
    [2, Infinity],
  ]
  const range = (a: [number, number], b: [number, number]) =>
    productRange(numbersIn([a[0], b[0]], [a[1], b[1]]), 0, numbersIn([a[0], b[0]], [a[1], b[1]]), 1)
  for (const a of infinite) {
    for (const b of zeros) expect([range(a, b), range(b, a)]).toEqual([undefined, undefined])
    for (const b of others) expect(range(a, b)).toEqual(range(b, a))
  }
  expect(range([1, Infinity], [-2, -1])).toEqual([-Infinity, -1])
  expect(range([1, 2], [0, 0])).toEqual([0, 0])
  expect(range([1, Infinity], [FLOAT32_MIN_NORMAL, 1])).toEqual([FLOAT32_MIN_NORMAL, Infinity])
  expect(range([1, Infinity], [-1, -FLOAT32_MIN_NORMAL])).toEqual([-Infinity, -FLOAT32_MIN_NORMAL])
  expect(range([2, Infinity], [-Infinity, -3])).toEqual([-Infinity, -6])
  const marked = numbersIn([1, 2], [1, 2], [1])
  expect([productRange(marked, 0, marked, 1), productRange(marked, 1, marked, 0)]).toEqual([undefined, undefined])
  expect([...of(1, numbersIn([0, 1], [0, Infinity])).nan]).toEqual([1])
  expect(of(1, numbersIn([FLOAT32_MAX, 2]))).toMatchObject({ lo: Float64Array.of(Infinity), nan: Uint8Array.of(0) })
})
