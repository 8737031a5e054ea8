import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import type { Network } from '../../network/network.ts'
import type { AffineOperation } from './affineOperation.ts'
import { integer, noise, pick, uniform } from '../../../test/network/random.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import type { Region } from '../../proof/region.ts'
import { gamma } from '../../numeric/rounding.ts'
import type { AffineBounds } from './affineOperation.ts'
import { boundAffine } from './intervals.ts'
import { boundOperation, readBounds } from '../../proof/intervals/boundOperation.ts'
import { letterRows } from '../../proof/intervals/letterRows.ts'
import { inOrder, tapsOf } from './taps.ts'

interface Case {
  readonly network: Network
  readonly region: Region
}

/** A window, or several, over rows of letters and numbers beside them. */
function caseOf(
  operation: Omit<AffineOperation, 'kind' | 'rounding'>,
  [rows, letters]: readonly [number, number],
  numbers: readonly (readonly [lo: number, hi: number])[],
): Case {
  const named = { layer: 'l', faultyOn: [] }
  const size = rows * letters
  return {
    network: {
      inputs: [
        { name: 'letters', size },
        { name: 'numbers', size: numbers.length },
      ],
      operations: [
        { kind: 'input', input: 0, size, reads: [], ...named },
        { kind: 'input', input: 1, size: numbers.length, reads: [], ...named },
        {
          kind: 'affine',
          ...operation,
          rounding: { kind: 'sum' },
          size: operation.positions * operation.filters,
          reads: [0, 1],
          ...named,
        },
      ],
      output: 2,
      opaque: [],
    },
    region: {
      boxes: [
        { lo: new Float32Array(size), hi: new Float32Array(size).fill(1), letters },
        { lo: Float32Array.from(numbers, ([lo]) => lo), hi: Float32Array.from(numbers, ([, hi]) => hi) },
      ],
      phases: [],
    },
  }
}

function boundsOf({ network, region }: Case): AffineBounds {
  const all = [0, 1].map((index) => boundOperation(network, index, [], region, 'cpu'))
  return boundOperation(network, 2, all, region, 'cpu') as AffineBounds
}

function strings(rows: number, letters: number): Float32Array[] {
  return Array.from({ length: letters ** rows }, (_, n) => {
    const string = new Float32Array(rows * letters)
    for (let row = 0; row < rows; row++) string[row * letters + (Math.floor(n / letters ** row) % letters)] = 1
    return string
  })
}

/** Weights of any size, or such as nearly cancel from row to row, so that sums end on either side of zero. */
function weightsOf(random: () => number, window: number, filters: number, groups: number): Float64Array {
  const scale = pick(random, [1, 1, 1e-38, 1e-36, 1e38])
  const cancels = random() < 0.6
  const base = noise(random, scale)
  return Float64Array.from({ length: groups * window * filters }, (_, i) => {
    const sign = Math.floor(i / filters) % 4 < 2 ? 1 : -1
    const near = cancels ? sign * base * (1 + pick(random, [0, 0, 2 ** -22, -(2 ** -21)])) : noise(random, scale)
    return Math.fround(Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, random() < 0.15 ? 0 : near)))
  })
}

test('no string and no numbers beside it escape the bounds, in whatever order float32 adds up', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const [rows, letters] = [integer(random, 1, 3), integer(random, 2, 3)]
      const numbers = Array.from({ length: integer(random, 1, 2) }, () => {
        const [a, b] = [noise(random, 2), noise(random, 2)].map(Math.fround) as [number, number]
        return [Math.min(a, b), Math.max(a, b)] as const
      })
      const inputs = rows * letters + numbers.length
      const [positions, filters] = [integer(random, 1, 2), integer(random, 1, 3)]
      const groups = pick(random, [1, positions])
      const isWhole = random() < 0.6
      const window = isWhole ? inputs : integer(random, 1, 6)
      const taps = Int32Array.from({ length: positions * window }, (_, i) =>
        isWhole ? i % window : integer(random, -1, inputs - 1),
      )
      const kernel = weightsOf(random, window, filters, groups)
      const bias = random() < 0.5 ? weightsOf(random, 1, filters, groups) : null
      const one = caseOf(
        { taps: tapsOf(taps, window), kernel, bias, positions, window, filters, groups },
        [rows, letters],
        numbers,
      )
      const { lo, hi, nan } = boundsOf(one)
      const corners = Array.from({ length: 2 ** numbers.length }, (_, corner) =>
        Float32Array.from(numbers, (ends, i) => ends[(corner >> i) & 1]!),
      )
      for (const style of styles.filter(({ mean }) => mean === 'sum'))
        for (const string of strings(rows, letters))
          for (const corner of corners)
            runFloat32(one.network, [string, corner], style).forEach((y, i) => {
              if (!(Number.isNaN(y) ? nan[i] === 1 : lo[i]! <= y && y <= hi[i]!))
                throw new Error(`${y} escapes [${lo[i]}, ${hi[i]}] at ${i}`)
            })
    }),
    { numRuns: 150, seed: 1 },
  )
})

/** Two rows of two letters and a number, one position. */
const small = (kernel: readonly number[], bias: number | null, number: readonly [number, number] = [0, 0]): Case =>
  caseOf(
    {
      taps: inOrder(5),
      kernel: Float64Array.from(kernel),
      bias: bias === null ? null : Float64Array.of(bias),
      positions: 1,
      window: 5,
      filters: 1,
      groups: 1,
    },
    [2, 2],
    [number],
  )

test('a sum of numbers of one sign ends at zero, and goes past it once one of them may have the other', () => {
  const end = (of: Case): [number, number] => {
    const { lo, hi } = boundsOf(of)
    return [lo[0]!, hi[0]!]
  }
  for (const bias of [null, 0, 1e-30]) {
    expect(end(small([0, 1, 2, 0, 1], bias, [0, 1]))[0]).toBe(0)
    expect(end(small([0, 1, 2, 0, 1], bias, [0, 1]))[1]).toBeGreaterThan(4)
    expect(end(small([0, -1, -2, 0, 1], bias === null ? null : -bias, [-1, 0]))[1]).toBe(0)
    expect(end(small([0, -1, -2, 0, 1], bias === null ? null : -bias, [-1, 0]))[0]).toBeLessThan(-4)
  }
  const tiny = 2 ** -40
  expect(end(small([0, 1, 2, -tiny, 1], null, [0, 1]))[0]).toBeLessThan(-tiny)
  expect(end(small([-tiny, 1, 2, 0, 1], 0, [0, 1]))[0]).toBeLessThan(-tiny)
  expect(end(small([0, 1, 2, 0, 1], -tiny, [0, 1]))[0]).toBeLessThan(-tiny)
  expect(end(small([0, 1, 2, 0, 1], 0, [-tiny, 1]))[0]).toBeLessThan(-tiny)
  expect(end(small([0, -1, -2, tiny, 1], null, [-1, 0]))[1]).toBeGreaterThan(tiny)
  expect(end(small([0, -1, -2, 0, 1], tiny, [-1, 0]))[1]).toBeGreaterThan(tiny)
  expect(end(small([0, -1, -2, 0, 1], 0, [-1, tiny]))[1]).toBeGreaterThan(tiny)
})

test('a rounding counts for each row and number and one for a bias, with two to spare', () => {
  for (const bias of [null, -0.5]) {
    const { errors } = boundsOf(small([1, -1, 2, -2, 1], bias, [-3, 3]))
    const terms = bias === null ? 3 : 4
    const size = 1 + 2 + 3 + (bias === null ? 0 : 0.5)
    expect(errors[0]).toBeGreaterThanOrEqual(gamma(terms + 2) * size)
    expect(errors[0]).toBeLessThanOrEqual(gamma(terms + 2) * size * (1 + 2 ** -40) + 60 * FLOAT32_MIN_NORMAL)
  }
})

test('a number beside the letters that may be infinite or NaN takes the sum with it, whatever its weight', () => {
  for (const weight of [1, -1, 0]) {
    const { network, region } = small([0, 1, 2, 0, weight], 0)
    const operation = network.operations[2] as AffineOperation & Network['operations'][0]
    const all = [0, 1].map((index) => boundOperation(network, index, [], region, 'cpu'))
    const letters = letterRows(network, operation, region)
    const read = readBounds(operation, all)
    expect(boundAffine(operation, read, letters)).toMatchObject({ nan: Uint8Array.of(0) })
    const infinite = { ...read, hi: read.hi.map((hi, i) => (i === 4 ? Infinity : hi)) }
    const bounds = boundAffine(operation, infinite, letters)
    // Zero times infinity is NaN.
    expect(bounds.nan[0]).toBe(weight === 0 ? 1 : 0)
    expect([bounds.lo[0] === -Infinity, bounds.hi[0] === Infinity]).toEqual([weight <= 0, weight >= 0])
    expect(bounds.errors[0]).toBe(Infinity)
    const unknown = boundAffine(operation, { ...read, nan: Uint8Array.of(0, 0, 0, 0, 1) }, letters)
    expect([unknown.nan[0], unknown.errors[0]]).toEqual([1, Infinity])
  }
})
