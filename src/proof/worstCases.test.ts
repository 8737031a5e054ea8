import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import type { Network } from '../network/network.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { escapes } from '../../test/proof/bounds.ts'
import { runFloat32, type Style, styles } from '../../test/proof/float32.ts'
import { intervalBounds, type OutputBounds } from './intervalBounds.ts'
import { unit } from '../numeric/rounding.ts'
import { inOrder } from '../operations/affine/taps.ts'

/*
 * Random numbers lose about the square root of what n roundings can lose. These lose nearly all of it, so that error
 * terms too small by a factor of less than two are found out.
 */

function network(size: number, weights: Float32Array, rounding: 'sum' | 'mean'): Network {
  const named = { layer: 'worst', faultyOn: [] }
  const shape = { positions: 1, window: size, filters: 1, groups: 1, bias: null, rounding: { kind: rounding } }
  return {
    inputs: [{ name: 'x', size }],
    operations: [
      { kind: 'input', input: 0, size, reads: [], ...named },
      {
        kind: 'affine',
        taps: inOrder(size),
        kernel: Float64Array.from(weights),
        size: 1,
        reads: [0],
        ...shape,
        ...named,
      },
    ],
    output: 1,
    opaque: [],
  }
}

const sum = (weights: Float32Array): Network => network(weights.length, weights, 'sum')
const mean = (count: number): Network => network(count, new Float32Array(count).fill(1 / count), 'mean')

function outside(of: Network, x: Float32Array): { styles: Style[]; bounds: OutputBounds; outputs: Set<number> } {
  const bounds = intervalBounds(of, { boxes: [{ lo: x, hi: x }], phases: [] }, 'native')
  const outputs = new Set<number>()
  const wrong = styles.filter((style) => {
    const output = runFloat32(of, [x], style)
    outputs.add(output[0]!)
    return escapes(bounds, output) !== undefined
  })
  return { styles: wrong, bounds, outputs }
}

/** 1 and a thousand numbers of half a unit: from the front each is rounded away, from the back none. */
const rounded = Float32Array.from({ length: 1001 }, (_, i) => (i === 0 ? 1 : unit))

test('a sum that rounds a thousand times in the same direction', () => {
  const { styles: wrong, bounds, outputs } = outside(sum(new Float32Array(1001).fill(1)), rounded)
  expect(wrong).toEqual([])
  expect(outputs).toContain(1)
  expect(Math.max(...outputs)).toBeGreaterThan(1 + 990 * unit)
  // The bound is within a factor of about two of what happens.
  expect(bounds.hi[0]! - bounds.lo[0]!).toBeLessThan(2 * 1010 * unit * 1.01)
})

test('the same for a mean', () => {
  expect(outside(mean(1001), rounded).styles).toEqual([])
  const shifted = rounded.map((value, i) => (i === 0 ? value : 1 + value))
  expect(outside(mean(1001), shifted).styles).toEqual([])
})

test('a hundred products, each small enough to be flushed to zero', () => {
  const found = outside(sum(new Float32Array(100).fill(2 ** -30)), new Float32Array(100).fill(2 ** -97))
  expect(found.styles).toEqual([])
  expect([...found.outputs].toSorted((a, b) => a - b)).toEqual([0, Math.fround(100 * 2 ** -127)])
})

test('a subnormal weight with a large input', () => {
  const found = outside(sum(Float32Array.of(FLOAT32_MIN_NORMAL / 2)), Float32Array.of(2 ** 120))
  expect(found.styles).toEqual([])
  expect(found.outputs).toEqual(new Set([0, 2 ** -7]))
})

test('a running mean of opposite extremes overflows', () => {
  const x = Float32Array.of(FLOAT32_MAX, -FLOAT32_MAX, FLOAT32_MAX)
  const found = outside(mean(3), x)
  expect(found.styles).toEqual([])
  expect(found.outputs.has(NaN)).toBe(true)
  // Neither sign overflows a sum here, only the difference of both.
  const apart = outside(
    mean(2),
    x.subarray(0, 2).map((value) => value * 0.6),
  )
  expect(apart.styles).toEqual([])
  expect(apart.outputs.has(-Infinity)).toBe(true)
})

test('NaN goes on through every operation that can carry it', async () => {
  await useBackend('cpu')
  const layers = [
    () => [tf.layers.conv1d({ filters: 2, kernelSize: 2, padding: 'same' })],
    () => [tf.layers.globalAveragePooling1d({})],
    () => [tf.layers.globalMaxPooling1d({})],
    () => [tf.layers.maxPooling1d({ poolSize: 2 })],
    () => [tf.layers.averagePooling1d({ poolSize: 2 })],
    () => [tf.layers.batchNormalization()],
    () => [tf.layers.leakyReLU()],
    () => [tf.layers.reLU({ maxValue: 1 })],
    () => [tf.layers.activation({ activation: 'tanh' }), tf.layers.dense({ units: 1 })],
    () => [tf.layers.flatten(), tf.layers.activation({ activation: 'hardSigmoid' })],
    () => [tf.layers.permute({ dims: [2, 1] }), tf.layers.elu()],
    () => [tf.layers.softmax()],
    () => [tf.layers.activation({ activation: 'swish' }), tf.layers.prelu()],
  ]
  // A sigmoid of NaN is within [0, 1] or NaN: nothing but the mark tells of it then.
  const marked = layers.map((make) => () => [tf.layers.activation({ activation: 'sigmoid' }), ...make()])
  for (const make of [...layers, ...marked]) {
    const overflowing = tf.layers.dense({ units: 2, useBias: false, inputShape: [4, 2] })
    const model = tf.sequential({ layers: [overflowing, ...make()] })
    overflowing.setWeights([tf.tensor2d([FLOAT32_MAX, FLOAT32_MAX, -FLOAT32_MAX, -FLOAT32_MAX], [2, 2])])
    const box = { lo: new Float32Array(8).fill(2), hi: new Float32Array(8).fill(2) }
    expect(intervalBounds(readNetwork(model), { boxes: [box], phases: [] }, 'cpu').nan).toBe(true)
  }
})
