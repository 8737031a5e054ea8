import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tfjsBackends } from '../../backend/name.ts'
import { ceil32, floor32 } from '../../numeric/float32.ts'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { tf } from '../../backend/tf.ts'
import { evaluate } from '../../network/evaluate.ts'
import { predictRows } from '../../../test/network/randomModel.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import type { InputBox, Phase } from '../region.ts'
import { runFloat32, styles } from '../../../test/proof/float32.ts'
import { intervalBounds } from '../intervalBounds.ts'
import {
  buildModel,
  everyRow,
  exact,
  sequenceModels,
  stringRegion,
} from '../../../test/proof/sequences/sequenceModels.ts'
import { sequenceBounds, type SequenceBounds } from './sequenceBounds.ts'

/** More than a test run needs: OVERSHOOT_SOUNDNESS_RUNS=1000 npx vitest run src/proof/sequences */
const numRuns = Number(process.env['OVERSHOOT_SOUNDNESS_RUNS'] ?? 20)

describe.each(tfjsBackends)('on %s', (backend) => {
  test('no string leaves the bounds, and two strings reach their ends', async ({ skip }) => {
    await startOrSkip(backend, skip)
    await fc.assert(
      fc.asyncProperty(sequenceModels, fc.option(fc.integer()), async (example, ruledOut) => {
        const model = buildModel(example)
        const network = readNetwork(model)
        const region = stringRegion(network, example.alphabet, ruledOut ?? undefined)
        const bounds = sequenceBounds(network, region, backend)
        // Nothing is known of what a faulty kernel computes.
        fc.pre(!network.operations.some(({ faultyOn }) => faultyOn.includes(backend)))
        const { lo, hi, lowest, highest, slack } = exact(bounds)
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
        const largest = Math.max(...whole.hi.map(Math.abs), ...whole.lo.map(Math.abs), 1e-30)
        // Where sums cancel there may be more rounding than output, and errors of functions need not shrink with tiny
        // inputs.
        const isPlain = !example.cancels && example.scale > 1e-6
        expect(slack).toBeLessThanOrEqual(isPlain ? 1e-3 * largest : Infinity)
      }),
      { numRuns },
    )
  })
})

test('no float32 computation leaves the bounds: any order, fused or not, flushed or not, any mean', () => {
  fc.assert(
    fc.property(sequenceModels, fc.nat(), (example, pick) => {
      const model = buildModel(example)
      const network = readNetwork(model)
      model.dispose()
      const region = stringRegion(network, example.alphabet)
      const { lo, hi, lowest, highest } = exact(sequenceBounds(network, region, 'cpu'))
      const rows = everyRow(network, region)
      const outputs = [lowest, highest, rows[pick % rows.length]!].flatMap((row) =>
        styles.flatMap((style) => [...runFloat32(network, row, style)]),
      )
      expect(outputs.find((output) => !(output >= lo && output <= hi))).toBeUndefined()
    }),
    { numRuns: 2 * numRuns },
  )
})

type Chain = (string: tf.SymbolicTensor) => tf.SymbolicTensor

/** The bounds on cpu of what `chain` makes of all strings of 4 letters out of 2. */
function boundsOf(chain: Chain, work?: number): SequenceBounds {
  const inputs = tf.input({ shape: [4, 2], name: 'sequence' })
  const model = tf.model({ inputs, outputs: chain(inputs) })
  const network = readNetwork(model)
  const bounds = sequenceBounds(network, stringRegion(network, 2), 'cpu', work === undefined ? {} : { work })
  model.dispose()
  return bounds
}

const { layers } = tf
const through =
  (...chain: tf.layers.Layer[]): Chain =>
  (x) =>
    chain.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x)
const conv = (kernelInitializer: tf.serialization.Serializable | 'ones' = 'ones'): tf.layers.Layer =>
  layers.conv1d({ filters: 2, kernelSize: 3, activation: 'relu', kernelInitializer: kernelInitializer as 'ones' })
const average = (): tf.layers.Layer => layers.globalAveragePooling1d({})
const dense = (units = 1): tf.layers.Layer => layers.dense({ units, kernelInitializer: 'ones' })

test.each<[string, Chain, RegExp]>([
  [
    'largest instead of average',
    through(conv(), layers.globalMaxPooling1d({ name: 'most' }), dense()),
    /^most \(GlobalMaxPooling1D\) does not add up what windows/,
  ],
  [
    'two convolutions',
    through(conv(), layers.conv1d({ filters: 1, kernelSize: 1, activation: 'relu', name: 'two' }), average()),
    /^what two \(Conv1D\) reads is not linear in the letters$/,
  ],
  [
    'letters that come in twice',
    (x) =>
      layers
        .multiply()
        .apply([through(conv(), average(), dense())(x), through(layers.flatten(), dense())(x)]) as tf.SymbolicTensor,
    /^multiply\S* \(Multiply\) does not add up/,
  ],
  ['sums that overflow', through(conv(tf.initializers.constant({ value: 2e38 })), average(), dense()), /may overflow$/],
  [
    'weights that are no numbers',
    through(conv(tf.initializers.constant({ value: NaN })), average(), dense()),
    /may overflow$/,
  ],
])('none, and why: %s', (_, chain, reason) => {
  expect(boundsOf(chain)).toEqual({ kind: 'none', reason: expect.stringMatching(reason) })
})

test('none, and why: more work than is allowed, and windows with too many strings', () => {
  const chain: Chain = (x) => through(conv(), average(), dense())(x)
  expect(boundsOf(chain)).toMatchObject({ kind: 'exact', states: 4 })
  expect(boundsOf(chain, 20)).toEqual({
    kind: 'none',
    reason: 'windows of 3 letters out of 2 are 76 numbers to compute, past the limit of 20',
  })
  const inputs = tf.input({ shape: [30, 4], name: 'sequence' })
  const network = readNetwork(
    tf.model({ inputs, outputs: through(layers.flatten(), layers.dense({ units: 1, activation: 'relu' }))(inputs) }),
  )
  // Linear up to the last activation: the longest window is one letter.
  expect(sequenceBounds(network, stringRegion(network, 4), 'cpu')).toMatchObject({ kind: 'exact' })
  const hidden = readNetwork(
    tf.model({
      inputs,
      outputs: through(layers.flatten(), layers.dense({ units: 2, activation: 'relu' }), dense())(inputs),
    }),
  )
  expect(sequenceBounds(hidden, stringRegion(hidden, 4), 'cpu')).toEqual({
    kind: 'none',
    reason: 'there are too many windows of 30 letters out of 4',
  })
})

test('none, and why: no string, two strings, phases', () => {
  const [a, b] = [tf.input({ shape: [2, 2] }), tf.input({ shape: [2, 2] })]
  const flat = layers.flatten().apply(layers.add().apply([a, b])) as tf.SymbolicTensor
  const network = readNetwork(
    tf.model({ inputs: [a, b], outputs: through(layers.dense({ units: 1, activation: 'relu' }), dense())(flat) }),
  )
  const box = { lo: new Float32Array(4), hi: new Float32Array(4).fill(1) }
  const string = { ...box, letters: 2 }
  const none = (boxes: InputBox[], phases: Phase[] = []): string => {
    const bounds = sequenceBounds(network, { boxes, phases }, 'cpu')
    return bounds.kind === 'none' ? bounds.reason : bounds.kind
  }
  expect(none([box, box])).toBe('no input is a string of letters')
  expect(none([string, string])).toBe('more than one input is a string of letters')
  const relu = network.operations.findIndex(({ kind }) => kind === 'elementwise')
  expect(none([string, box], [{ operation: relu, index: 0, sign: 1 }])).toBe('the region has phases')
  expect(() => none([string])).toThrow(/sequenceBounds: expected 2 boxes/)
})

test('letters may count by themselves too, as with a wide part on the same string', () => {
  const chain: Chain = (x) =>
    layers
      .add()
      .apply([through(conv(), average(), dense())(x), through(layers.flatten(), dense())(x)]) as tf.SymbolicTensor
  // Each of two windows sums three ones in each of two filters, and each letter is one more.
  const bounds = exact(boundsOf(chain))
  expect(bounds.lo).toBeLessThanOrEqual(10)
  expect(bounds.hi).toBeGreaterThanOrEqual(10)
  expect(bounds.hi - bounds.lo).toBeLessThan(1e-4)
})
