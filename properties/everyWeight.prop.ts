import { always, anyWeights, box, claim, convolutionalModel, oneHot, verify, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe, expect } from 'vitest'
import { outputs } from './architectures.ts'
import claims from './everyWeight.claims.ts'

describe('whatever was learned', () => {
  for (const one of claims) test.claim(one)

  /**
   * Convolution's kernel and bias, dense's kernel and bias: all alike, but dense weighs the second filter the other
   * way.
   */
  const weights = (length: number, magnitude: number): Float32Array => {
    const row = new Float32Array(length).fill(magnitude)
    row[length - 2] = -magnitude
    return row
  }

  test('it ends where a filter overflows: inf times a weight and inf times its opposite add up to NaN', async () => {
    const letters = 16
    const model = anyWeights(
      convolutionalModel({ inputShape: [letters, 1], filters: 2, kernelSize: 4, name: 'sequence' }),
    )
    const length = model.inputs[1]!.shape[1]!
    const sequence = oneHot(letters, 1)
    const verdictAt = async (magnitude: number) => {
      const inputs = { sequence, weights: box([length], -magnitude, magnitude) }
      return verify(claim('deep', model, { inputs, holds: always(within(0, 1)) }), { cases: 16, regions: 20 })
    }
    const outputAt = (magnitude: number) => outputs(model, 1, [sequence.simplest, weights(length, magnitude)])[0]!
    // Of 16 windows of 4 letters those at the ends see 6 letters of padding: on average they sum 58 / 16 W + W.
    const average = 1 + 58 / 16
    const last = Math.sqrt(2 ** 128 / (2 * average))
    expect(await verdictAt(0.99 * last)).toMatchObject({ status: 'proved', nan: 'impossible' })
    expect(outputAt(0.99 * last)).toBeLessThanOrEqual(1)
    expect(outputAt(0.99 * last)).toBeGreaterThanOrEqual(0)
    // Between, products overflow, and whether inf - inf is met depends on how the backend adds them up.
    expect((await verdictAt(2 * last)).nan).not.toBe('impossible')
    const first = 2 ** 128 / 5
    expect(outputAt(1.01 * first)).toBeNaN()
  })
})
