import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { backendNames } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { startOrSkip } from '../backend/startOrSkip.laws.ts'
import { useBackend } from '../backend/useBackend.ts'
import { evaluate } from './evaluate.ts'
import { kernelFault } from './kernelFault.ts'
import { sizeOf } from './operations/rules.ts'
import { noise, predictRows, randomModel, uniform } from './randomModel.laws.ts'
import { readNetwork } from './readNetwork.ts'

afterEach(() => tf.disposeVariables())

test.for(backendNames)(
  'agrees with predict on %s, whatever the architecture and the weights',
  async (backend, { skip }) => {
    await startOrSkip(backend, skip)
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = uniform(seed)
        const model = randomModel(random)
        const network = readNetwork(model)
        expect(network.opaque).toEqual([])
        fc.pre(!network.operations.some((operation) => kernelFault(network, operation, backend)))
        const rows = Array.from({ length: 3 }, () =>
          network.inputs.map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => noise(random, 2))),
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

test('a causal convolution sees nothing of what follows', () => {
  const conv = {
    kind: 'conv1d',
    kernel: Float32Array.of(1, 10, 100),
    bias: null,
    channels: 1,
    filters: 1,
    width: 3,
    stride: 1,
    dilation: 1,
    padLeft: 2,
    padding: 'causal',
    shape: [4, 1],
    reads: [0],
  } as const
  const network = {
    inputs: [{ name: 'x', shape: [4, 1] }],
    operations: [{ kind: 'input', input: 0, shape: [4, 1], reads: [] }, conv],
    output: 1,
    opaque: [],
  } as const
  expect(evaluate(network, [Float64Array.of(1, 2, 3, 4)])).toEqual(Float64Array.of(100, 210, 321, 432))
})
