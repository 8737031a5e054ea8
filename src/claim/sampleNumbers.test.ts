import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { index, mix, numberSampler } from './sampleNumbers.ts'

const count = 4000

/** `count` rows of one recipe. */
function rowsOf(name: string, lo: number[], hi: number[], simplest: number[]): Float32Array[] {
  const range = { lo: Float32Array.from(lo), hi: Float32Array.from(hi), simplest: Float32Array.from(simplest) }
  const draw = name === 'all' ? numberSampler(range) : mix.find(({ recipe }) => recipe.startsWith(name))!.make(range)
  const random = xoroshiro128plus(11)
  const size = lo.length
  // Rows lie apart, so that what is written outside of one shows.
  const into = new Float32Array((2 * count + 1) * size).fill(Number.NaN)
  for (let row = 0; row < count; row++) draw(random, into, (2 * row + 1) * size)
  expect(into.filter((value) => !Number.isNaN(value)).length).toBe(count * size)
  return Array.from({ length: count }, (_, row) => into.subarray((2 * row + 1) * size, (2 * row + 2) * size))
}

/** Places of rows, their ends and simplest numbers: about zero, on either side of it, narrow, and all floats. */
const lo = [-1, 2, -4, 1, -FLOAT32_MAX]
const hi = [3, 8, -1, 1 + 2 ** -22, FLOAT32_MAX]
const simplest = [0, 2, -1, 1, 0]

const share = (values: readonly number[], is: (value: number) => boolean): number =>
  values.filter(is).length / values.length
/** Five standard deviations of a share of `count` independent cases, and more. */
const checkNear = (actual: number, expected: number): void => expect(Math.abs(actual - expected)).toBeLessThan(0.04)

test.each(['all', ...mix.map(({ recipe }) => recipe.slice(0, 5))])(
  '%s: every number is a float32 within its ends',
  (name) => {
    const rows = rowsOf(name, lo, hi, simplest)
    expect(rows.find((row) => !row.every((value, i) => value >= lo[i]! && value <= hi[i]!))).toBeUndefined()
  },
)

test('uniform: a tenth of the cases in each tenth, numbers independent of each other', () => {
  const rows = rowsOf('uniform', lo, hi, simplest)
  for (const i of [0, 1, 2, 4]) {
    // Where the width itself would overflow float32 it does not in float64.
    const places = rows.map((row) => (row[i]! - lo[i]!) / (hi[i]! - lo[i]!))
    for (let tenth = 0; tenth < 10; tenth++)
      checkNear(
        share(places, (x) => Math.floor(x * 10) === tenth),
        0.1,
      )
  }
  checkNear(
    share(
      rows.map((row) => Math.sign((row[0]! - 1) * (row[1]! - 5))),
      (sign) => sign > 0,
    ),
    0.5,
  )
})

test('normal: about the middle, a sixth of the width', () => {
  const rows = rowsOf('normal', lo, hi, simplest)
  for (const i of [0, 1, 2]) {
    const middle = (lo[i]! + hi[i]!) / 2
    const sigmas = rows.map((row) => (row[i]! - middle) / ((hi[i]! - lo[i]!) / 6))
    const mean = sigmas.reduce((a, b) => a + b) / count
    expect(Math.abs(mean)).toBeLessThan(0.1)
    expect(Math.abs(sigmas.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count - 1)).toBeLessThan(0.12)
    checkNear(
      share(sigmas, (x) => Math.abs(x) < 1),
      0.67,
    )
  }
})

test('corners: every number at one of its ends, each as often, in rows of more numbers than a draw has bits', () => {
  const size = 70
  const rows = rowsOf('corners', Array(size).fill(-2), Array(size).fill(5), Array(size).fill(0))
  expect(rows.every((row) => row.every((x) => x === -2 || x === 5))).toBe(true)
  for (let i = 0; i < size; i++) {
    checkNear(
      share(
        rows.map((row) => row[i]!),
        (x) => x === 5,
      ),
      0.5,
    )
    // Independent of the number before, and of that a draw before.
    for (const other of [i - 1, i - 32])
      if (other >= 0)
        checkNear(
          share(
            rows.map((row) => row[i]! + row[other]!),
            (sum) => sum === 3,
          ),
          0.5,
        )
  }
})

test('faces: some numbers at either end, the others uniform between', () => {
  const values = rowsOf('faces', lo, hi, simplest).map((row) => row[1]!)
  for (const end of [2, 8]) {
    expect(share(values, (x) => x === end)).toBeGreaterThan(0.09)
    expect(share(values, (x) => x === end)).toBeLessThan(0.3)
  }
  const between = values.filter((x) => x > 2 && x < 8).map((x) => (x - 2) / 6)
  expect(between.length / count).toBeGreaterThan(0.5)
  for (let fifth = 0; fifth < 5; fifth++)
    expect(Math.abs(share(between, (x) => Math.floor(x * 5) === fifth) - 0.2)).toBeLessThan(0.05)
})

test('few: one to four numbers drawn anew, at either end or between, the others simplest', () => {
  const size = 40
  const rows = rowsOf('few', Array(size).fill(-2), Array(size).fill(6), Array(size).fill(1))
  const moved = rows.map((row) => [...row].filter((x) => x !== 1))
  expect(Math.max(...moved.map(({ length }) => length))).toBe(4)
  expect(Math.min(...moved.map(({ length }) => length))).toBe(1)
  // Two may fall on the same place.
  for (const [length, expected] of [
    [1, 0.25 * (1 + 1 / 40)],
    [4, (0.25 * (39 * 38 * 37)) / 40 ** 3],
  ] as const)
    checkNear(
      share(
        moved.map((row) => row.length),
        (n) => n === length,
      ),
      expected,
    )
  const all = moved.flat()
  checkNear(
    share(all, (x) => x === 6),
    0.25,
  )
  checkNear(
    share(all, (x) => x === -2),
    0.25,
  )
  checkNear(
    share(all, (x) => x > 2),
    0.25 + 0.5 * 0.5,
  )
  for (let i = 0; i < size; i++) expect(rows.some((row) => row[i] !== 1)).toBe(true)
})

test('magnitudes: each power of two as often, down to 2^-20 of the farther end, on both sides', () => {
  const rows = rowsOf('magnitudes', [-1, 1, -1024, 0], [1, 1024, -1, FLOAT32_MAX], [0, 1, -1, 0])
  const powers = (i: number): number[] => rows.map((row) => Math.log2(Math.abs(row[i]!)))
  checkNear(
    share(
      rows.map((row) => row[0]!),
      (x) => x < 0,
    ),
    0.5,
  )
  for (let from = -20; from < 0; from += 4)
    checkNear(
      share(powers(0), (x) => x >= from && x < from + 4),
      0.2,
    )
  for (let from = 0; from < 10; from += 2) {
    checkNear(
      share(powers(1), (x) => x >= from && x < from + 2),
      0.2,
    )
    checkNear(
      share(powers(2), (x) => x >= from && x < from + 2),
      0.2,
    )
  }
  // From 2^-20 to 2^128.
  checkNear(
    share(powers(3), (x) => x >= -20 && x < 17),
    0.25,
  )
  expect(share(powers(3), (x) => x < -20.01)).toBe(0)
  // Twenty powers of two below the larger end at least, however small it is.
  const small = rowsOf('magnitudes', [0], [2 ** -60], [0]).map((row) => Math.log2(row[0]!))
  checkNear(
    share(small, (x) => x < -70),
    0.5,
  )
  expect(Math.min(...small)).toBeGreaterThanOrEqual(-80.01)
})

test('edges: zeros, subnormals, ends and their neighbours, and saturation of sigmoids, each now and then', () => {
  const rows = rowsOf('float edges', [-200, -FLOAT32_MAX, 2], [200, FLOAT32_MAX, 3], [0, 0, 2])
  const first = rows.map((row) => row[0]!)
  for (const value of [0, 2 ** -149, -(2 ** -126), 1, -1, 16.635_53, -87.336_55, 200, -200])
    expect(share(first, (x) => x === Math.fround(value))).toBeGreaterThan(0.005)
  expect(share(first, (x) => x !== 0 && Math.abs(x) < FLOAT32_MIN_NORMAL)).toBeGreaterThan(0.02)
  expect(share(first, (x) => x > 199.9 && x < 200)).toBeGreaterThan(0.005)
  expect(share(first, (x) => x < -199.9 && x > -200)).toBeGreaterThan(0.005)
  const second = rows.map((row) => row[1]!)
  for (const value of [FLOAT32_MAX, -FLOAT32_MAX, FLOAT32_MAX / 2, 1e20])
    expect(share(second, (x) => x === Math.fround(value))).toBeGreaterThan(0.005)
  // Where none of them lies between the ends, one of the ends, each as often.
  checkNear(
    share(
      rows.map((row) => row[2]!),
      (x) => x < 2.5,
    ),
    0.5,
  )
})

test('a row is of each recipe as often as its weight says', () => {
  const total = mix.reduce((sum, { weight }) => sum + weight, 0)
  const size = 60
  const rows = rowsOf('all', Array(size).fill(2), Array(size).fill(6), Array(size).fill(3))
  const ends = rows.map((row) => [...row].filter((x) => x === 2 || x === 6).length / size)
  checkNear(
    share(ends, (x) => x === 1),
    mix.find(({ recipe }) => recipe.startsWith('corners'))!.weight / total,
  )
  const kept = rows.map((row) => [...row].filter((x) => x === 3).length / size)
  checkNear(
    share(kept, (x) => x > 0.9),
    mix.find(({ recipe }) => recipe.startsWith('few'))!.weight / total,
  )
})

test('a whole number below a count: each as often, none else', () => {
  const random = xoroshiro128plus(3)
  const drawn = Array.from({ length: count }, () => index(random, 5))
  for (let value = 0; value < 5; value++)
    checkNear(
      share(drawn, (x) => x === value),
      0.2,
    )
  expect(Array.from({ length: 20 }, () => index(random, 1))).toEqual(Array(20).fill(0))
})
