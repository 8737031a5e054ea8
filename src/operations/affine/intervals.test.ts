import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { evaluate } from '../../network/evaluate.ts'
import type { Network } from '../../network/network.ts'
import type { AffineOperation } from './affineOperation.ts'
import { integer, noise, pick, uniform } from '../../../test/network/random.ts'
import { type Bounds, newBounds } from '../../numeric/bounds.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import { gamma } from '../../numeric/rounding.ts'
import { newSum } from '../../numeric/sum.ts'
import { boundAffine } from './intervals.ts'
import { setRow } from './row.ts'
import { boundOperation } from '../../proof/intervals/boundOperation.ts'
import { listed, tapsOf } from './taps.ts'

const scales = [1, 1, 1, 0.1, 100, 1e-30, 1e-38, 1e19, 1e37]

function randomAffine(random: () => number, inputs: number): AffineOperation {
  const positions = integer(random, 1, 4)
  const window = integer(random, 1, 7)
  const filters = pick(random, [1, 2, 3, 4, 5, 9])
  const groups = pick(random, [1, positions])
  const scale = pick(random, scales)
  const weights = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.fround(noise(random, scale)))
  return {
    kind: 'affine',
    taps: tapsOf(
      Int32Array.from({ length: positions * window }, () => integer(random, -1, inputs - 1)),
      window,
    ),
    kernel: weights(groups * window * filters),
    bias: random() < 0.7 ? weights(groups * filters) : null,
    positions,
    window,
    filters,
    groups,
    rounding: { kind: 'sum' },
  }
}

function networkOf(operation: AffineOperation, inputs: number): Network {
  const size = operation.positions * operation.filters
  return {
    inputs: [{ name: 'x', size: inputs }],
    operations: [
      { kind: 'input', input: 0, size: inputs, reads: [], layer: 'x', faultyOn: [] },
      { ...operation, size, reads: [0], layer: 'affine', faultyOn: [] },
    ],
    output: 1,
    opaque: [],
  }
}

/** Bounds around random numbers: points, small and large boxes, of both signs or one. */
function randomRead(random: () => number, inputs: number): Bounds {
  const [scale, radius] = [pick(random, scales), pick(random, [0, 1e-6, 0.1, 2])]
  const read: Bounds = { lo: new Float64Array(inputs), hi: new Float64Array(inputs), nan: new Uint8Array(inputs) }
  const positive = random() < 0.3
  for (let i = 0; i < inputs; i++) {
    const middle = noise(random, scale)
    const clip = (value: number): number => Math.fround(Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, value)))
    read.lo[i] = positive ? 0 : clip(middle - radius * scale)
    read.hi[i] = positive ? clip(Math.abs(middle)) : clip(middle + radius * scale)
  }
  return read
}

test('the fast way to bound sums says nothing that care does not, and hardly less', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const inputs = integer(random, 1, 8)
      const operation = randomAffine(random, inputs)
      const read = randomRead(random, inputs)
      const fast = boundAffine(operation, read)
      const careful = { lo: fast.lo.slice(), hi: fast.hi.slice(), nan: fast.nan.slice(), errors: fast.errors.slice() }
      for (let p = 0; p < operation.positions; p++)
        for (let f = 0; f < operation.filters; f++) setRow(careful, operation, read, p, f, newSum())
      for (let i = 0; i < fast.lo.length; i++) {
        expect(fast.nan[i]).toBe(careful.nan[i])
        expect(fast.lo[i]).toBeLessThanOrEqual(careful.lo[i]!)
        expect(fast.hi[i]).toBeGreaterThanOrEqual(careful.hi[i]!)
        if (careful.errors[i] === Infinity) continue
        const near = 2 ** -23 * Math.max(Math.abs(careful.lo[i]!), Math.abs(careful.hi[i]!)) + FLOAT32_MIN_NORMAL
        expect(careful.lo[i]! - fast.lo[i]!).toBeLessThanOrEqual(near)
        expect(fast.hi[i]! - careful.hi[i]!).toBeLessThanOrEqual(near)
        expect(fast.errors[i]! / careful.errors[i]!).toBeCloseTo(1, 6)
      }
    }),
    { numRuns: 300 },
  )
})

test('errors hold for every number that is read and every way to add up, and bounds are those of exact sums and errors', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const inputs = integer(random, 1, 8)
      const operation = randomAffine(random, inputs)
      const read = randomRead(random, inputs)
      const { errors } = boundAffine(operation, read)
      const network = networkOf(operation, inputs)
      const x = Float32Array.from(read.lo, (low, i) => (random() < 0.5 ? low : read.hi[i]!))
      const exact = evaluate(network, [x])
      for (const style of styles.filter(({ mean }) => mean === 'sum')) {
        const computed = runFloat32(network, [x], style)
        for (let i = 0; i < errors.length; i++) {
          if (errors[i] === Infinity) continue
          expect(Math.abs(computed[i]! - exact[i]!)).toBeLessThanOrEqual(errors[i]!)
        }
      }
    }),
    { numRuns: 300 },
  )
})

/**
 * Two positions whose windows of 40 end in padding, of numbers that cancel: care is needed, and all of the error is
 * left.
 */
const cancelling = (bias: boolean): AffineOperation => ({
  kind: 'affine',
  taps: tapsOf(
    Int32Array.from({ length: 80 }, (_, i) => (i % 40 < 30 ? i % 40 : -1)),
    40,
  ),
  kernel: Float64Array.from({ length: 40 }, (_, k) => (k % 2 === 0 ? 1 : -1)),
  bias: bias ? Float64Array.of(0.5) : null,
  positions: 2,
  window: 40,
  filters: 1,
  groups: 1,
  rounding: { kind: 'sum' },
})

test('all care counts a rounding for each term of a window, padding too, one for a bias, and two to spare', () => {
  for (const bias of [false, true]) {
    const operation = cancelling(bias)
    const read = { lo: new Float64Array(30).fill(1), hi: new Float64Array(30).fill(1), nan: new Uint8Array(30) }
    const bounds = { ...newBounds(2), errors: new Float64Array(2) }
    setRow(bounds, operation, read, 1, 0, newSum())
    const terms = 40 + (bias ? 1 : 0)
    const size = 30 + (bias ? 0.5 : 0)
    const flushed = (5 * terms + 8) * FLOAT32_MIN_NORMAL
    expect(bounds.errors[1]).toBeGreaterThanOrEqual(gamma(terms + 2) * size)
    expect(bounds.errors[1]).toBeLessThanOrEqual(gamma(terms + 2) * size * (1 + 2 ** -40) + flushed)
    expect(bounds.lo[1]).toBeLessThanOrEqual((bias ? 0.5 : 0) - gamma(terms + 1) * size)
    expect(bounds.hi[1]).toBeGreaterThanOrEqual((bias ? 0.5 : 0) + gamma(terms + 1) * size)
    expect([bounds.lo[0], bounds.hi[0], bounds.errors[0]]).toEqual([0, 0, 0])
  }
})

test('what may be NaN makes all that reads it unknown, padding does not', () => {
  const read = { lo: new Float64Array(30), hi: new Float64Array(30).fill(1), nan: new Uint8Array(30) }
  for (const [at, nan] of [
    [-1, 0],
    [0, 1],
    [29, 1],
  ] as const) {
    read.nan.fill(0)
    read.nan[at] = 1
    const bounds = { ...newBounds(2), errors: new Float64Array(2) }
    setRow(bounds, cancelling(false), read, 0, 0, newSum())
    expect(bounds.nan[0]).toBe(nan)
    expect(bounds.errors[0] === Infinity).toBe(nan === 1)
  }
})

test('of one-hot rows the best and the worst allowed letters are found, and nothing beyond them', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const [rows, letters] = [integer(random, 1, 3), integer(random, 1, 3)]
      const inputs = rows * letters
      // A window over neighbours, in order, as a convolution's: it may begin or end within a row.
      const first = integer(random, -2, inputs - 1)
      const made = randomAffine(random, inputs)
      const taps = listed(made.taps, made.positions).map((_, i) => {
        const tap = first + (i % made.window) + Math.floor(i / made.window)
        return tap < 0 || tap >= inputs ? -1 : tap
      })
      // Subnormal weights, and such as may overflow, are looked at as those of numbers between 0 and 1.
      const usual = (w: number): number => (Math.abs(w) > 1e-34 && Math.abs(w) < 1e34 ? w : 0)
      const operation = {
        ...made,
        taps: tapsOf(taps, made.window),
        kernel: made.kernel.map(usual),
        bias: made.bias?.map(usual) ?? null,
      }
      const network = networkOf(operation, inputs)
      const box = { lo: new Float32Array(inputs), hi: new Float32Array(inputs).fill(1), letters }
      const ruledOut = integer(random, 0, inputs - 1)
      if (letters > 1) box.hi[ruledOut] = 0
      const region = { boxes: [box], phases: [] }
      const read = boundOperation(network, 0, [], region, 'cpu')
      const bounds = boundOperation(network, 1, [read], region, 'cpu')
      const results = strings(rows, letters)
        .filter((string) => letters === 1 || string[ruledOut] === 0)
        .map((string) => evaluate(network, [string]))
      for (let i = 0; i < bounds.lo.length; i++) {
        const least = Math.min(...results.map((result) => result[i]!))
        const most = Math.max(...results.map((result) => result[i]!))
        expect(bounds.lo[i]).toBeLessThanOrEqual(least + bounds.errors![i]!)
        expect(bounds.hi[i]).toBeGreaterThanOrEqual(most - bounds.errors![i]!)
        if (bounds.errors![i] === Infinity) continue
        const near = bounds.errors![i]! * 1.001 + 2 ** -23 * Math.max(Math.abs(least), Math.abs(most))
        expect(least - bounds.lo[i]!).toBeLessThanOrEqual(near)
        expect(bounds.hi[i]! - most).toBeLessThanOrEqual(near)
      }
    }),
    { numRuns: 300 },
  )
})

function strings(rows: number, letters: number): Float32Array[] {
  const count = letters ** rows
  return Array.from({ length: count }, (_, n) => {
    const string = new Float32Array(rows * letters)
    for (let row = 0; row < rows; row++) string[row * letters + (Math.floor(n / letters ** row) % letters)] = 1
    return string
  })
}
