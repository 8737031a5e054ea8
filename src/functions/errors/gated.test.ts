import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tfjsBackends } from '../../backend/name.ts'
import { FLOAT32_MAX } from '../../numeric/float32.ts'
import { elementwiseFunctions } from '../index.ts'
import { normalShare } from '../normal.ts'
import { unit } from '../../numeric/rounding.ts'
import { type MeasuredName, measuredError } from './measured.ts'

const names = ['swish', 'gelu', 'geluTanh', 'mish'] as const
const signs = [-1, 1] as const

/** The lowest and highest that a measured kernel may make of arguments from `lo` to `hi`, of which it rises. */
function kernel(
  name: MeasuredName,
  backend: (typeof tfjsBackends)[number],
  exact: (x: number) => number,
  lo: number,
  hi: number,
): number[] {
  return [lo, hi].map((x, end) => {
    const { relative, absolute, min, max } = measuredError(name, backend, x, x)
    const value = exact(x) + signs[end]! * (relative * Math.abs(exact(x)) + absolute)
    return Math.min(max, Math.max(min, value))
  })
}

/** All that rounding may make of a number at worst. */
const rounded = (values: readonly number[], times = 1): number[] =>
  signs.flatMap((sign) => values.map((value) => value * (1 + sign * unit) ** times))
const span = (values: readonly number[]): [number, number] => [Math.min(...values), Math.max(...values)]

/** What layers may compute at x at worst, every kernel and every rounding erring in the same direction. */
const worst: Record<(typeof names)[number], (x: number, backend: (typeof tfjsBackends)[number]) => number[]> = {
  swish(x, backend) {
    const gate = kernel('sigmoid', backend, (v) => 1 / (1 + Math.exp(-v)), x, x)
    return rounded(gate.map((g) => x * g))
  },
  gelu(x, backend) {
    const argument = span(rounded([x / Math.SQRT2], 2))
    const gate = kernel('erf', backend, (w) => 2 * normalShare(w * Math.SQRT2) - 1, ...argument)
    return rounded(rounded(gate.map((g) => 1 + g)).map((sum) => x * 0.5 * sum))
  },
  geluTanh(x, backend) {
    const { relative } = measuredError('cube', backend, x, x)
    const cubes = rounded(
      signs.map((sign) => 0.044715 * x ** 3 * (1 + sign * relative)),
      2,
    )
    const argument = span(
      rounded(
        rounded(cubes.map((cube) => x + cube)).map((sum) => Math.sqrt(2 / Math.PI) * sum),
        2,
      ),
    )
    const gate = kernel('tanh', backend, Math.tanh, ...argument)
    return rounded(rounded(gate.map((g) => 1 + g)).map((sum) => 0.5 * x * sum))
  },
  mish(x, backend) {
    const argument = span(kernel('softplus', backend, (v) => elementwiseFunctions.softplus.value(v, 0), x, x))
    return rounded(kernel('tanh', backend, Math.tanh, ...argument).map((g) => x * g))
  },
}

const place = fc.double({ min: -12, max: 20, noNaN: true })

test.each(names.flatMap((name) => tfjsBackends.map((backend) => [name, backend] as const)))(
  '%s on %s errs by no more than is said where all its kernels do their worst',
  (name, backend) => {
    fc.assert(
      fc.property(place, fc.double({ min: 0, max: 2, noNaN: true }), (at, width) => {
        const [lo, hi] = [Math.fround(at), Math.fround(at + width)]
        const { relative, absolute, min, max } = elementwiseFunctions[name].error(0, backend, lo, hi)
        for (const x of [lo, (lo + hi) / 2, hi].map(Math.fround)) {
          const exact = elementwiseFunctions[name].value(x, 0)
          // What float64 itself may be off.
          const own = 2 ** -50 * Math.abs(x)
          const results = worst[name](x, backend)
          const off = Math.max(...results.map((result) => Math.abs(result - exact)))
          expect(off).toBeLessThanOrEqual(relative * Math.abs(exact) + absolute + own)
          expect(Math.min(...results)).toBeGreaterThanOrEqual(min - own)
          expect(Math.max(...results)).toBeLessThanOrEqual(max + own)
        }
      }),
      { numRuns: 150 },
    )
  },
)

test('and by not much less at any single number, nor by more than the function itself where its gate is shut', () => {
  const loose: object[] = []
  for (const name of names)
    for (const backend of tfjsBackends)
      for (let x = -60; x < 20; x += 0.25) {
        const { relative, absolute, min, max } = elementwiseFunctions[name].error(0, backend, x, x)
        const exact = elementwiseFunctions[name].value(x, 0)
        const said = relative * Math.abs(exact) + absolute
        const off = Math.max(...worst[name](x, backend).map((result) => Math.abs(result - exact)))
        // The argument of its tanh is nearly x: there the worst of [8, 16] is said, and tanh errs by less from 9 on.
        const late = name === 'mish' && x >= 8 && x < 16 ? 12 : 2
        const most = name === 'swish' ? (x < 16 ? 1.8 : 4) * off : x < -5 ? 2e-5 : (x < 0 ? 6 : x < 8 ? 9 : late) * off
        if (!(said <= most + 1e-37)) loose.push({ name, backend, x, said, most })
        if (x < 0 && !(max <= said && min >= (name === 'mish' ? -0.309 : -0.279)))
          loose.push({ name, backend, x, min, max })
      }
  expect(loose).toEqual([])
  expect(elementwiseFunctions.swish.error(0, 'native', -100, -100)).toEqual({
    relative: 0,
    absolute: expect.closeTo(0, 30),
    min: 0,
    max: 0,
    nan: false,
  })
})

test.each(tfjsBackends)(
  'of numbers that may overflow on the way on %s no error is known, and of all others one is',
  (backend) => {
    for (const name of names) expect(elementwiseFunctions[name].error(0, backend, 0, 2 ** 126).absolute).toBeLessThan(1)
    for (const name of ['swish', 'gelu'] as const)
      expect(elementwiseFunctions[name].error(0, backend, 2 ** 127, FLOAT32_MAX).absolute).toBeLessThan(1)
    // Multiplied by 2 before it is halved.
    expect(elementwiseFunctions.geluTanh.error(0, backend, 0, FLOAT32_MAX).absolute).toBe(Infinity)
  },
)
