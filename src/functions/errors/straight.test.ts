import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32 } from '../../numeric/float32.ts'
import { elementwiseFunctions } from '../index.ts'
import { overflow } from '../../numeric/rounding.ts'

const r = Math.fround
/** A number as it is, and as zero where it is small enough to be flushed. */
const flushed = (values: readonly number[]): number[] =>
  values.flatMap((value) => (value !== 0 && Math.abs(value) < FLOAT32_MIN_NORMAL ? [value, 0] : [value]))
const each = (values: readonly number[], f: (value: number) => number): number[] => flushed(values.map(f))

/**
 * All that the kernels may make of x: with parameters as float32 or float64, products fused or not, subnormals flushed
 * or not.
 */
const kernels = {
  relu: (x, _, backend) => [
    ...each([x], (v) => Math.max(0, v)),
    ...(backend === 'native' && x > -FLOAT32_MIN_NORMAL ? [x] : []),
  ],
  clippedRelu: (x, a) =>
    each([a, r(a)], (limit) => r(Math.min(limit, Math.max(0, x)))).flatMap((y) =>
      flushed([x]).map((v) => (v <= 0 ? 0 : y)),
    ),
  hardTanh: (x, a) =>
    each([a, r(a)], (limit) => r(Math.min(limit, Math.max(-limit, x)))).flatMap((y) =>
      flushed([x]).map((v) => (v === 0 ? 0 : y)),
    ),
  leakyRelu(x, a, backend) {
    if (x >= 0) return flushed([x])
    const alphas = flushed([a, r(a)])
    if (backend !== 'native') return flushed([x]).flatMap((v) => each(alphas, (alpha) => r(alpha * v)))
    const doubled = each(flushed([x]), (v) => r(v - Math.abs(v)))
    return alphas.flatMap((alpha) =>
      each(
        each(doubled, (v) => r(alpha * v)),
        (v) => r(v / 2),
      ),
    )
  },
  hardSigmoid: (x) =>
    flushed([x]).flatMap((v) => [r(r(0.2) * v + 0.5), r(r(r(0.2) * v) + 0.5)].map((y) => Math.min(1, Math.max(0, y)))),
  softsign: (x) => flushed([x]).flatMap((v) => each([r(1 + Math.abs(v))], (size) => r(v / size))),
} satisfies Record<string, (x: number, a: number, backend: BackendName) => number[]>

const names = Object.keys(kernels) as (keyof typeof kernels)[]
const usual = fc.float({ noNaN: true, noDefaultInfinity: true, min: -10, max: 10 })
const any = fc.float({ noNaN: true, noDefaultInfinity: true })
const edges = fc.constantFrom(
  0,
  3,
  -3,
  2.5,
  -2.5,
  FLOAT32_MAX,
  -FLOAT32_MAX,
  -FLOAT32_MAX / 2,
  FLOAT32_MIN_NORMAL,
  -nextDown32(FLOAT32_MIN_NORMAL),
  -(2 ** -140),
  2 ** -149,
)
const place = fc.oneof(usual, any, edges)
const parameter = fc.oneof(
  fc.double({ min: -3, max: 8, noNaN: true }),
  fc.constantFrom(0, 0.1, 1e-40, 3e-38, 2 ** -149, 1e30, -1e30, FLOAT32_MAX, 2 ** 30),
  fc.double({ noNaN: true, min: -1e38, max: 1e38 }),
)

test.each(names.flatMap((name) => tfjsBackends.map((backend) => [name, backend] as const)))(
  '%s on %s: whatever its kernels may make of a number is within what is said of an interval that holds it',
  (name, backend) => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 3, maxLength: 3 }), parameter, (places, a) => {
        const [lo, x, hi] = places.toSorted((p, q) => p - q) as [number, number, number]
        // A limit is not below 0.
        const own = name === 'clippedRelu' || name === 'hardTanh' ? Math.abs(a) : a
        const { relative, absolute, min, max, nan } = elementwiseFunctions[name].error(own, backend, lo, hi)
        const strays = [lo, x, hi].flatMap((at) => {
          const exact = elementwiseFunctions[name].value(at, own)
          const isNear = (y: number): boolean =>
            absolute === Infinity || Math.abs(y - exact) <= relative * Math.abs(exact) + absolute
          const isStray = (y: number): boolean => !(Number.isNaN(y) ? nan : isNear(y) && min <= y && y <= max)
          return kernels[name](at, own, backend).flatMap((y) => (isStray(y) ? [{ at, y, exact }] : []))
        })
        expect(strays).toEqual([])
      }),
      { numRuns: 600 },
    )
  },
)

test.each(tfjsBackends)('and little more than that on %s', (backend) => {
  const error = (name: keyof typeof kernels, a: number, lo: number, hi = lo) =>
    elementwiseFunctions[name].error(a, backend, lo, hi)
  const exact = { relative: 0, absolute: 0 }
  const tiny = FLOAT32_MIN_NORMAL
  expect(error('relu', 0, 1, 5)).toEqual({ ...exact, min: 0, max: Infinity, nan: false })
  expect(error('relu', 0, -5, -1)).toEqual({ ...exact, min: 0, max: Infinity, nan: false })
  expect(error('relu', 0, -5, 1)).toMatchObject({ absolute: tiny, min: backend === 'native' ? -tiny : 0 })
  expect(error('relu', 0, -tiny / 4, 1).min).toBe(backend === 'native' ? -tiny / 4 : 0)
  expect(error('relu', 0, tiny, 1)).toMatchObject(exact)
  expect(error('clippedRelu', 6, 1, 9)).toEqual({ ...exact, min: 0, max: 6, nan: false })
  expect(error('clippedRelu', 0.1, 1, 9).absolute).toBe(Math.abs(r(0.1) - 0.1))
  expect(error('clippedRelu', 0.1, 1, 9).max).toBe(r(0.1))
  expect(error('clippedRelu', 6, -1, 9).absolute).toBe(tiny)
  expect(error('hardSigmoid', 0, 3, 100)).toEqual({ ...exact, min: 1, max: 1, nan: false })
  expect(error('hardSigmoid', 0, -100, -3)).toEqual({ ...exact, min: 0, max: 0, nan: false })
  expect(error('hardSigmoid', 0, -3, 3)).toEqual({
    relative: 0,
    absolute: expect.closeTo(4 * 2 ** -24, 12),
    min: 0,
    max: 1,
    nan: false,
  })
  expect(error('softsign', 0, 0, 4)).toMatchObject({
    relative: expect.closeTo(3 * 2 ** -24, 12),
    min: 0,
    max: 1,
    nan: false,
  })
  expect(error('softsign', 0, -4, 0)).toMatchObject({ min: -1, max: 0, nan: false })
  expect(error('softsign', 0, -4, 4)).toMatchObject({ min: -1, max: 1, nan: false })
  expect([error('softsign', 0, -Infinity, 0).nan, error('softsign', 0, 0, Infinity).nan]).toEqual([true, true])
  expect(error('leakyRelu', 0.3, 1, 5)).toEqual({ ...exact, min: 0, max: Infinity, nan: false })
  expect(error('leakyRelu', 0.3, tiny / 2, 5).absolute).toBe(tiny)
  expect(error('leakyRelu', 0.3, -5, -1)).toMatchObject({
    relative: expect.closeTo(2 * 2 ** -24, 12),
    min: -Infinity,
    max: 0,
    nan: false,
  })
  expect(error('leakyRelu', 0.3, -5, -1).absolute).toBeLessThan(5 * tiny)
  expect(error('leakyRelu', -0.3, -5, -1)).toMatchObject({ min: 0, max: Infinity })
  expect(error('leakyRelu', 0, -5, 0)).toMatchObject({ min: 0, max: 0 })
  expect(error('leakyRelu', 1e-40, -5, -1).absolute).toBeLessThan(20 * tiny)
})

test.each(tfjsBackends)('alpha x is finite on %s as long as no step can overflow', (backend) => {
  const steps = backend === 'native' ? 2 : 1
  const known = (alpha: number, lo: number): boolean =>
    elementwiseFunctions.leakyRelu.error(alpha, backend, lo, 0).absolute < Infinity
  const least = overflow / steps
  expect([known(0.5, -least * (1 - 2 ** -20)), known(0.5, -least)]).toEqual([true, false])
  // A rounded alpha and a rounded product may reach what the exact one does not.
  expect([known(4, (-least / 4) * (1 - 2 ** -20)), known(4, (-least / 4) * (1 - 2 ** -25))]).toEqual([true, false])
  expect([known(-4, (-least / 4) * (1 - 2 ** -20)), known(-4, (-least / 4) * (1 - 2 ** -25))]).toEqual([true, false])
  for (const alpha of [Infinity, -Infinity, NaN])
    expect(elementwiseFunctions.leakyRelu.error(alpha, backend, -1, 0)).toEqual({
      relative: 0,
      absolute: Infinity,
      min: -Infinity,
      max: Infinity,
      nan: true,
    })
  expect(known(FLOAT32_MAX, -0.25)).toBe(true)
  // Infinity times an alpha that is, or may be flushed to, zero.
  const nan = (alpha: number, lo: number, hi = 0): boolean =>
    elementwiseFunctions.leakyRelu.error(alpha, backend, lo, hi).nan
  expect([nan(0, -Infinity), nan(2 ** -127, -Infinity), nan(0.5, -Infinity), nan(0, -1)]).toEqual([
    true,
    true,
    false,
    false,
  ])
  expect([nan(0.5, 0, Infinity), nan(0.5, 0, FLOAT32_MAX)]).toEqual([backend === 'native', false])
})
