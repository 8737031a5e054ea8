import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextUp32 } from '../../numeric/float32.ts'
import { oneHot } from '../../claim/index.ts'
import type { InputBox, Region } from '../region.ts'
import { allowed, cutPoint, splitRegion } from './split.ts'

const float = fc.float({ noNaN: true, noDefaultInfinity: true })

function holds({ boxes }: Region, rows: readonly (readonly number[])[]): boolean {
  return boxes.every(({ lo, hi }, i) => rows[i]!.every((x, k) => x >= lo[k]! && x <= hi[k]!))
}

test('every float of a number that is split lies in one half and in one only, other numbers in both', () => {
  const ends = fc.tuple(float, float).filter(([a, b]) => a !== b)
  fc.assert(
    fc.property(ends, float, fc.integer({ min: 0, max: 1 }), ([a, b], other, index) => {
      const [lo, hi] = [Math.min(a, b), Math.max(a, b)]
      const box: InputBox = { lo: Float32Array.of(lo, lo), hi: Float32Array.of(hi, hi) }
      const region: Region = { boxes: [{ lo: Float32Array.of(0), hi: Float32Array.of(1) }, box], phases: [] }
      const at = cutPoint(lo, hi)
      const [left, right] = splitRegion(region, { kind: 'number', input: 1, index, at })
      const free = Math.min(hi, Math.max(lo, other))
      for (const x of [lo, at, nextUp32(at), hi, free]) {
        const rows = [[0.5], index === 0 ? [x, free] : [free, x]]
        expect([holds(left, rows), holds(right, rows)]).toEqual([x <= at, x > at])
      }
    }),
    { numRuns: 200 },
  )
})

test('every letter that a row may have is in one half and in one only, other rows are as they were', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }), (letters) => {
      const { lo, hi } = oneHot(3, 4)
      const region: Region = { boxes: [{ lo, hi, letters: 4 }], phases: [] }
      const halves = splitRegion(region, { kind: 'letters', input: 0, row: 1, letters })
      const [left, right] = halves.map(({ boxes }) => [0, 1, 2].map((row) => allowed(boxes[0]!, row)))
      const all = [0, 1, 2, 3]
      expect(left).toEqual([all, letters.toSorted(), all])
      expect(right).toEqual([all, all.filter((letter) => !letters.includes(letter)), all])
    }),
  )
})

test('a phase that is split is fixed in each half', () => {
  const region: Region = { boxes: [], phases: [{ operation: 1, index: 0, sign: 1 }] }
  const [left, right] = splitRegion(region, { kind: 'phase', operation: 2, index: 3 })
  expect([left.phases.at(-1), right.phases.at(-1)]).toEqual([
    { operation: 2, index: 3, sign: 1 },
    { operation: 2, index: 3, sign: -1 },
  ])
  for (const half of [left, right]) expect(half.phases[0]).toEqual(region.phases[0])
})
