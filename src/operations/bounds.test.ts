import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { FLOAT32_MAX } from '../numeric/float32.ts'
import { elementwiseFunctions, type ElementwiseName } from '../functions/index.ts'
import { type ComputedOperation, type OperationKind, rulesOf } from './index.ts'
import { integer, noise, pick, uniform } from '../../test/network/random.ts'
import { type Bounds, checkBounds } from '../numeric/bounds.ts'
import { settingOn } from '../../test/operations/setting.ts'
import { tapsOf } from './affine/taps.ts'

const names = Object.keys(elementwiseFunctions) as ElementwiseName[]
const extremes = [0, 1, -1, FLOAT32_MAX, -FLOAT32_MAX, Infinity, -Infinity, 2 ** -140, -(2 ** -126), 90, -90]

/** Bounds of anything that float32 results may be: of infinities alone, too, and NaN. */
function anyBounds(random: () => number, size: number): Bounds {
  const bounds: Bounds = { lo: new Float64Array(size), hi: new Float64Array(size), nan: new Uint8Array(size) }
  const end = (): number =>
    random() < 0.4 ? pick(random, extremes) : Math.fround(noise(random, pick(random, [1, 1e3, 1e-30, 1e38])))
  for (let i = 0; i < size; i++) {
    const [a, b] = [end(), random() < 0.3 ? undefined : end()]
    bounds.lo[i] = Math.min(a, b ?? a)
    bounds.hi[i] = Math.max(a, b ?? a)
    if (random() < 0.05) bounds.nan[i] = 1
  }
  return bounds
}

function apply(kind: OperationKind, size: number, read: Bounds, backend: (typeof tfjsBackends)[number]): Bounds {
  const operation = { ...kind, size, reads: [0], layer: kind.kind, faultyOn: [] } as ComputedOperation
  return rulesOf(operation).bound(operation, read, settingOn(backend))
}

test('bounds are numbers in order, whatever is read: infinities, NaN, subnormals', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const [window, filters] = [integer(random, 1, 4), integer(random, 1, 3)]
      const taps = Int32Array.from({ length: window * 2 }, () => integer(random, -1, window - 1))
      const weights = anyBounds(random, window * filters).lo
      const shape = { taps: tapsOf(taps, window), positions: 2, window, filters }
      const scale = {
        offset: weights.map(Math.abs),
        limit: weights,
        underflow: [weights.map(() => 0), weights.map(() => 0)],
      } as const
      const kinds: [OperationKind, size: number, reads: number][] = [
        [
          { kind: 'affine', ...shape, kernel: weights, bias: null, groups: 1, rounding: { kind: 'sum' } },
          2 * filters,
          window,
        ],
        [
          { kind: 'affine', ...shape, filters: 1, kernel: weights, bias: null, groups: 1, rounding: { kind: 'mean' } },
          2,
          window,
        ],
        [
          {
            kind: 'affine',
            taps: tapsOf(Int32Array.of(0, -1), 1),
            positions: 2,
            window: 1,
            filters: 1,
            kernel: weights,
            bias: null,
            groups: 1,
            rounding: { kind: 'scale', ...scale },
          },
          2,
          1,
        ],
        [{ kind: 'bilinear', ...shape, bias: true }, 2 * filters, window + window * filters + filters],
        [
          {
            kind: 'elementwise',
            name: pick(random, names),
            parameter: Float64Array.of(pick(random, [0, 0.3, 1, -0.5, 6])),
          },
          4,
          4,
        ],
        [{ kind: 'extremum', mode: pick(random, ['max', 'min'] as const), taps, window }, 2, window],
        [{ kind: 'gather', taps }, 2 * window, window],
        [{ kind: 'product' }, 2, 6],
        [{ kind: 'quotient' }, 3, 6],
        [{ kind: 'compare', mode: pick(random, ['less', 'lessOrEqual', 'equal'] as const) }, 3, 6],
        [{ kind: 'select' }, 2, 6],
        [{ kind: 'round', mode: pick(random, ['floor', 'ceil', 'nearest', 'truncate'] as const) }, 3, 3],
        [{ kind: 'softmax', group: 3 }, 6, 6],
      ]
      for (const [kind, size, reads] of kinds) {
        const bounds = apply(kind, size, anyBounds(random, reads), pick(random, tfjsBackends))
        expect(() => checkBounds(bounds, kind.kind)).not.toThrow()
        for (const end of [...bounds.lo, ...bounds.hi]) expect(Math.fround(end)).toBe(end)
      }
    }),
    { numRuns: 300 },
  )
})

test('every function of one number lies within its bounds, wherever it turns or breaks', () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(...names), (seed, name) => {
      const random = uniform(seed)
      const a = pick(random, name === 'elu' ? [1] : [0, 0.3, 1, 2.5, -0.5, 6])
      const read = anyBounds(random, 1)
      const [lo, hi] = [Math.max(read.lo[0]!, -FLOAT32_MAX), Math.min(read.hi[0]!, FLOAT32_MAX)]
      if (read.nan[0] === 1 || lo > hi) return
      const kind = { kind: 'elementwise', name, parameter: Float64Array.of(a) } as const
      const backend = pick(random, tfjsBackends)
      const bounds = apply(kind, 1, read, backend)
      const { breaks, turns, value } = elementwiseFunctions[name]
      const places = Array.from({ length: 20 }, () => lo + random() * (hi - lo))
      const inside = [...breaks(a), ...turns(lo, hi, a), 0, ...places]
      for (const x of [lo, hi, ...inside.map(Math.fround)]) {
        if (x < lo || x > hi) continue
        // The value nearest to the real one that the backend may compute.
        const { min, max } = elementwiseFunctions[name].error(a, backend, x, x)
        const y = Math.fround(Math.max(min, Math.min(max, value(x, a))))
        const isIn = Number.isNaN(y) ? bounds.nan[0] === 1 : y >= bounds.lo[0]! && y <= bounds.hi[0]!
        expect({ name, x, y, lo: bounds.lo[0], hi: bounds.hi[0], isIn }).toMatchObject({ isIn: true })
      }
    }),
    { numRuns: 1500 },
  )
})
