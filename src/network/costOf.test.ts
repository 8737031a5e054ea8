import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { anyWeights } from '../model/anyWeights.ts'
import { costOf, costOfNetwork } from './costOf.ts'
import { readNetwork } from './readNetwork.ts'

test('a dense layer multiplies each weight once', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 5, inputShape: [7], useBias: false })] })
  expect(costOf(model)).toEqual({ multiplications: 35, numbers: 12 })
})

test('a convolution multiplies its kernel at each place', () => {
  const conv = tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', inputShape: [8, 8, 2], useBias: false })
  expect(costOf(tf.sequential({ layers: [conv] }))).toEqual({
    multiplications: 8 * 8 * 3 * 3 * 2 * 4,
    numbers: 8 * 8 * 2 + 8 * 8 * 4,
  })
})

test('of a depthwise convolution each channel has its own kernel', () => {
  const layer = tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same', inputShape: [8, 8, 6], useBias: false })
  expect(costOf(tf.sequential({ layers: [layer] })).multiplications).toBe(8 * 8 * 3 * 3 * 6)
})

test('a nested model counts once for each use', () => {
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [3], useBias: false })] })
  const x = tf.input({ shape: [3] })
  const twice = inner.apply(inner.apply(x)) as tf.SymbolicTensor
  expect(costOf(tf.model({ inputs: x, outputs: twice })).multiplications).toBe(18)
})

test.each([false, true])(
  'a recurrent layer multiplies all weights at each step (all steps given: %s)',
  (returnSequences) => {
    const settings = { units: 5, useBias: false, returnSequences } as const
    const costs = (layer: tf.layers.Layer) => costOf(tf.sequential({ layers: [layer] })).multiplications
    const inputShape = [7, 3]
    expect(costs(tf.layers.simpleRNN({ ...settings, inputShape }))).toBe(7 * (3 * 5 + 5 * 5))
    expect(costs(tf.layers.lstm({ ...settings, inputShape }))).toBe(7 * 4 * (3 * 5 + 5 * 5))
    const layer = tf.layers.gru(settings) as tf.RNN
    expect(costs(tf.layers.bidirectional({ layer, inputShape, mergeMode: 'sum' }))).toBe(2 * 7 * 3 * (3 * 5 + 5 * 5))
  },
)

test('an open dimension counts for what it is said to', () => {
  const layer = tf.layers.dense({ units: 2, inputShape: [null, 3], useBias: false })
  expect(costOf(tf.sequential({ layers: [layer] }), 10)).toEqual({ multiplications: 60, numbers: 50 })
})

test('weights that are read cost what fixed ones do', () => {
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [4] })] })
  expect(costOf(anyWeights(inner)).multiplications).toBeGreaterThanOrEqual(costOf(inner).multiplications)
})

test('the network that a model is read as costs as much', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv1d({ filters: 4, kernelSize: 3, inputShape: [9, 2], useBias: false }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, useBias: false }),
    ],
  })
  expect(costOfNetwork(readNetwork(model)).multiplications).toBe(costOf(model).multiplications)
})
