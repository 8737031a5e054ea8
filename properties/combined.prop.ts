import fc from 'fast-check'
import { above, below, claim, finite, oneHot, sometimes, verify } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe, expect } from 'vitest'
import { combinedOf, deepOf, examples, outputs, wideOf } from './architectures.ts'
import { combinedBelowZero, combinedInRange, combinedPassesOne } from './question.claims.ts'

const withKernel = examples(10).filter(({ kernel }) => Math.abs(kernel) > 1e-3)

describe('with no activation the combined output can go past 1', () => {
  test.claim(combinedPassesOne)
  test.claim(combinedBelowZero)
  test.claim(combinedInRange)

  test('it is the sum of the wide and the deep output', async () => {
    const dplus = fc.integer({ min: -1000, max: 1000 }).map((k) => k / 10)
    await fc.assert(
      fc.asyncProperty(examples(10), dplus, fc.integer({ min: 0 }), async (example, score, seed) => {
        const wide = wideOf(example)
        const deep = deepOf(example)
        const combined = combinedOf(example)
        const letters = Float32Array.from({ length: example.length * example.letters }, (_, i) =>
          i % example.letters === (seed + i) % example.letters ? 1 : 0,
        )
        const [w, d, sum] = [
          outputs(wide, 1, [Float32Array.of(score)])[0]!,
          outputs(deep, 1, [letters])[0]!,
          outputs(combined, 1, [Float32Array.of(score), letters])[0]!,
        ]
        expect(Math.abs(sum - (w + d))).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(w)))
        for (const model of [combined, wide, deep]) model.dispose()
      }),
      { numRuns: 60 },
    )
  })

  test('past 1 and below 0 for any weights with a kernel that is not 0, with a minimal witness', async () => {
    await fc.assert(
      fc.asyncProperty(withKernel, async (example) => {
        const model = combinedOf(example)
        const inputs = { dplus: finite(), sequence: oneHot(example.length, example.letters) }
        for (const set of [above(1), below(0)]) {
          const verdict = await verify(claim('combined', model, { inputs, holds: sometimes(set) }), { cases: 500 })
          expect(verdict).toMatchObject({ status: 'proved', by: 'witness', witness: { minimal: true } })
          const { wide, deep } = verdict.parts!
          const scale = Math.max(1, Math.abs(wide!))
          expect(Math.abs(verdict.witness!.output - (wide! + deep!))).toBeLessThanOrEqual(1e-6 * scale)
        }
        model.dispose()
      }),
      { numRuns: 25 },
    )
  })
})
