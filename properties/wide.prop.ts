import fc from 'fast-check'
import { claim, finite, linearModel, unbounded, verify } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe, expect } from 'vitest'
import { outputs, wideOf, withModel } from './architectures.ts'
import { freshWideUnbounded, wideUnbounded } from './question.claims.ts'

/** Weights that are not 0, in steps that shrink well. */
const kernels = fc.integer({ min: 1, max: 4000 }).chain((k) => fc.constantFrom(k / 1000, -k / 1000, k / 1e6))
const biases = fc.integer({ min: -1000, max: 1000 }).map((k) => k / 100)

describe('the wide output is unbounded', () => {
  test.claim(wideUnbounded)
  test.claim(freshWideUnbounded)

  test('for every bound B some dplus goes beyond it, as soon as the kernel is not 0', async () => {
    const bounds = fc.double({ min: 0, max: 1e30, noNaN: true })
    await fc.assert(
      fc.asyncProperty(kernels, biases, bounds, async (kernel, bias, bound) => {
        await withModel(wideOf({ kernel, bias }), async (model) => {
          const dplus = Float32Array.of((1.001 * (bound + Math.abs(bias) + 1)) / kernel)
          expect(Number.isFinite(dplus[0])).toBe(true)
          expect(Math.abs(outputs(model, 1, [dplus])[0]!)).toBeGreaterThan(bound)
        })
      }),
      { numRuns: 100 },
    )
  })

  test('is proved with a witness where float32 ends', async () => {
    await fc.assert(
      fc.asyncProperty(kernels, biases, async (kernel, bias) => {
        await withModel(wideOf({ kernel, bias }), async (model) => {
          const verdict = await verify(claim('wide', model, { inputs: finite(), holds: unbounded() }), { cases: 64 })
          expect(verdict).toMatchObject({ status: 'proved', by: 'witness' })
          expect(Math.abs(verdict.witness!.output)).toBeGreaterThan(Math.abs(kernel) * 1e38)
        })
      }),
      { numRuns: 40 },
    )
  })

  test('with the zero kernel that Keras starts from it is the bias, whatever comes in', async () => {
    const inputs = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 64 })
    await fc.assert(
      fc.asyncProperty(inputs, biases, async (dplus, bias) => {
        await withModel(wideOf({ kernel: 0, bias }), async (model) => {
          const values = outputs(model, dplus.length, [Float32Array.from(dplus)])
          expect(new Set(values)).toEqual(new Set([Math.fround(bias)]))
        })
      }),
      { numRuns: 60 },
    )
    const fresh = linearModel({ inputShape: [1], name: 'dplus' })
    const verdict = await verify(claim('fresh', fresh, { inputs: finite(), holds: unbounded() }))
    expect(verdict).toMatchObject({ status: 'refuted', by: 'bounds', observed: [0, 0] })
    fresh.dispose()
  })
})
