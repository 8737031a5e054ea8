import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, below, box, claim, interval, near, oneHot, towards, within } from '../claim/index.ts'
import { verify } from '../verify.ts'

beforeAll(() => useBackend('wasm'))

/** The largest of `size` numbers. */
function largest(size: number): tf.LayersModel {
  const rows = tf.layers.reshape({ targetShape: [size, 1], inputShape: [size] })
  return tf.sequential({ layers: [rows, tf.layers.globalMaxPooling1d({})] })
}

test.each([1, 2, 1000, 100_000])(
  'a model of %i numbers is searched and its failure shrunk to one number',
  async (size) => {
    const tensors = tf.memory().numTensors
    const subject = claim('c', largest(size), { inputs: box([size], -1, 1), holds: always(below(0.5)) })
    const verdict = await verify(subject, { cases: 64, seconds: 600 })
    expect(verdict).toMatchObject({ status: 'refuted', counterexample: { minimal: true, distance: 1, output: 1 } })
    expect(tf.memory().numTensors).toBe(tensors)
  },
)

test('a model of several inputs is searched over all of them', async () => {
  const inputs = [1, 2, 3].map((size) => tf.input({ shape: [size], name: `x${size}` }))
  const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor
  const sum = tf.layers.dense({ units: 1, kernelInitializer: 'ones' }).apply(joined) as tf.SymbolicTensor
  const domains = [interval(0, 1), box([2], 0, 1), box([3], 0, 1)]
  const subject = claim('c', tf.model({ inputs, outputs: sum }), { inputs: domains, holds: always(below(4.5)) })
  const { counterexample } = await verify(subject)
  expect(counterexample).toMatchObject({ minimal: true, distance: 5, output: 5 })
})

test('a counterexample is shrunk towards a real row, of which it differs in the letters that matter', async () => {
  const kernel = Array<number>(24).fill(0)
  kernel[3] = kernel[10] = 1
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [6, 4] }), tf.layers.dense({ units: 1, useBias: false })],
  })
  model.setWeights([tf.tensor2d(kernel, [24, 1])])
  const real = [2, 1, 0, 3, 1, 2].flatMap((letter) => [0, 1, 2, 3].map((i) => (i === letter ? 1 : 0)))
  const inputs = towards(near(oneHot(6, 4), [real]), real)
  const { counterexample } = await verify(claim('c', model, { inputs, holds: always(within(0, 1)) }))
  const differing = counterexample!.inputs[model.inputs[0]!.name]!.filter((x, i) => x !== real[i]).length / 2
  expect([counterexample!.distance, differing, counterexample!.output]).toEqual([2, 2, 2])
})
