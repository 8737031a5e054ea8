import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tfjsBackends } from '../../backend/name.ts'
import { apply, line } from '../../checker/functions/apply.ts'
import { curveOf } from '../../checker/functions/curves.ts'
import { always, box, within } from '../../claim/index.ts'
import { elementwiseFunctions, type ElementwiseName } from '../../functions/index.ts'
import type { Network } from '../../network/network.ts'
import { certificateOf, check } from '../../../test/proof/certificate/certificates.ts'

const names = Object.keys(elementwiseFunctions) as ElementwiseName[]
const parameterOf = (name: ElementwiseName): number =>
  name === 'clippedRelu' || name === 'hardTanh' ? 6 : name === 'leakyRelu' ? -0.25 : 1

/** Lower and upper ends, and a place between them. */
const stretch = fc
  .tuple(
    fc.double({ min: -12, max: 12, noNaN: true }),
    fc.constantFrom(0, 1e-6, 0.1, 1, 5, 20),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([lo, width, share]) => [lo, lo + width, lo + share * width] as const)

/** Functions of positive numbers only have stretches there. */
const shiftOf = (name: ElementwiseName): number => (name === 'log' || name === 'sqrt' ? 12 + 2 ** -20 : 0)

test.for(names)("the checker's %s is the prover's, within ranges and between lines", (name) => {
  const a = parameterOf(name)
  const F = elementwiseFunctions[name]
  fc.assert(
    fc.property(stretch, fc.constantFrom(undefined, -1, 0, 0.3, 1), (drawn, asked) => {
      const [lo, hi, x] = drawn.map((at) => at + shiftOf(name)) as [number, number, number]
      const exact = apply(name, a, x, x, [[-Infinity, 0, 0, -Infinity, Infinity, false]])
      const y = F.value(x, a)
      expect(exact.lo).toBeLessThanOrEqual(y)
      expect(exact.hi).toBeGreaterThanOrEqual(y)
      expect(exact.hi - exact.lo).toBeLessThan(1e-12 * (1 + Math.abs(x) + Math.abs(y)))
      const all = apply(name, a, lo, hi, [[-Infinity, 0, 0, -Infinity, Infinity, false]])
      expect(all.lo).toBeLessThanOrEqual(y)
      expect(all.hi).toBeGreaterThanOrEqual(y)
      for (const side of [1, -1]) {
        const [slope, intercept] = line(name, a, [lo, hi], 1e-12, side, side > 0 ? all.hi : all.lo, asked)
        expect(side * (slope * x + intercept - y)).toBeGreaterThanOrEqual(-1e-13 * (1 + Math.abs(x) + Math.abs(y)))
      }
    }),
    { numRuns: 150 },
  )
})

test.for(['sin', 'cos'] as const)("the checker's %s holds all between its ends, however far out and wide", (name) => {
  const anywhere = fc.oneof(
    fc.double({ min: -(2 ** 22), max: 2 ** 22, noNaN: true }),
    fc.double({ min: -1e38, max: 1e38, noNaN: true }),
    fc.integer({ min: -700_000, max: 700_000 }).map((k) => (k * Math.PI) / 2),
  )
  const widths = fc.oneof(fc.double({ min: 0, max: 7, noNaN: true }), fc.constantFrom(1e-9, 1e-3, 1e5, 1e37))
  const exact: Parameters<typeof apply>[4] = [[-Infinity, 0, 0, -Infinity, Infinity, false]]
  fc.assert(
    fc.property(anywhere, widths, fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (from, width, shares) => {
      const [lo, hi] = [from - width / 2, from + width / 2]
      const made = apply(name, 0, lo, hi, exact)
      for (const x of [lo, from, hi, ...shares.map((share) => lo + share * (hi - lo))]) {
        if (x < lo || x > hi) continue
        expect(made.lo).toBeLessThanOrEqual(Math[name](x))
        expect(made.hi).toBeGreaterThanOrEqual(Math[name](x))
      }
    }),
    { numRuns: 2000 },
  )
  const [from, to] = [-Infinity, Infinity]
  expect([apply(name, 0, from, 0, exact).nan, apply(name, 0, 0, to, exact).nan]).toEqual([true, true])
})

test.for(names)("the checker's %s has its corners where the prover's has them, and lines beyond them", (name) => {
  for (const a of [parameterOf(name), 0.5]) {
    const { breaks, value } = elementwiseFunctions[name]
    const corners = curveOf(name).corners(a)
    // Where that is no float64, the prover has both of its neighbours.
    const near = (x: number, y: number): boolean => Math.abs(x - y) <= 1e-15 * Math.abs(y)
    expect(breaks(a).filter((at) => !corners.some((corner) => near(corner, at)))).toEqual([])
    for (const at of [...breaks(a), ...corners])
      for (const [below, above] of [
        [1e-3, 1e-3],
        [0.1, 5],
        [5, 0.1],
        [7, 20],
        [1e-6, 1],
      ] as const) {
        const [lo, hi] = [at - below, at + above]
        const { lo: least, hi: most } = apply(name, a, lo, hi, [[-Infinity, 0, 0, -Infinity, Infinity, false]])
        for (const side of [1, -1]) {
          const [slope, intercept] = line(name, a, [lo, hi], 1e-12, side, side > 0 ? most : least)
          for (const x of [at, at - below / 9, at + above / 9, at - 1e-9, at + 1e-9])
            expect(side * (slope * x + intercept - value(x, a))).toBeGreaterThanOrEqual(-1e-13 * (1 + Math.abs(x)))
        }
      }
  }
})

test.for(names)("the checker's %s goes on without end as the prover's does", (name) => {
  for (const a of [parameterOf(name), 0.5]) expect(curveOf(name).ends(a)).toEqual(elementwiseFunctions[name].ends(a))
})

test.for(tfjsBackends)('the figures of every function on %s are those that proofs use', (backend) => {
  const operations = names.map((name) => {
    return {
      kind: 'elementwise',
      name,
      size: 1,
      reads: [0],
      layer: name,
      faultyOn: [],
      parameter: Float64Array.of(parameterOf(name)),
    } as const
  })
  const input = { kind: 'input', input: 0, size: 1, reads: [], layer: 'x', faultyOn: [] } as const
  const softmax = { kind: 'softmax', group: 1, size: 1, reads: [1], layer: 'softmax', faultyOn: [] } as const
  const network: Network = {
    inputs: [{ name: 'x', size: 1 }],
    operations: [input, ...operations, softmax],
    output: names.length + 1,
    opaque: [],
  }
  const data = certificateOf({ network, backend, domains: [box([1], -3, 3)], holds: always(within(0.9, 1.1)) })
  expect(check(data)).toMatchObject({ accepted: true })
  expect(JSON.stringify(data['figures']).length).toBeLessThan(30_000)
})
