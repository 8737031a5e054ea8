import fc from 'fast-check'
import { always, claim, finite, interval, oneHot, verify, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe, expect } from 'vitest'
import { combinedOf, examples } from './architectures.ts'
import { wellPosedInRange, wrappedInClosedRange, wrappedInOpenRange, wrappedInRange } from './question.claims.ts'

const open = within(0, 1, { open: true })

describe('wrapped in a sigmoid the output stays in (0, 1)', () => {
  test.claim(wrappedInRange)
  test.claim(wrappedInClosedRange)
  test.claim(wrappedInOpenRange)
  test.claim(wellPosedInRange)

  test('in [0, 1] on every input, whatever was learned', async () => {
    await fc.assert(
      fc.asyncProperty(examples(1e12), async (example) => {
        const model = combinedOf(example, 'sigmoid')
        const inputs = { dplus: interval(-1e20, 1e20), sequence: oneHot(example.length, example.letters) }
        const verdict = await verify(claim('wrapped', model, { inputs, holds: always(within(0, 1)) }), { cases: 200 })
        expect(verdict).toMatchObject({ status: 'proved', by: 'bounds' })
        model.dispose()
      }),
      { numRuns: 40 },
    )
  })

  test('in (0, 1) as long as the wide output keeps the logit between -80 and 13', async () => {
    await fc.assert(
      fc.asyncProperty(examples(10), async (example) => {
        const { kernel, bias } = example
        fc.pre(Math.abs(kernel) > 1e-3)
        // The deep part adds between 0 and 1 to the logit.
        const ends = [(-80 - bias) / kernel, (12 - bias) / kernel]
        const inputs = {
          dplus: interval(Math.min(...ends), Math.max(...ends)),
          sequence: oneHot(example.length, example.letters),
        }
        const model = combinedOf(example, 'sigmoid')
        const verdict = await verify(claim('wrapped', model, { inputs, holds: always(open) }), { cases: 200 })
        expect(verdict).toMatchObject({ status: 'proved', by: 'bounds' })
        model.dispose()
      }),
      { numRuns: 40 },
    )
  })

  test('not in (0, 1) on every input: float32 reaches the ends, as a minimal counterexample shows', async () => {
    await fc.assert(
      fc.asyncProperty(examples(10), async (example) => {
        fc.pre(Math.abs(example.kernel) > 1e-3)
        const model = combinedOf(example, 'sigmoid')
        const inputs = { dplus: finite(), sequence: oneHot(example.length, example.letters) }
        const verdict = await verify(claim('wrapped', model, { inputs, holds: always(open) }), { cases: 500 })
        expect(verdict).toMatchObject({ status: 'refuted', counterexample: { minimal: true } })
        expect([0, 1]).toContain(verdict.counterexample!.output)
        model.dispose()
      }),
      { numRuns: 25 },
    )
  })
})
