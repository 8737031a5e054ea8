import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { useBackend } from '../backend/useBackend.ts'
import { anyWeights } from '../model/anyWeights.ts'
import { evaluate } from './evaluate.ts'
import { noise, predictRows, randomModel, uniform } from '../../test/network/randomModel.ts'
import { readNetwork } from './readNetwork.ts'

afterEach(() => tf.disposeVariables())

test.for(tfjsBackends)(
  'agrees with predict on %s, whatever the architecture and the weights',
  async (backend, { skip }) => {
    await startOrSkip(backend, skip)
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = uniform(seed)
        const model = randomModel(random)
        const network = readNetwork(model)
        expect(network.opaque).toEqual([])
        fc.pre(!network.operations.some(({ faultyOn }) => faultyOn.includes(backend)))
        const rows = Array.from({ length: 3 }, () =>
          network.inputs.map(({ size }) => Float32Array.from({ length: size }, () => noise(random, 2))),
        )
        for (const [r, output] of predictRows(model, rows, 3).entries()) {
          const expected = evaluate(network, rows[r]!)
          expect(output).toHaveLength(expected.length)
          // Weights of size 0.5 over at most six layers: a wrong operation is off by far more than float32 is.
          for (const [i, value] of output.entries())
            expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1e-4 * (10 + Math.abs(expected[i]!)))
        }
        model.dispose()
      }),
      { numRuns: 40 },
    )
  },
)

test('refuses rows that do not fit', async () => {
  await useBackend('cpu')
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] })
  const network = readNetwork(model)
  expect(() => evaluate(network, [new Float32Array(3)])).toThrow(/evaluate: expected inputs of 2 numbers/)
  expect(() => evaluate(network, [])).toThrow(/expected inputs of 2 numbers/)
})

test('evaluates weights that are read as it does fixed ones', async () => {
  await useBackend('cpu')
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const model = randomModel(random, undefined, [
        'convolution',
        'dense',
        'activation',
        'pooling',
        'movement',
        'dropout',
      ])
      fc.pre(model.getWeights().length > 0)
      const network = readNetwork(anyWeights(model))
      const row = readNetwork(model).inputs.map(({ size }) =>
        Float32Array.from({ length: size }, () => noise(random, 2)),
      )
      const weights = Float32Array.from(model.getWeights().flatMap((weight) => [...weight.dataSync()]))
      expect(network.operations.some(({ kind }) => kind === 'bilinear')).toBe(true)
      expect(network.inputs.at(-1)).toEqual({ name: 'weights', size: weights.length })
      expect(evaluate(network, [...row, weights])).toEqual(evaluate(readNetwork(model), row))
    }),
    { numRuns: 25 },
  )
})

test('zero times a weight that is not finite is NaN', async () => {
  await useBackend('cpu')
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, useBias: false, inputShape: [2] })] })
  model.setWeights([tf.tensor2d([Infinity, 1, 1, 1], [2, 2])])
  expect([...evaluate(readNetwork(model), [Float32Array.of(0, 3)])]).toEqual([NaN, 3])
  model.dispose()
})
