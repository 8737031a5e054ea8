import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { elementwiseFunctions, type ElementwiseName } from '../../functions/index.ts'
import { numbersIn } from '../../../test/proof/bounds.ts'
import type { Bounds } from '../../numeric/bounds.ts'
import { boundElementwise } from './intervals.ts'

const of = (name: ElementwiseName, x: Bounds, backend: BackendName, parameter: readonly number[] = [0]): Bounds =>
  boundElementwise(
    {
      kind: 'elementwise',
      name,
      parameter: Float64Array.from(parameter),
      size: x.lo.length,
      reads: [0],
      layer: name,
      faultyOn: [],
    },
    x,
    backend,
  )

const parameterOf: Partial<Record<ElementwiseName, number>> = { clippedRelu: 2, hardTanh: 2, leakyRelu: -0.3, elu: 1 }
const names = (Object.keys(elementwiseFunctions) as ElementwiseName[]).filter((name) => name !== 'relu')
const ends = fc.oneof(
  fc.double({ min: -6, max: 6, noNaN: true }),
  fc.double({ min: -120, max: 120, noNaN: true }),
  fc.constantFrom(0, -0.2785, -1.2784645, -0.7517, 1e30, -1e30, 2 ** -130, -(2 ** -130), FLOAT32_MAX, -FLOAT32_MAX),
)

test.each(names.flatMap((name) => tfjsBackends.map((backend) => [name, backend] as const)))(
  '%s on %s: bounds hold every value with its error, and end where one of them does',
  (name, backend) => {
    const a = parameterOf[name] ?? 0
    const { value, turns } = elementwiseFunctions[name]
    fc.assert(
      fc.property(ends, ends, (p, q) => {
        const [lo, hi] = [p, q].map(Math.fround).toSorted((x, y) => x - y) as [number, number]
        const y = of(name, numbersIn([lo], [hi]), backend, [a])
        const error = elementwiseFunctions[name].error(a, backend, lo, hi)
        const places = [
          lo,
          hi,
          ...turns(lo, hi, a),
          ...Array.from({ length: 30 }, (_, k) => lo + (hi / 30 - lo / 30) * k),
        ]
        const unknown = !(error.absolute < Infinity)
        let [least, most] = unknown ? [error.min, error.max] : [Infinity, -Infinity]
        for (const x of unknown ? [] : places) {
          const exact = value(x, a)
          const off = Number.isFinite(exact) ? error.relative * Math.abs(exact) + error.absolute : 0
          least = Math.min(least, Math.max(error.min, exact - off))
          most = Math.max(most, Math.min(error.max, exact + off))
        }
        // Bounds are float32 numbers inside, of what is computed in float64.
        const own = 2 ** -126 + 2 ** -44 * Math.min(40, Math.max(-lo, hi))
        const near = (bound: number, end: number): boolean =>
          bound === end ||
          (end > FLOAT32_MAX && bound >= FLOAT32_MAX) ||
          Math.abs(bound - end) <= 2 ** -22 * Math.abs(end) + own
        expect({ lo, hi, least, lower: y.lo[0], near: near(y.lo[0]!, least) }).toMatchObject({ near: true })
        expect({ lo, hi, most, upper: y.hi[0], near: near(y.hi[0]!, most) }).toMatchObject({ near: true })
        expect(y.nan[0]).toBe(error.nan ? 1 : 0)
      }),
      { numRuns: 100 },
    )
  },
)

test('relu: ends stay, below zero is zero, and native lets negative subnormal numbers through', () => {
  const tiny = FLOAT32_MIN_NORMAL
  const x = numbersIn([-3, 0, 2, -3, -tiny / 2, -1, -tiny], [-1, 2, 5, 4, -tiny / 4, -tiny, 0])
  for (const backend of tfjsBackends) {
    const { lo, hi, nan } = of('relu', x, backend)
    const native = backend === 'native'
    expect([...lo]).toEqual([0, 0, 2, native ? -tiny : 0, native ? -tiny / 2 : 0, 0, native ? -tiny : 0])
    expect([...hi]).toEqual([0, 2, 5, 4, 0, 0, 0])
    expect([...nan]).toEqual([0, 0, 0, 0, 0, 0, 0])
    const marked = of('relu', numbersIn([1, 1], [2, 2], [1]), backend)
    expect([...marked.lo, ...marked.hi, ...marked.nan]).toEqual([1, native ? -tiny : 0, 2, Infinity, 0, 1])
  }
  expect(Object.is(of('relu', numbersIn([-0]), 'native').lo[0], 0)).toBe(true)
})

test('what becomes of NaN is in the range of the function, or NaN; parameters are one for all or one each', () => {
  const marked = of('sigmoid', numbersIn([3, 3], [4, 4], [0]), 'wasm')
  expect([marked.lo[0], marked.hi[0], ...marked.nan]).toEqual([0, 1, 1, 0])
  expect(marked.lo[1]).toBeGreaterThan(0.9)
  const each = of('clippedRelu', numbersIn([5, 5], [6, 6]), 'cpu', [1, 2])
  expect([...each.lo, ...each.hi]).toEqual([1, 2, 1, 2])
  const all = of('clippedRelu', numbersIn([5, 5], [6, 6]), 'cpu', [1])
  expect([...all.lo, ...all.hi]).toEqual([1, 1, 1, 1])
})

test('what is read is left as it was', () => {
  const x = numbersIn([-1], [2], [0])
  of('relu', x, 'native')
  expect(x).toEqual(numbersIn([-1], [2], [0]))
})

test('infinite numbers may lead on to NaN, where a kernel multiplies them by zero', () => {
  expect(of('swish', numbersIn([-Infinity], [0]), 'cpu').nan[0]).toBe(1)
  expect(of('softsign', numbersIn([0], [Infinity]), 'cpu').nan[0]).toBe(1)
  expect(of('sigmoid', numbersIn([-Infinity], [Infinity]), 'cpu').nan[0]).toBe(0)
})
