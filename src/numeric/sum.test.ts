import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from './float32.ts'
import { newBounds } from './bounds.ts'
import { gamma, overflow } from './rounding.ts'
import { addProduct, addTerm, clampFinite, clearSum, flushedSum, mayOverflow, newSum, setSum, sumError } from './sum.ts'

interface Product {
  readonly weight: number
  readonly lo: number
  readonly hi: number
}

/** The bounds of a sum of products, NaN as its own word, and the error that is returned. */
function bound(products: readonly Product[], terms = products.length) {
  const sum = newSum()
  for (const { weight, lo, hi } of products) addProduct(sum, weight, lo, hi)
  const bounds = newBounds(2)
  const off = setSum(bounds, 1, sum, terms)
  expect([bounds.lo[0], bounds.hi[0], bounds.nan[0]]).toEqual([0, 0, 0])
  return { lo: bounds.lo[1]!, hi: bounds.hi[1]!, nan: bounds.nan[1] === 1, off }
}

const at = (weight: number, x: number): Product => ({ weight, lo: x, hi: x })
const unknown = { lo: -Infinity, hi: Infinity, nan: true, off: Infinity }

const float32 = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e15), max: Math.fround(1e15) })
const product = fc
  .tuple(float32, float32, float32)
  // Subnormal weights have a test of their own.
  .map(([weight, a, b]): Product => ({
    weight: Math.abs(weight) < FLOAT32_MIN_NORMAL ? 0 : weight,
    lo: Math.min(a, b),
    hi: Math.max(a, b),
  }))
const sizeOf = (products: readonly Product[]): number =>
  products.reduce((sum, { weight, lo, hi }) => sum + Math.abs(weight) * Math.max(-lo, hi), 0)
const lowest = ({ weight, lo, hi }: Product): number => Math.min(weight * lo, weight * hi)
const highest = ({ weight, lo, hi }: Product): number => Math.max(weight * lo, weight * hi)
const total = (products: readonly Product[], of: (p: Product) => number): number =>
  products.reduce((sum, p) => sum + of(p), 0)

test('the error covers one rounding of each product and n - 1 of sums, and hardly more; ends lie as far out as it says', () => {
  fc.assert(
    fc.property(fc.array(product, { minLength: 3, maxLength: 40 }), (products) => {
      const n = products.length
      const { lo, hi, nan, off } = bound(products)
      const size = sizeOf(products)
      const tiny = n * FLOAT32_MIN_NORMAL
      expect(nan).toBe(false)
      expect(off).toBeGreaterThan(gamma(n) * size + 2 * tiny)
      expect(off).toBeLessThan(
        gamma(n + 3) * size + total(products, ({ weight }) => 3 * Math.abs(weight)) * FLOAT32_MIN_NORMAL + 20 * tiny,
      )
      // Within half a unit of float32 of where the error ends, which float32 numbers inside do not pass.
      const [low, high] = [total(products, lowest), total(products, highest)]
      const slack = size * 2 ** -48
      const floor = products.some((p) => lowest(p) < 0) ? -Infinity : 0
      const ceiling = products.some((p) => highest(p) > 0) ? Infinity : 0
      const near = (end: number): number => off * (1 - 2 ** -20) - Math.abs(end) * 2 ** -24 - slack
      expect(lo).toBeLessThanOrEqual(Math.max(floor, low - near(low)))
      expect(hi).toBeGreaterThanOrEqual(Math.min(ceiling, high + near(high)))
      expect(lo).toBeGreaterThanOrEqual(low - off - (Math.abs(low) + off) * 2 ** -22 - 2 ** -126)
      expect(hi).toBeLessThanOrEqual(high + off + (Math.abs(high) + off) * 2 ** -22 + 2 ** -126)
    }),
    { numRuns: 300 },
  )
})

test('more terms than were added count as roundings', () => {
  const products = [at(1, 1), at(1, 1), at(1, 1)]
  expect(bound(products, 100).off).toBeGreaterThan(3 * gamma(100))
  expect(bound(products, 3).off).toBeLessThan(3 * gamma(6) + 1e-30)
})

test('the sign of a sum of numbers of one sign is kept, down to zero, and no other', () => {
  const tiny = 2 ** -140
  const some = [at(1, tiny), at(1, tiny), at(1, tiny)]
  expect(bound(some).lo).toBe(0)
  expect(bound(some).hi).toBeGreaterThan(3 * tiny)
  const negative = some.map(({ weight, lo }) => at(-weight, lo))
  expect(bound(negative).hi).toBe(0)
  expect(bound(negative).lo).toBeLessThan(-3 * tiny)
  expect(bound([...some, at(-1, tiny)]).lo).toBeLessThan(0)
  expect(bound([...negative, at(1, tiny)]).hi).toBeGreaterThan(0)
})

test('a subnormal operand may be lost, however large the other is', () => {
  // 2^-127 * 2^120 counts as 0 where weights are flushed, 2^120 * 2^-127 where inputs are.
  for (const [weight, x] of [
    [2 ** -127, 2 ** 120],
    [2 ** 120, 2 ** -127],
    [-(2 ** -127), 2 ** 120],
    [2 ** 120, -(2 ** -127)],
  ] as const) {
    const { off, lo, hi } = bound([at(weight, x), at(1, 1), at(1, 1)])
    expect(off).toBeGreaterThan(2 ** -7)
    expect(lo).toBeLessThanOrEqual(2)
    expect(hi).toBeGreaterThanOrEqual(2)
  }
  // The smallest normal weight is none.
  expect(bound([at(FLOAT32_MIN_NORMAL, 2 ** 120), at(1, 1), at(1, 1)]).off).toBeLessThan(2 ** -7 / 100)
})

test('a sum of one term is that term, rounded or flushed; of two, every way to round them', () => {
  const r = Math.fround
  const both = (value: number): number[] => (Math.abs(value) < FLOAT32_MIN_NORMAL ? [value, 0] : [value])
  const small = fc.oneof(float32, fc.float({ noNaN: true, min: r(-1e-36), max: r(1e-36) }))
  const point = fc.tuple(small, small).map(([weight, x]) => at(weight, x))
  fc.assert(
    fc.property(fc.array(point, { minLength: 1, maxLength: 2 }), (products) => {
      // A product may be rounded on its own or be fused into the sum; each result may be flushed.
      const ways = products.map(({ weight, lo }) => [weight * lo, r(weight * lo), ...both(r(weight * lo))])
      const results = ways[1] === undefined ? ways[0]! : ways[0]!.flatMap((a) => ways[1]!.map((b) => a + b))
      const { lo, hi, nan } = bound(products)
      for (const result of results.flatMap((value) => both(r(value)))) expect(lo <= result && result <= hi).toBe(true)
      expect(nan).toBe(false)
      const exact = results[0]!
      const size = sizeOf(products)
      // A subnormal weight may count as 0.
      const lost = total(products, (p) => (Math.abs(p.weight) < FLOAT32_MIN_NORMAL ? Math.abs(p.weight * p.lo) : 0))
      expect(Math.max(hi - exact, exact - lo)).toBeLessThanOrEqual(lost + size * 2 ** -22 + 3 * FLOAT32_MIN_NORMAL)
    }),
    { numRuns: 500 },
  )
  // Terms that are exactly 0 change nothing: the sum is still of one.
  expect(bound([at(0, 5), at(0.5, 3)])).toMatchObject({ lo: 1.5, hi: 1.5 })
  expect(bound([at(0.5, 3), at(1, 0)])).toMatchObject({ lo: 1.5, hi: 1.5 })
  // Half-way between two floats: a second term, however small, would decide.
  const tie = at(1 + 2 ** -12, 1 + 2 ** -12)
  for (const products of [[tie], [at(0, 5), tie], [tie, at(1, 0)]])
    expect(bound(products)).toMatchObject({ lo: 1 + 2 ** -11, hi: 1 + 2 ** -11 })
  expect(bound([])).toMatchObject({ lo: 0, hi: 0, nan: false })
  // 1 + 2^-60: the float64 sum is 1, what is rounded is more.
  expect(bound([at(1, 1), at(1, 2 ** -60)])).toMatchObject({ lo: 1, hi: 1 })
})

test('Infinity where the terms of one sign can reach it, NaN where both can without the largest term', () => {
  const half = FLOAT32_MAX / 2
  expect(bound([at(1, half), at(1, half / 2), at(1, half / 4)])).toMatchObject({
    nan: false,
    hi: expect.closeTo(half * 1.75, -33),
  })
  expect(bound([at(1, half), at(1, half), at(1, half / 2)])).toMatchObject({ hi: Infinity, nan: false, off: Infinity })
  expect(bound([at(1, half), at(1, half), at(1, half / 2)]).lo).toBe(FLOAT32_MAX)
  expect(bound([at(-1, half), at(1, -half), at(1, -half / 2)])).toMatchObject({
    lo: -Infinity,
    nan: false,
    off: Infinity,
  })
  expect(bound([at(-1, half), at(1, -half), at(1, -half / 2)]).hi).toBe(-FLOAT32_MAX)
  // Either sign alone is far from it.
  expect(bound([at(1, half), at(-1, half), at(1, half / 2)]).nan).toBe(false)
  expect(bound([at(1, FLOAT32_MAX), at(1, FLOAT32_MAX), at(-1, FLOAT32_MAX), at(-1, FLOAT32_MAX)])).toEqual(unknown)
  // Ranges of which one end of each sign reaches it, while all terms but the largest do not.
  const one = { weight: 1, lo: -FLOAT32_MAX, hi: FLOAT32_MAX }
  expect(bound([one, at(1, half / 8), at(1, -half / 8)]).nan).toBe(false)
  const less = { weight: 1, lo: -1.9 * half, hi: 1.9 * half }
  expect(bound([less, at(1, 1.9 * half), at(1, 0), at(1, 1)])).toMatchObject({ hi: Infinity, nan: false })
  expect(bound([one, one, at(1, 1)])).toEqual(unknown)
  // All but the largest count, in whatever order they come.
  const sizes = [0.6, 0.7, 1].map((share) => ({ weight: share, lo: -FLOAT32_MAX, hi: FLOAT32_MAX }))
  for (const [a, b, c] of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [0, 2, 1],
  ] as const)
    expect(bound([sizes[a]!, sizes[b]!, sizes[c]!])).toEqual(unknown)
  // The largest numbers are finite, and times a small weight small.
  for (const sign of [1, -1]) expect(bound([one, at(2 ** -10, sign * FLOAT32_MAX), at(1, 1)]).nan).toBe(false)
  expect(bound([at(FLOAT32_MAX, 0.25), at(-FLOAT32_MAX, 0.25), at(1, 0)]).nan).toBe(false)
})

test('an infinite term makes the sum infinite, another of the other sign NaN', () => {
  const upwards = { weight: 1, lo: 0, hi: Infinity }
  expect(bound([upwards, at(1, 1), at(1, 1)])).toMatchObject({ hi: Infinity, nan: false, off: Infinity })
  expect(bound([upwards, at(1, 1), at(1, 1)]).lo).toBeLessThan(3)
  expect(bound([{ ...upwards, weight: -2 }, at(1, 1), at(1, 1)])).toMatchObject({
    lo: -Infinity,
    nan: false,
    off: Infinity,
  })
  expect(bound([{ weight: 1, lo: -Infinity, hi: 0 }, at(1, 1), at(1, 1)])).toMatchObject({ lo: -Infinity, nan: false })
  expect(bound([{ weight: -1, lo: -Infinity, hi: 0 }, at(1, 1), at(1, 1)])).toMatchObject({ hi: Infinity, nan: false })
  expect(bound([upwards, { ...upwards, weight: -1 }, at(1, 1)])).toEqual(unknown)
  expect(bound([upwards, upwards, at(1, 1)])).toMatchObject({ hi: Infinity, nan: false })
  // However small its weight is, and on its own side only.
  for (const weight of [1e-3, -1e-3])
    for (const [lo, hi] of [
      [0, Infinity],
      [-Infinity, 0],
    ] as const) {
      const up = weight * (hi - lo) * (hi === Infinity ? 1 : -1) > 0
      const half = bound([{ weight, lo, hi }, at(1, 1), at(1, 1)])
      expect([half.lo === -Infinity, half.hi === Infinity, half.nan, half.off]).toEqual([!up, up, false, Infinity])
    }
  // Even where both ends are infinite, no number is added to Infinity of the other sign.
  expect(bound([{ weight: 1, lo: -Infinity, hi: Infinity }, at(1, 1), at(1, 1)])).toMatchObject({
    lo: -Infinity,
    hi: Infinity,
    nan: false,
  })
  // Zero, or what may be flushed to it, times Infinity.
  for (const weight of [0, 2 ** -127, -(2 ** -127)])
    expect(bound([{ ...upwards, weight }, at(1, 1), at(1, 1)])).toEqual(unknown)
  expect(bound([{ ...upwards, weight: FLOAT32_MIN_NORMAL }, at(1, 1), at(1, 1)])).toMatchObject({
    hi: Infinity,
    nan: false,
  })
  expect(bound([{ weight: 2 ** -127, lo: -Infinity, hi: 0 }])).toEqual(unknown)
  for (const weight of [Infinity, -Infinity, NaN]) expect(bound([at(weight, 0)])).toEqual(unknown)
})

test('a sum that is cleared is as good as new', () => {
  const sum = newSum()
  addProduct(sum, 3, -Infinity, Infinity)
  addProduct(sum, NaN, 1, 2)
  addProduct(sum, 1, 5, 6)
  clearSum(sum)
  expect(sum).toEqual(newSum())
})

test('terms need not be products', () => {
  const sum = newSum()
  for (const [lo, hi] of [
    [-1, 2],
    [0, 0],
    [3, 4],
    [-6, -5],
  ] as const)
    addTerm(sum, lo, hi, false)
  const bounds = newBounds(1)
  setSum(bounds, 0, sum, 4)
  expect(bounds.lo[0]).toBeLessThan(-4)
  expect(bounds.lo[0]).toBeCloseTo(-4, 4)
  expect(bounds.hi[0]).toBeGreaterThan(1)
  expect(bounds.hi[0]).toBeCloseTo(1, 4)
})

test('helpers: two roundings more than there are, two flushed results a term, and overflow with all of it', () => {
  for (const n of [1, 2, 10, 1000]) {
    expect(sumError(n)).toBe(gamma(n + 2))
    expect(flushedSum(n)).toBeGreaterThanOrEqual(4 * n * FLOAT32_MIN_NORMAL)
    expect(flushedSum(n)).toBeLessThanOrEqual((4 * n + 8) * FLOAT32_MIN_NORMAL)
  }
  expect(mayOverflow(overflow, 0, 0)).toBe(true)
  expect(mayOverflow(overflow * (1 - 2 ** -50), 0, 0)).toBe(false)
  expect(mayOverflow(overflow * (1 - 2 ** -20), 2 ** -20, 0)).toBe(true)
  expect(mayOverflow(overflow * (1 - 2 ** -18), 2 ** -20, 0)).toBe(false)
  expect(mayOverflow(overflow * (1 - 2 ** -20), 0, overflow * 2 ** -19)).toBe(true)
  expect(mayOverflow(0, Infinity, 0)).toBe(true)
  expect(mayOverflow(NaN, 0, 0)).toBe(true)
  expect([-Infinity, -FLOAT32_MAX * 2, -1, 1, Infinity].map(clampFinite)).toEqual([
    -FLOAT32_MAX,
    -FLOAT32_MAX,
    -1,
    1,
    FLOAT32_MAX,
  ])
})
