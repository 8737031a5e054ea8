import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import {
  above,
  always,
  around,
  below,
  box,
  claim,
  finite,
  interval,
  oneHot,
  unbounded,
  within,
} from '../claim/index.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { verify } from '../verify.ts'

/** Models that once got a wrong verdict or none, each with what was wrong. */

beforeAll(() => useBackend('wasm'))

const opaqueOf = (model: tf.LayersModel) => readNetwork(model).opaque

/** A model of one layer on `shape`. */
function single(layer: tf.layers.Layer, shape: (number | null)[]): tf.LayersModel {
  const x = tf.input({ shape, name: 'x' })
  return tf.model({ inputs: x, outputs: layer.apply(x) as tf.SymbolicTensor })
}

test('tf.js joins along the last axis whatever a negative axis says: only -1 is read', () => {
  const join = (axis: number) => {
    const x = tf.input({ shape: [3, 4] })
    const joined = tf.layers.concatenate({ axis }).apply([x, tf.layers.reLU({}).apply(x) as tf.SymbolicTensor])
    return tf.model({ inputs: x, outputs: joined as tf.SymbolicTensor })
  }
  expect([-1, 1, 2].flatMap((axis) => opaqueOf(join(axis)))).toEqual([])
  expect(opaqueOf(join(-2))).toHaveLength(1)
})

test('a frozen kernel is still the kernel: getWeights puts it after the bias', () => {
  const layer = tf.layers.dense({ units: 1 })
  const model = single(layer, [1])
  layer.setWeights([tf.tensor2d([[-1]]), tf.tensor1d([1.5])])
  ;(layer as unknown as { kernel: tf.LayerVariable & { trainable: boolean } }).kernel.trainable = false
  const dense = readNetwork(model).operations.find(({ kind }) => kind === 'affine')
  expect(dense).toMatchObject({ kernel: Float32Array.of(-1), bias: Float64Array.of(1.5) })
})

test('a layer whose call was replaced is not read as what its class says', () => {
  const layer = tf.layers.dropout({ rate: 0 })
  layer.call = (inputs) => tf.add((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor, 5)
  expect(opaqueOf(single(layer, [1]))).toHaveLength(1)
})

test('a negative variance cancels epsilon: nothing is said of it', async () => {
  const layer = tf.layers.batchNormalization({ epsilon: 0.001 })
  const model = single(layer, [2])
  layer.setWeights([1, 0, 0, -0.000_999_99].map((value) => tf.tensor1d([value, value])))
  const inputs = box([2], 1, 2)
  const verdict = await verify(claim('c', model, { inputs, holds: always(above(0)) }), { cases: 10, regions: 20 })
  expect(verdict).toMatchObject({ status: 'survived', certified: [-Infinity, Infinity] })
})

test('growth along one number of a box does not borrow the endlessness of another', async () => {
  const layer = tf.layers.dense({ units: 1, useBias: false })
  const model = single(layer, [2])
  layer.setWeights([tf.tensor2d([[1], [0]])])
  const inputs = box([2], [0, -Infinity], [1, Infinity])
  const verdict = await verify(claim('c', model, { inputs, holds: unbounded() }), { cases: 50 })
  expect(verdict).toMatchObject({ status: 'refuted', by: 'bounds', certified: [0, 1] })
})

test('a witness of growth stays in a domain that starts far from 0', async () => {
  const layer = tf.layers.dense({ units: 1, useBias: false, kernelInitializer: 'ones' })
  const inputs = interval(1e38, Infinity)
  const verdict = await verify(claim('c', single(layer, [1]), { inputs, holds: unbounded() }), { cases: 50 })
  expect(verdict.status).toBe('proved')
  expect(inputs.contains(Float32Array.from(verdict.witness!.inputs['x']!))).toBe(true)
})

test('of several outputs the witness shows the one that grows', async () => {
  const layer = tf.layers.dense({ units: 2 })
  const model = single(layer, [1])
  layer.setWeights([tf.tensor2d([[0, 1]]), tf.tensor1d([0.25, 0])])
  const verdict = await verify(claim('c', model, { inputs: finite(), holds: unbounded() }), { cases: 50 })
  expect(verdict).toMatchObject({ status: 'proved', witness: { output: Math.fround(3.402_823_466e38) } })
})

test('a model without a gradient is searched all the same, and the verdict says what was left out', async () => {
  const conv = tf.layers.conv1d({ filters: 1, kernelSize: 2, dilationRate: 2, kernelInitializer: 'ones' })
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [6, 3] }), conv] })
  const verdict = await verify(claim('c', model, { inputs: box([6, 3], 0, 1), holds: always(below(6)) }), { cases: 50 })
  expect(['survived', 'refuted']).toContain(verdict.status)
  const open = claim('open', model, { inputs: box([6, 3], 0, 1), holds: always(within(-1e-30, 6)) })
  expect(await verify(open, { cases: 400, seed: 4, regions: 64 })).toMatchObject({
    warnings: [expect.stringContaining('not searched along gradients')],
  })
})

test('a model of variable length is searched; proofs name the input', async () => {
  const conv = tf.layers.conv1d({ filters: 2, kernelSize: 3, inputShape: [null as unknown as number, 4] })
  const dense = tf.layers.dense({ units: 1, activation: 'sigmoid' })
  const model = tf.sequential({ layers: [conv, tf.layers.globalAveragePooling1d({}), dense] })
  const verdict = await verify(claim('c', model, { inputs: oneHot(12, 4), holds: always(within(0, 1)) }), {
    cases: 100,
  })
  expect(verdict.status).toBe('survived')
  expect(verdict.reason).toContain('variable shape')
  expect((await verify(claim('u', model, { inputs: oneHot(12, 4), holds: unbounded() }), { cases: 10 })).status).toBe(
    'survived',
  )
})

test('descriptions tell domains apart that differ in their bounds only', () => {
  const same = [box([2], [2, 5], [9, 7]), box([2], [2, 5], [9, 7])].map(({ description }) => description)
  expect(new Set(same).size).toBe(1)
  const others = [box([2], [2, 5], [9, 7]), box([2], [0, -1], [9, 7]), around([2, 5], 3), around([1, 4], 3)]
  expect(new Set(others.map(({ description }) => description)).size).toBe(4)
})

test('text is no number, and the centre of a ball of radius 0 is a member', () => {
  expect(() => around([5], '1' as never)).toThrow('expected a radius >= 0')
  expect(() => box([1], ['0'] as never, 1)).toThrow('expected numbers')
  expect(around([0.1], 0).contains(Float32Array.of(0.1))).toBe(true)
})

test('a model that gives the same input other outputs gets no verdict', async () => {
  const layer = tf.layers.dropout({ rate: 0 })
  // A failure now and then.
  let calls = 0
  layer.call = (inputs) => tf.fill([inputs].flat()[0]!.shape, ++calls % 3 === 1 ? 1 : 0)
  const subject = claim('c', single(layer, [1]), { inputs: interval(0, 0), holds: always(below(0.5)) })
  await expect(verify(subject)).rejects.toMatchObject({ code: 'OUTPUT_UNSTABLE' })
  // And one that comes only after the model was tried: once in a batch and once alone, and never again.
  calls = 0
  layer.call = (inputs) => tf.fill([inputs].flat()[0]!.shape, [10, 11].includes(++calls) ? 1 : 0)
  await expect(verify(subject)).rejects.toMatchObject({ code: 'INTERNAL' })
})
