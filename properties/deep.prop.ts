import fc from 'fast-check'
import { always, claim, oneHot, verify, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe, expect } from 'vitest'
import { deepOf, type Example, examples, outputs, withModel } from './architectures.ts'
import { deepInRange, deepInRangeEverywhere, deepInRangeUpTo } from './question.claims.ts'

describe('the deep output lies in [0, 1]', () => {
  test.claim(deepInRange)
  test.claim(deepInRangeUpTo)
  test.claim(deepInRangeEverywhere)

  test('for all weights and inputs at which no sum can overflow, saturation included', async () => {
    const inputs = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 7, maxLength: 7 })
    await fc.assert(
      fc.asyncProperty(
        examples(1e12),
        inputs,
        fc.constantFrom(1, 1e-3, 1e3, 1e-42),
        async (example, numbers, scale) => {
          const size = example.length * example.letters
          const row = Float32Array.from({ length: size }, (_, i) => numbers[i % numbers.length]! * scale)
          await withModel(deepOf(example), async (model) => {
            const [output] = outputs(model, 1, [row])
            expect(output).toBeGreaterThanOrEqual(0)
            expect(output).toBeLessThanOrEqual(1)
          })
        },
      ),
      { numRuns: 150 },
    )
  })

  test('proved, not only tried, for every string of letters and random weights', async () => {
    await fc.assert(
      fc.asyncProperty(examples(1e12), async (example) => {
        await withModel(deepOf(example), async (model) => {
          const inputs = oneHot(example.length, example.letters)
          const verdict = await verify(claim('deep', model, { inputs, holds: always(within(0, 1)) }), { cases: 64 })
          expect(verdict).toMatchObject({ status: 'proved', by: 'bounds', nan: 'impossible' })
        })
      }),
      { numRuns: 40 },
    )
  })

  test('with weights of magnitude W it holds while kernelSize * W * W is a float32, and ends where kernelSize * W is none', async () => {
    const kernelSize = 4
    // All letters the same, so every inner window sums kernelSize weights; two filters enter with opposite signs.
    const ofMagnitude = (weight: number): Example => ({
      length: 16,
      letters: 1,
      filters: 2,
      kernelSize,
      kernel: 0,
      bias: 0,
      deepWeights: [
        new Float32Array(kernelSize * 2).fill(weight),
        new Float32Array(2),
        Float32Array.of(weight, -weight),
        new Float32Array(1),
      ],
    })
    const verdictAt = async (weight: number) => {
      const model = deepOf(ofMagnitude(weight))
      const inputs = oneHot(16, 1)
      const verdict = await verify(claim('deep', model, { inputs, holds: always(within(0, 1)) }), { cases: 8 })
      model.dispose()
      return verdict
    }
    const largest = 3.4028234663852886e38
    expect(await verdictAt(0.99 * Math.sqrt(largest / kernelSize))).toMatchObject({
      status: 'proved',
      nan: 'impossible',
    })
    // Between, products overflow, and whether inf - inf is met depends on how the backend adds them up.
    expect((await verdictAt(1.2 * Math.sqrt(largest / kernelSize))).nan).not.toBe('impossible')
    // Where the convolution itself overflows, inf * W + inf * -W is NaN in any order.
    const past = await verdictAt((1.01 * largest) / kernelSize)
    expect(past).toMatchObject({ status: 'refuted', nan: 'observed' })
    expect(past.counterexample!.output).toBeNaN()
  })
})
