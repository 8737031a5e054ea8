import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OperationOf } from './index.ts'
import { integer, noise, pick, uniform } from '../../test/network/random.ts'
import { numbersIn } from '../../test/proof/bounds.ts'
import { extremum } from './extremum.ts'
import { substituteForm } from '../../test/operations/substitute.ts'
import { throughWildLines } from './elementwise/substitute.ts'
import { settingOn } from '../../test/operations/setting.ts'

test('what a form of extrema becomes is no less than it, and the same where one number leads', () => {
  let led = 0
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const [inputs, size, window] = [integer(random, 1, 5), integer(random, 1, 3), integer(random, 1, 3)]
      const mode = pick(random, ['max', 'min'] as const)
      const taps = Int32Array.from({ length: size * window }, (_, i) =>
        i % window === 0 ? integer(random, 0, inputs - 1) : integer(random, -1, inputs - 1),
      )
      const ends = Array.from({ length: inputs }, () => {
        const middle = Math.fround(noise(random, 3))
        const radius = pick(random, [0, 0.1, 2])
        return [
          Math.fround(middle - radius),
          pick(random, [Math.fround(middle + radius), Infinity, Math.fround(middle + radius)]),
        ]
      })
      const x = numbersIn(
        ends.map(([lo]) => lo!),
        ends.map(([, hi]) => hi!),
      )
      const operation: OperationOf<'extremum'> = {
        kind: 'extremum',
        mode,
        taps,
        window,
        size,
        reads: [0],
        layer: 'm',
        faultyOn: [],
      }
      const y = extremum.bound(operation, x, settingOn('cpu'))
      const L = Float64Array.from({ length: size }, () => pick(random, [0, 1, -1, noise(random, 2)]))
      const { into, constant } = substituteForm(operation, x, y, L)
      expect(constant).not.toBeNaN()
      // A number that is never less (or never more) than the others of its window is the result.
      const better = mode === 'max' ? Math.max : Math.min
      for (let row = 0; row < 8; row++) {
        const point = ends.map(([lo, hi]) => lo! + Math.min(hi! - lo!, 10) * pick(random, [0, 1, random()]))
        const results = Array.from({ length: size }, (_, i) =>
          better(
            ...[...taps.subarray(i * window, (i + 1) * window)].filter((tap) => tap >= 0).map((tap) => point[tap]!),
          ),
        )
        const before = L.reduce((sum, c, i) => (c === 0 ? sum : sum + c * results[i]!), 0)
        const after = into.reduce((sum, c, i) => (c === 0 ? sum : sum + c * point[i]!), constant)
        expect(before).toBeLessThanOrEqual(after)
      }
      const own = [...new Set(taps.filter((tap) => tap >= 0))]
      const isFinite = own.every((tap) => x.hi[tap]! < Infinity)
      const leads = own.some((tap) =>
        own.every(
          (other) => other === tap || (mode === 'max' ? x.lo[tap]! >= x.hi[other]! : x.hi[tap]! <= x.lo[other]!),
        ),
      )
      const goesAlong = size === 1 && L[0] !== 0 && isFinite && (leads || L[0]! > 0 !== (mode === 'max'))
      const sum = into.reduce((all, c) => all + c, 0)
      if (goesAlong) led++
      expect(!goesAlong || (sum === L[0] && Math.abs(constant) < 1e-9)).toBe(true)
    }),
    { numRuns: 400, seed: 2 },
  )
  expect(led).toBeGreaterThan(20)
})

test('lines that may be at infinity: above for what is positive, below for what is negative, none for 0', () => {
  const line = (slope: number[], intercept: number[]) => ({
    slope: Float64Array.from(slope),
    intercept: Float64Array.from(intercept),
  })
  const lines = {
    upper: line([2, 3, 0, 5], [10, 20, Infinity, 40]),
    lower: line([0.5, 0.25, 0, 1], [-1, -2, -Infinity, -4]),
  }
  const into = Float64Array.of(100, 100, 100, 100)
  expect(throughWildLines(lines, Float64Array.of(2, -4, 0, 0), into)).toBe(2 * 10 - 4 * -2)
  expect([...into]).toEqual([104, 99, 100, 100])
  expect(throughWildLines(lines, Float64Array.of(0, 0, 1, 0), new Float64Array(4))).toBe(Infinity)
  expect(throughWildLines(lines, Float64Array.of(0, 0, -1, 0), new Float64Array(4))).toBe(Infinity)
})
