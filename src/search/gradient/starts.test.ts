import fc from 'fast-check'
import { expect, test } from 'vitest'
import { above, atMost, within } from '../../claim/index.ts'
import type { Target } from '../../claim/target.ts'
import { type Start, Starts, towards } from './starts.ts'

const output = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(NaN, Infinity, -Infinity))

test('the best cases of each way are kept, best first, the earlier of equal ones first', () => {
  const batches = fc.array(fc.array(fc.tuple(output, output), { minLength: 1, maxLength: 8 }), { maxLength: 5 })
  const sides = fc.constantFrom<Target['side']>('inside', 'outside')
  fc.assert(
    fc.property(batches, sides, fc.integer({ min: 1, max: 6 }), (all, wanted, most) => {
      const objective: Target = { set: within(-2, 3), side: wanted }
      const starts = new Starts(objective, most)
      const offered: Omit<Start, 'direction' | 'progress'>[] = []
      const outputs: number[] = []
      for (const [b, rows] of all.entries()) {
        // Each row holds where it comes from. The batch may have room for more rows than are used.
        const inputs = [
          Float32Array.from([...rows.keys(), 99]),
          Float32Array.from([...rows, 0, 0].flatMap(() => [b, 7])),
        ]
        const batch = { rows: rows.length + 1, inputs: [inputs[0]!, inputs[1]!.subarray(0, 2 * rows.length + 2)] }
        starts.offer(batch, Float32Array.from(rows.flat()), rows.length)
        rows.flat().forEach((value, i) => {
          offered.push({ point: [Float32Array.of(Math.floor(i / 2)), Float32Array.of(b, 7)], output: i % 2 })
          outputs.push(value)
        })
      }
      const best = ([1, -1] as const).flatMap((direction) =>
        offered
          .map((one, i): Start => ({ ...one, direction, progress: towards(objective, direction, outputs[i]!) }))
          .filter(({ progress }) => progress > -Infinity)
          .toSorted((a, b) => (a.progress === b.progress ? 0 : b.progress - a.progress))
          .slice(0, most),
      )
      expect(starts.best()).toEqual(best)
    }),
  )
})

test.for<[Target, readonly number[]]>([
  [{ set: within(-2, 3), side: 'outside' }, [1, -1]],
  [{ set: within(-2, 3), side: 'inside' }, [1, -1]],
  [{ set: above(3), side: 'outside' }, [-1]],
  [{ set: above(3), side: 'inside' }, [1]],
  [{ set: atMost(3), side: 'outside' }, [1]],
  [{ set: atMost(3), side: 'inside' }, [-1]],
  [{ set: within(-Infinity, Infinity), side: 'outside' }, []],
])('an output goes where a finite bound can be crossed: %o', ([objective, directions]) => {
  const starts = new Starts(objective, 1)
  starts.offer({ rows: 1, inputs: [Float32Array.of(0)] }, Float32Array.of(1), 1)
  expect(starts.best().map(({ direction }) => direction)).toEqual(directions)
})

test('how far it is to the bound that lies that way', () => {
  const set = within(-2, 3)
  expect([1, -1].map((way) => towards({ set, side: 'outside' }, way as 1 | -1, 1))).toEqual([-2, -3])
  expect([1, -1].map((way) => towards({ set, side: 'inside' }, way as 1 | -1, 7))).toEqual([-4, -4])
})
