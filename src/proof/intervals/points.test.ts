import fc from 'fast-check'
import { expect, test } from 'vitest'
import { evaluate } from '../../network/evaluate.ts'
import type { Network } from '../../network/network.ts'
import type { OperationKind } from '../../operations/index.ts'
import { integer, uniform } from '../../../test/network/random.ts'
import { intervalBounds } from '../intervalBounds.ts'
import { tapsOf } from '../../operations/affine/taps.ts'

/** A network of one operation that reads two inputs of these sizes. */
function single(kind: OperationKind, size: number, sizes: readonly number[]): Network {
  const named = { layer: 'one', faultyOn: [] }
  return {
    inputs: sizes.map((own, i) => ({ name: `x${i}`, size: own })),
    operations: [
      ...sizes.map((own, input) => ({ kind: 'input' as const, input, size: own, reads: [], ...named })),
      { ...kind, size, reads: sizes.map((_, i) => i), ...named },
    ],
    output: sizes.length,
    opaque: [],
  }
}

const numbers = (random: () => number, size: number): number[] =>
  Array.from({ length: size }, () => Math.fround(random() * 4 - 2))

/** Two inputs; windows with padding among them, several filters, groups and positions. */
function anyOperation(random: () => number): Network {
  const [positions, window, filters] = [2 * integer(random, 1, 3), integer(random, 1, 4), integer(random, 1, 3)]
  const sizes = [integer(random, 1, 4), integer(random, 1, 4)] as const
  const all = sizes[0] + sizes[1]
  const taps = Int32Array.from({ length: positions * window }, () => integer(random, -1, all - 1))
  const shape = { taps: tapsOf(taps, window), positions, window, filters }
  const hasBias = random() < 0.5
  switch (integer(random, 0, 3)) {
    case 0:
      return single({ kind: 'gather', taps }, taps.length, sizes)
    case 1: {
      const weights = window * filters + (hasBias ? filters : 0)
      const own = Int32Array.from(taps, (tap) => Math.min(tap, sizes[0] - 1))
      return single({ kind: 'bilinear', ...shape, taps: tapsOf(own, window), bias: hasBias }, positions * filters, [
        sizes[0],
        weights,
      ])
    }
    default: {
      const kernel = Float64Array.from(numbers(random, 2 * window * filters))
      const bias = hasBias ? Float64Array.from(numbers(random, 2 * filters)) : null
      return single(
        { kind: 'affine', ...shape, kernel, bias, groups: 2, rounding: { kind: 'sum' } },
        positions * filters,
        sizes,
      )
    }
  }
}

test('of a point the bounds of sums and moved numbers hold what they are in real arithmetic, and little else', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = anyOperation(random)
      const inputs = network.inputs.map(({ size }) => Float32Array.from(numbers(random, size)))
      const boxes = inputs.map((x) => ({ lo: x, hi: x }))
      const { lo, hi, nan } = intervalBounds(network, { boxes, phases: [] }, 'wasm')
      // A sum of two terms is bounded by its rounded values: the exact one may be half a unit of float32 outside.
      const exact = evaluate(network, inputs)
      expect(nan).toBe(false)
      const off = [...exact].flatMap((value, i) =>
        Math.max(lo[i]! - value, value - hi[i]!, hi[i]! - lo[i]! - 1e-4) > 4e-6 ? [i] : [],
      )
      expect(off).toEqual([])
      expect(lo).toHaveLength(exact.length)
    }),
    { numRuns: 400 },
  )
})
