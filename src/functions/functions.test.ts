import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as exact from '../../test/numeric/exact.ts'
import { tfjsBackends } from '../backend/name.ts'
import { valueMargin } from './elementwiseFunction.ts'
import { elementwiseFunctions, type ElementwiseName } from './index.ts'

const { fixed, one, ratio, times, over, expm1 } = exact
const names = Object.keys(elementwiseFunctions) as ElementwiseName[]
const abs = (x: bigint): bigint => (x < 0n ? -x : x)
const relu = (x: bigint): bigint => (x > 0n ? x : 0n)
const clip = (x: bigint, limit: bigint): bigint => (x > limit ? limit : relu(x))
const scale = ratio(10507009873554804, 10_000_000_000_000_000)

/** What each function means, word for word. */
const meaning: Record<ElementwiseName, (x: bigint, parameter: bigint, near: number) => bigint> = {
  relu,
  clippedRelu: clip,
  hardTanh: (x, limit) => (abs(x) > limit ? (x < 0n ? -limit : limit) : x),
  leakyRelu: (x, alpha) => (x < 0n ? times(alpha, x) : x),
  hardSigmoid: (x) => clip(times(fixed(Math.fround(0.2)), x) + one / 2n, one),
  sigmoid: exact.sigmoid,
  tanh: exact.tanh,
  softplus: (x, _, near) => exact.log(one + exact.exp(x), near),
  softsign: (x) => over(x, one + abs(x)),
  elu: (x, alpha) => (x < 0n ? times(alpha, expm1(x)) : x),
  selu: (x) => times(scale, x < 0n ? times(ratio(16732632423543772, 10_000_000_000_000_000), expm1(x)) : x),
  swish: (x) => times(x, exact.sigmoid(x)),
  gelu: (x) => times(x, exact.normalShare(x)),
  geluTanh: (x) => times(x, one + exact.tanh(exact.geluInner(x))) / 2n,
  // tanh(log(1 + e)) = (e^2 + 2 e) / (e^2 + 2 e + 2)
  mish: (x) => {
    const e = exact.exp(x)
    const share = times(e, e + 2n * one)
    return times(x, over(share, share + 2n * one))
  },
  exp: exact.exp,
  log: (x, _, near) => exact.log(x, near),
  sqrt: exact.squareRoot,
  erf: (x) => 2n * exact.normalShare(times(exact.squareRoot(2n * one), x)) - one,
  sin: exact.sin,
  cos: exact.cos,
}

/** Functions that are steep without end, some of positive numbers only: they are tried where they are less so. */
const steep = names.filter((name) => elementwiseFunctions[name].lipschitz(1) === Infinity)
const gentle = names.filter((name) => !steep.includes(name))
/** Functions that turn again and again, and so tend to nothing. */
const isWave = (name: ElementwiseName): boolean => name === 'sin' || name === 'cos'
const tending = gentle.filter((name) => !isWave(name))

/** Is the parameter a limit, which is not below 0? */
const isLimited = (name: ElementwiseName): boolean => name === 'clippedRelu' || name === 'hardTanh'

/** Parameters that networks may have. */
const parameterOf = (name: ElementwiseName): fc.Arbitrary<number> =>
  isLimited(name) ? fc.constantFrom(0, 0.5, 6) : fc.constantFrom(1, 0, 0.25, 3, -0.5)

/** Numbers of every size up to `limit`. */
const numbers = (limit: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.double({ min: -limit, max: limit, noNaN: true }),
    fc.double({ min: -1, max: 1, noNaN: true }).map((x) => x * limit),
    fc.double({ min: -8, max: 8, noNaN: true }).map((x) => Math.max(-limit, Math.min(limit, x + Math.round(x)))),
    fc
      .constantFrom(2.5, -2.5, 3, -3, 0)
      .chain((at) => fc.constantFrom(at, at + 2 ** -51, at - 2 ** -51, at * (1 + 2 ** -20))),
  )

test.for(gentle)('%s is within its margin of exact arithmetic', (name) => {
  const isAbsolute = name === 'gelu' || name === 'geluTanh'
  // geluTanh doubles a cube: 2 inner(8) is about 50. Waves are followed as far as float32 goes.
  const limit = isAbsolute || name === 'erf' ? 8 : 350
  const drawn = isWave(name) ? fc.oneof(numbers(limit), numbers(2 ** 21), numbers(2 ** 128)) : numbers(limit)
  fc.assert(
    fc.property(drawn, parameterOf(name), (x, parameter) => {
      const value = elementwiseFunctions[name].value(x, parameter)
      const truth = meaning[name](fixed(x), fixed(parameter), value)
      const gap = fixed(value) - truth
      const allowed = (abs(isAbsolute ? fixed(x) : truth) >> 48n) + fixed(2 ** -1022)
      expect(abs(gap) <= allowed).toBe(true)
    }),
    { numRuns: 100 },
  )
  expect(valueMargin).toBe(2 ** -48)
})

test.for(tending)('%s takes infinities and passes NaN on', (name) => {
  const { value, slope, curvature } = elementwiseFunctions[name]
  for (const parameter of isLimited(name) ? [0, 6] : [1, 0, 0.25, -0.5]) {
    expect(value(NaN, parameter)).toBeNaN()
    for (const side of [-1, 1]) {
      const limit = value(side * Infinity, parameter)
      const near = value(side * 1e300, parameter)
      expect(Number.isFinite(limit) ? Math.abs(limit - near) : Number(Math.abs(near) < 1e299)).toBeLessThan(1e-299)
      expect(slope(side * Infinity, parameter)).toBeCloseTo(slope(side * 1e30, parameter), 9)
    }
    expect(curvature(-Infinity, Infinity, parameter)).toBeLessThan(10)
  }
})

/** Products of smaller numbers would leave float64: they count as 0. */
const tame = (x: number): number => (Math.abs(x) < 1e-60 ? 0 : x)

/** An interval, wide or narrow, anywhere. */
const interval = fc
  .tuple(
    fc.oneof(numbers(12), numbers(100)),
    fc.oneof(fc.double({ min: 0, max: 4, noNaN: true }), fc.constantFrom(1e-3, 30, 200)),
  )
  .map(([lo, width]) => [tame(lo), tame(lo) + tame(width)] as const)

test.for(gentle)('between two points without a break %s keeps as near to the chord as its curvature says', (name) => {
  const { value, breaks, curvature } = elementwiseFunctions[name]
  fc.assert(
    fc.property(
      interval,
      parameterOf(name),
      fc.double({ min: 0, max: 1, noNaN: true }),
      ([lo, hi], parameter, share) => {
        const ends = [lo, ...breaks(parameter).filter((at) => lo < at && at < hi), hi]
        for (const [i, from] of ends.slice(0, -1).entries()) {
          const to = ends[i + 1]!
          const x = from + share * (to - from)
          if (!(from < x && x < to)) continue
          const [a, y, b] = [from, x, to].map((at) => value(at, parameter)) as [number, number, number]
          const chord = a + ((b - a) * (x - from)) / (to - from)
          const bound = (curvature(from, to, parameter) * (x - from) * (to - x)) / 2
          // Float64 itself, in the three values and the chord.
          const slack =
            8 * valueMargin * (Math.abs(a) + Math.abs(b) + Math.abs(y) + 4 * (Math.abs(from) + Math.abs(to))) +
            2 ** -1000
          expect(Math.abs(y - chord)).toBeLessThanOrEqual(bound + slack)
        }
      },
    ),
    { numRuns: 400 },
  )
})

const bent = gentle.filter((name) => elementwiseFunctions[name].curvature(-9, 9, 1) > 0)

test.for(bent)('the curvature of %s is no larger than finite differences find it', (name) => {
  const { value, breaks, curvature } = elementwiseFunctions[name]
  fc.assert(
    fc.property(
      fc.integer({ min: -60, max: 30 }),
      fc.integer({ min: 1, max: 80 }),
      parameterOf(name),
      (lo10, width20, parameter) => {
        const width = width20 / 20
        const lo = lo10 / 10
        const hi = lo + width
        const bound = curvature(lo, hi, parameter)
        fc.pre(bound > 1e-3 && breaks(parameter).every((at) => at < lo || at > hi))
        let most = 0
        const h = Math.min(width / 4, 1e-3)
        for (let i = 0; i <= 2000; i++) {
          const x = lo + h + ((width - 2 * h) * i) / 2000
          const bend = (value(x - h, parameter) - 2 * value(x, parameter) + value(x + h, parameter)) / (h * h)
          most = Math.max(most, Math.abs(bend))
        }
        expect(most).toBeLessThan(bound * 1.01 + 1e-4)
        expect(most).toBeGreaterThan(bound * 0.9)
      },
    ),
    { numRuns: 60 },
  )
})

test.for(gentle)('%s is least and largest at ends and turns, and its slope is its derivative', (name) => {
  const { value, slope, breaks, turns } = elementwiseFunctions[name]
  fc.assert(
    fc.property(
      interval,
      parameterOf(name),
      fc.double({ min: 0, max: 1, noNaN: true }),
      ([lo, hi], parameter, share) => {
        const all = [lo, hi, ...turns(lo, hi, parameter)].map((x) => value(x, parameter))
        const y = value(lo + share * (hi - lo), parameter)
        const slack = valueMargin * (Math.abs(lo) + Math.abs(hi))
        expect(y >= Math.min(...all) - slack && y <= Math.max(...all) + slack).toBe(true)
        fc.pre(breaks(parameter).every((at) => Math.abs(at - lo) > 1e-4))
        const difference = (value(lo + 1e-5, parameter) - value(lo - 1e-5, parameter)) / 2e-5
        expect(Math.abs(slope(lo, parameter) - difference)).toBeLessThan(2e-5)
      },
    ),
    { numRuns: 200 },
  )
})

test.for(tending)('%s jumps in its slope at every break, and lies lowest at its turn', (name) => {
  const { value, slope, breaks, turns } = elementwiseFunctions[name]
  for (const parameter of isLimited(name) ? [6, 0.5] : [3, 0.25, -0.5]) {
    const all = breaks(parameter)
    expect([...all].sort((a, b) => a - b)).toEqual(all)
    for (const at of all)
      expect(Math.abs(slope(at - 1e-9, parameter) - slope(at + 1e-9, parameter))).toBeGreaterThan(0.1)
    const [least, ...others] = turns(-9, 9, parameter)
    expect(others).toEqual([])
    if (least === undefined) continue
    expect([...turns(-9, least, parameter), ...turns(least, 9, parameter)]).toEqual([])
    for (const step of [1e-6, 1e-3, 1]) {
      expect(value(least, parameter)).toBeLessThanOrEqual(value(least - step, parameter))
      expect(value(least, parameter)).toBeLessThanOrEqual(value(least + step, parameter))
    }
  }
})

test.for(['sin', 'cos'] as const)('%s turns where it does, but for the same turns again', (name) => {
  const { value, turns, curvature } = elementwiseFunctions[name]
  const first = name === 'sin' ? Math.PI / 2 : 0
  fc.assert(
    fc.property(
      fc.integer({ min: -300_000, max: 300_000 }),
      fc.double({ min: 1e-5, max: 3, noNaN: true }),
      (k, width) => {
        const at = first + k * Math.PI
        const side = k % 2 === 0 ? 1 : -1
        expect(value(at, 0)).toBe(side)
        for (const [lo, hi] of [
          [at - width, at + width / 99],
          [at - width / 99, at + width],
        ] as const) {
          expect(turns(lo, hi, 0)).toEqual([at])
          expect(curvature(lo, hi, 0)).toBe(1)
        }
        // Short of it there is none.
        expect(turns(at + 1e-6, at + width, 0)).toEqual([])
        expect(turns(at - width, at - 1e-6, 0)).toEqual([])
        expect(
          turns(at, at + width + 4, 0)
            .map((x) => value(x, 0))
            .toSorted(),
        ).toEqual(expect.arrayContaining([-1, 1]))
      },
    ),
    { numRuns: 300 },
  )
  for (const [lo, hi] of [
    [-Infinity, 0],
    [2, Infinity],
    [0, 7],
    [-1e9, 0.1 - 1e9],
    [2 ** 21, 2 ** 21 + 2 ** -20],
    [-Infinity, -Infinity],
  ] as const)
    expect(turns(lo, hi, 0).map((x) => Math.round(value(x, 0)))).toEqual([1, -1])
  expect(turns(2 ** 100, 2 ** 100, 0)).toEqual([])
})

test.for(['sin', 'cos'] as const)(
  '%s of infinities is no number, and nothing is known of what kernels make of them',
  (name) => {
    const { value, error } = elementwiseFunctions[name]
    for (const x of [NaN, Infinity, -Infinity]) expect(value(x, 0)).toBeNaN()
    for (const backend of tfjsBackends) {
      expect(error(0, backend, -Infinity, 1)).toMatchObject({ absolute: Infinity, nan: true })
      expect(error(0, backend, 1, Infinity)).toMatchObject({ absolute: Infinity, nan: true })
      expect(error(0, backend, -9, 9).absolute).toBeLessThan(1e-6)
      expect(error(0, backend, -9, 9).nan).toBe(false)
    }
  },
)

describe.for(steep)('%s', (name) => {
  const { value, slope, curvature, turns, breaks, ends } = elementwiseFunctions[name]
  const places = Array.from({ length: 200 }, (_, i) => 2 ** ((i - 100) / 12))

  test('is within its margin of exact arithmetic', () => {
    for (const x of places.filter((at) => at < 300)) {
      const truth = meaning[name](fixed(x), 0n, value(x, 0))
      expect(abs(fixed(value(x, 0)) - truth) <= (abs(truth) >> 48n) + fixed(2 ** -1022)).toBe(true)
    }
  })

  test('rises, with its slope, and bends as said', () => {
    for (const x of places.filter((at) => at > 2 ** -4 && at < 16)) {
      const h = x * 1e-4
      const [before, at, after] = [value(x - h, 0), value(x, 0), value(x + h, 0)] as const
      expect(after).toBeGreaterThan(before)
      expect((after - before) / (2 * h * slope(x, 0))).toBeCloseTo(1, 4)
      const bend = Math.abs(before - 2 * at + after) / (h * h)
      expect(bend).toBeLessThan(curvature(x - h, x + h, 0) * 1.01 + 1e-3)
      expect(bend).toBeGreaterThan(curvature(x - h, x + h, 0) * 0.9 - 1e-3)
    }
    expect([turns(-9, 9, 0), breaks(0), ends(0)]).toEqual([[], [], undefined])
  })

  test('passes NaN on, and is no number where it has no value', () => {
    expect(value(NaN, 0)).toBeNaN()
    expect(value(Infinity, 0)).toBe(Infinity)
    expect(Number.isNaN(value(-1, 0))).toBe(name !== 'exp')
    for (const backend of tfjsBackends) {
      const { nan, absolute } = elementwiseFunctions[name].error(0, backend, -1, 1)
      expect(nan).toBe(name !== 'exp')
      expect(absolute < Infinity).toBe(name === 'exp')
      expect(elementwiseFunctions[name].error(0, backend, 1, 100).nan).toBe(false)
    }
  })
})
