import fc from 'fast-check'
import { expect, test } from 'vitest'
import { above, below, within } from '../claim/index.ts'
import { bestOutput, isHit, progress } from './objective.ts'
import type { Target } from '../claim/target.ts'

const objectives = fc.record({
  set: fc.constantFrom(within(-1, 1), within(-1, 1, { open: true }), above(1), below(-1)),
  side: fc.constantFrom('inside' as const, 'outside' as const),
})
const outputs = fc.array(fc.constantFrom(-Infinity, -3, -1, -0.5, 0, 1, 2, Infinity, Number.NaN), { minLength: 1 })

test('of the outputs of a row a hit decides before all others, and of those the one that is furthest', () => {
  fc.assert(
    fc.property(objectives, outputs, fc.array(fc.constant(0)), (objective: Target, row, before) => {
      const best = bestOutput(
        objective,
        Float32Array.from([...before, ...row, 5, Number.NaN]),
        before.length,
        row.length,
      )
      const rank = (output: number) => [isHit(objective, output) ? 1 : 0, progress(objective, output)] as const
      const [isBestHit, furthest] = rank(row[best - before.length]!)
      for (const output of row) {
        const [isOneHit, far] = rank(output)
        expect(isBestHit > isOneHit || (isBestHit === isOneHit && furthest >= far)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('what is beyond the bound is a hit and what falls short of it is none; NaN is as far outside as can be', () => {
  fc.assert(
    fc.property(objectives, fc.float({ min: -4, max: 4 }), (objective, output) => {
      const far = progress(objective, output)
      const byDistance = far === 0 ? isHit(objective, output) : far > 0
      expect(isHit(objective, output)).toBe(byDistance)
    }),
    { numRuns: 500 },
  )
})
