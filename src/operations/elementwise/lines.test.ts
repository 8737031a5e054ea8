import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { elementwiseFunctions, type ElementwiseName } from '../../functions/index.ts'
import type { OperationOf } from '../index.ts'
import { numbersIn } from '../../../test/proof/bounds.ts'
import { type Bounds, newBounds, setBounds } from '../../numeric/bounds.ts'
import { type ElementwiseError } from '../../functions/errors/elementwiseError.ts'
import { boundElementwise } from './intervals.ts'
import { type Lines, makeLines, setReluLower } from './lines.ts'

const operationOf = (name: ElementwiseName, parameter: number, size: number): OperationOf<'elementwise'> => ({
  kind: 'elementwise',
  name,
  parameter: Float64Array.of(parameter),
  size,
  reads: [0],
  layer: name,
  faultyOn: [],
})

function linesOf(
  name: ElementwiseName,
  parameter: number,
  x: Bounds,
  backend: BackendName,
): { y: Bounds; lines: Lines } {
  const operation = operationOf(name, parameter, x.lo.length)
  const y = boundElementwise(operation, x, backend)
  return { y, lines: makeLines(operation, x, y, backend) }
}

/** Bounds as they are of float32 results: they hold also where a subnormal number is flushed. */
function boundsOf(lo: number, hi: number): Bounds {
  const bounds = newBounds(1)
  setBounds(bounds, 0, lo, hi)
  return bounds
}

const at = ({ slope, intercept }: Lines['lower'], x: number): number => slope[0]! * x + intercept[0]!

/** The least and the most that a kernel may make of x: what is computed is also within the bounds. */
function results(
  name: ElementwiseName,
  x: number,
  parameter: number,
  { lo, hi }: { lo: number; hi: number },
  { relative, absolute, min, max }: ElementwiseError,
  backend: BackendName,
): [number, number] {
  const exact = elementwiseFunctions[name].value(x, parameter)
  // Nothing is rounded, but subnormal numbers may be flushed to zero, and native may pass on negative ones.
  if (name === 'relu') {
    const isTiny = Math.abs(x) < FLOAT32_MIN_NORMAL
    return [isTiny ? (backend === 'native' ? Math.min(0, x) : 0) : exact, exact]
  }
  if (!Number.isFinite(exact)) return [Math.max(min, lo), Math.min(max, hi)]
  const off = relative * Math.abs(exact) + absolute
  return [Math.max(exact - off, min, lo), Math.min(exact + off, max, hi)]
}

const parameterOf: Partial<Record<ElementwiseName, number>> = { clippedRelu: 2, hardTanh: 2, leakyRelu: 0.3, elu: 1 }
const names = Object.keys(elementwiseFunctions) as ElementwiseName[]
const ends = fc.oneof(
  fc.double({ min: -6, max: 6, noNaN: true }),
  fc.double({ min: -100, max: 100, noNaN: true }),
  fc.constantFrom(0, 1, -1, 2, 2.5, -2.5, 1e-30, -1e-30, 2 ** -130, 1e4, -1e4, 1e30, -1e30),
)

test.each(names.flatMap((name) => tfjsBackends.map((backend) => [name, backend] as const)))(
  '%s on %s: no result, its error included, is outside the lines',
  (name, backend) => {
    const parameter = parameterOf[name] ?? 0
    fc.assert(
      fc.property(ends, ends, fc.boolean(), (a, b, isNarrow) => {
        const [lo, hi] = [a, isNarrow ? a + Math.abs(b) / 1e3 : b].map(Math.fround).toSorted((p, q) => p - q) as [
          number,
          number,
        ]
        const { y, lines } = linesOf(name, parameter, boundsOf(lo, hi), backend)
        const error = elementwiseFunctions[name].error(parameter, backend, lo, hi)
        const strays: object[] = []
        for (let k = 0; k <= 100; k++) {
          const x = Math.fround(Math.min(hi, lo + ((hi - lo) * k) / 100))
          const [least, most] = results(name, x, parameter, { lo: y.lo[0]!, hi: y.hi[0]! }, error, backend)
          const own = Number.isFinite(least) ? 2 ** -48 * (Math.abs(least) + Math.abs(x)) : 0
          if (!(at(lines.lower, x) <= least + own && most - own <= at(lines.upper, x)))
            strays.push({ x, least, most, lower: at(lines.lower, x), upper: at(lines.upper, x) })
        }
        expect(strays).toEqual([])
      }),
      { numRuns: 80 },
    )
  },
)

test.each(names)('%s: the lines are tighter than the bounds where the function bends little', (name) => {
  const parameter = parameterOf[name] ?? 0
  const f = elementwiseFunctions[name]
  for (const [lo, hi] of [
    [0.5, 1.5],
    [-1.5, -0.5],
    [-1, 1],
    [0.25, 0.75],
  ] as const) {
    // Of what is no number there are no lines.
    if (f.curvature(lo, hi, parameter) === Infinity) continue
    const { y, lines } = linesOf(name, parameter, numbersIn([lo], [hi]), 'cpu')
    const middle = (lo + hi) / 2
    const gap = at(lines.upper, middle) - at(lines.lower, middle)
    const breaks = f.breaks(parameter).some((x) => x > lo && x < hi)
    // Two tangents or a chord and a tangent of a curve: its bend times h^2 / 8 twice, and a little for the grid.
    const curved = f.curvature(lo, hi, parameter) * (hi - lo) ** 2 * 0.3 + 1e-5
    expect(gap).toBeLessThanOrEqual(Math.min(breaks ? Infinity : curved, y.hi[0]! - y.lo[0]! + 1e-12))
  }
})

test('relu: the chord above and zero or the number below, on either side of zero itself', () => {
  const { lines } = linesOf('relu', 0, numbersIn([-1, -3, 1, -4, -2], [3, 1, 4, -1, 2]), 'cpu')
  const rounded = (values: Float64Array): number[] => [...values].map((x) => Math.round(x * 1e6) / 1e6 + 0)
  expect(rounded(lines.upper.slope)).toEqual([0.75, 0.25, 1, 0, 0.5])
  expect(rounded(lines.upper.intercept)).toEqual([0.75, 0.75, 0, 0, 1])
  expect(rounded(lines.lower.slope)).toEqual([1, 0, 1, 0, 0])
  expect(rounded(lines.lower.intercept)).toEqual([0, 0, 0, 0, 0])
  for (const i of [0, 1, 2, 4]) expect(lines.lower.intercept[i]).toBeLessThanOrEqual(-FLOAT32_MIN_NORMAL)
  // A positive number that is flushed.
  expect(lines.lower.intercept[2]).toBeLessThan(0)
  const line = { slope: new Float64Array(1), intercept: new Float64Array(1) }
  setReluLower(line, 0, 0.5, 8)
  expect(line.slope[0]).toBe(0.5)
  expect(line.intercept[0]).toBeLessThanOrEqual(-FLOAT32_MIN_NORMAL - 2 ** -42)
  expect(line.intercept[0]).toBeGreaterThan(-1e-11)
})

test('infinite bounds, NaN and constants leave lines that are flat', () => {
  const x = numbersIn([-Infinity, 0, 0, 5], [0, Infinity, 1, 6], [2])
  for (const name of ['relu', 'sigmoid', 'tanh', 'softplus'] as const) {
    const { y, lines } = linesOf(name, 0, x, 'wasm')
    expect([...lines.lower.slope.slice(0, 3), ...lines.upper.slope.slice(0, 3)]).toEqual(Array(6).fill(0))
    expect([...lines.lower.intercept.slice(0, 2), ...lines.upper.intercept.slice(0, 2)]).toEqual([
      ...y.lo.slice(0, 2),
      ...y.hi.slice(0, 2),
    ])
    expect([lines.lower.intercept[2], lines.upper.intercept[2]]).toEqual([-Infinity, Infinity])
  }
  const point = linesOf('clippedRelu', 2, numbersIn([3], [FLOAT32_MAX]), 'cpu').lines
  expect([point.lower.slope[0], point.upper.slope[0], point.lower.intercept[0], point.upper.intercept[0]]).toEqual([
    0, 0, 2, 2,
  ])
})

test('each number has its own parameter', () => {
  const operation = { ...operationOf('leakyRelu', 0, 2), parameter: Float64Array.of(0.25, 0.5) }
  const x = numbersIn([-2, -2], [-1, -1])
  const { lower, upper } = makeLines(operation, x, boundElementwise(operation, x, 'cpu'), 'cpu')
  expect([...lower.slope, ...upper.slope]).toEqual([0.25, 0.5, 0.25, 0.5].map((slope) => expect.closeTo(slope, 9)))
})
