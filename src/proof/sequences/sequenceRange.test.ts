import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { backendNames } from '../../backend/name.ts'
import { ceil32, floor32 } from '../../claim/float32.ts'
import { startOrSkip } from '../../backend/startOrSkip.laws.ts'
import { tf } from '../../backend/tf.ts'
import { evaluate } from '../../network/evaluate.ts'
import { predictRows } from '../../network/randomModel.laws.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { intervalBounds } from '../intervalBounds.ts'
import { buildModel, everyRow, exact, sequenceModels, stringRegion } from './sequenceModels.laws.ts'
import { sequenceRange } from './sequenceRange.ts'

/** More than a test run needs: OVERSHOOT_SOUNDNESS_RUNS=1000 npx vitest run src/proof/sequences */
const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 25)

describe.each(backendNames)('on %s', (backend) => {
  test('no string leaves the range, and two strings reach its ends', async ({ skip }) => {
    await startOrSkip(backend, skip)
    await fc.assert(
      fc.asyncProperty(sequenceModels, fc.option(fc.integer()), async (example, ruledOut) => {
        const model = buildModel(example)
        const network = readNetwork(model)
        const region = stringRegion(network, example.alphabet, ruledOut ?? undefined)
        const range = sequenceRange(network, region, backend)
        if (network.operations.some(({ faultyOn }) => faultyOn.includes(backend))) {
          expect(range).toMatchObject({ kind: 'none', reason: expect.stringMatching(/on wasm/) })
          return
        }
        const { lo, hi, lowest, highest, slack } = exact(range)
        const rows = everyRow(network, region)
        const real = rows.flatMap((row) => [...evaluate(network, row)])
        const computed = [
          ...predictRows(model, rows, rows.length),
          ...predictRows(model, [...rows.slice(0, 20), lowest, highest], 1),
        ].flatMap((output) => [...output])
        model.dispose()

        const inside = (output: number): boolean => ceil32(output) >= lo && floor32(output) <= hi
        expect([...real, ...computed].find((output) => !inside(output))).toBeUndefined()

        // Nothing is lost but rounding: of the real function the ends are those of the two rows.
        const [least, most] = [Math.min(...real), Math.max(...real)]
        const size = Math.max(Math.abs(least), Math.abs(most))
        expect(Math.min(...evaluate(network, lowest))).toBeLessThanOrEqual(least + 1e-12 * size)
        expect(Math.max(...evaluate(network, highest))).toBeGreaterThanOrEqual(most - 1e-12 * size)
        expect(least - lo).toBeLessThanOrEqual(slack + 1e-12 * size)
        expect(hi - most).toBeLessThanOrEqual(slack + 1e-12 * size)
        const whole = intervalBounds(network, region, backend)
        expect(slack).toBeLessThanOrEqual(1e-3 * Math.max(...whole.hi.map(Math.abs), ...whole.lo.map(Math.abs), 1e-30))
      }),
      { numRuns },
    )
  })
})

describe('where it does not apply it says why', () => {
  const string = tf.input({ shape: [4, 2], name: 'sequence' })
  const conv = (kernelSize = 2): tf.layers.Layer => tf.layers.conv1d({ filters: 2, kernelSize, activation: 'relu' })
  const average = tf.layers.globalAveragePooling1d({})
  const dense = tf.layers.dense({ units: 1 })
  const reason = (layers: tf.layers.Layer[], work = 1e6): string => {
    const outputs = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, string)
    const network = readNetwork(tf.model({ inputs: string, outputs }))
    const range = sequenceRange(network, stringRegion(network, 2), 'cpu', { work })
    return range.kind === 'none' ? range.reason : 'exact'
  }

  test('layers', () => {
    expect(reason([conv(), average, dense])).toBe('exact')
    expect(reason([conv(), tf.layers.globalMaxPooling1d({ name: 'largest' }), tf.layers.dense({ units: 1 })])).toMatch(
      /^largest \(GlobalMaxPooling1D\) does not add up/,
    )
    expect(reason([conv(), conv(), average, tf.layers.dense({ units: 1 })])).toMatch(/is not linear in the letters$/)
  })
})
