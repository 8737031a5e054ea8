import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { randomNetwork, randomRegion } from '../../test/proof/bounds.ts'
import { uniform } from '../../test/network/random.ts'
import { tfjsBackends } from '../backend/name.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32, nextUp32 } from '../numeric/float32.ts'
import type { Network } from '../network/network.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { checkBounds, newBounds } from '../numeric/bounds.ts'
import { allBounds, intervalBounds, type OutputBounds } from './intervalBounds.ts'
import type { Region } from './region.ts'

beforeAll(() => useBackend('cpu'))

function one(layer: tf.layers.Layer, inputShape: number[], weights: tf.Tensor[] = []): Network {
  const input = tf.input({ shape: inputShape })
  const model = tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor })
  layer.setWeights(weights)
  return readNetwork(model)
}

const box = (lo: number[], hi: number[] = lo): Region => ({
  boxes: [{ lo: Float32Array.from(lo), hi: Float32Array.from(hi) }],
  phases: [],
})

/** A layer of one's own, which nothing is known of. */
class Unknown extends tf.layers.Layer {
  static className = 'Unknown'
}

const activation = (name: 'relu' | 'sigmoid' | 'tanh'): Network => one(tf.layers.activation({ activation: name }), [1])

function dense(kernel: number[], bias: number[] = [0]): Network {
  const shape: [number, number] = [kernel.length / bias.length, bias.length]
  return one(tf.layers.dense({ units: bias.length }), [shape[0]], [tf.tensor2d(kernel, shape), tf.tensor1d(bias)])
}

const interval = ({ lo, hi, nan }: OutputBounds): [number, number, boolean] => [lo[0]!, hi[0]!, nan]

test('an exact sum is bounded within a few units of float32, and never from the wrong side', () => {
  const [lo, hi, nan] = interval(intervalBounds(dense([1, 2, 3], [4]), box([1, 1, 1]), 'native'))
  expect(nan).toBe(false)
  expect(lo).toBeLessThanOrEqual(10)
  expect(hi).toBeGreaterThanOrEqual(10)
  expect(hi - lo).toBeLessThan(10 * 14 * 2 ** -24)
})

test('bounds are float32 numbers', () => {
  const { lo, hi } = intervalBounds(dense([0.1, 0.7], [0.3]), box([-1, 2], [3, 2.5]), 'wasm')
  for (const value of [...lo, ...hi]) expect(Math.fround(value)).toBe(value)
})

test('sums of numbers of one sign keep it, down to the smallest', () => {
  const { lo } = intervalBounds(dense([1, 1]), box([0, 0], [1e-45, 1]), 'native')
  expect(lo[0]).toBe(0)
})

test('Infinity is within reach exactly when the part above zero can round to it', () => {
  const half = FLOAT32_MAX / 2
  expect(interval(intervalBounds(dense([1, 1]), box([0, 0], [half, half / 2]), 'native'))[1]).toBeLessThan(Infinity)
  expect(interval(intervalBounds(dense([1, 1]), box([0, 0], [half, nextUp32(nextUp32(half))]), 'native'))).toEqual([
    0,
    Infinity,
    false,
  ])
  // In some order the partial sums reach both infinities, and then NaN.
  expect(interval(intervalBounds(dense([1, 1, -1, -1]), box(Array(4).fill(FLOAT32_MAX)), 'native'))).toEqual([
    -Infinity,
    Infinity,
    true,
  ])
})

test('Infinity times a weight that is, or may be flushed to, zero is NaN; times another it stays', () => {
  const infinite = box([1], [Infinity])
  expect(intervalBounds(dense([0]), infinite, 'native').nan).toBe(true)
  expect(intervalBounds(dense([FLOAT32_MIN_NORMAL / 2]), infinite, 'native').nan).toBe(true)
  expect(interval(intervalBounds(dense([2]), infinite, 'native'))).toMatchObject({ 1: Infinity, 2: false })
  expect(intervalBounds(dense([Infinity]), box([0]), 'native').nan).toBe(true)
  expect(intervalBounds(dense([NaN]), box([0]), 'native').nan).toBe(true)
})

test('subnormals may be flushed: bounds reach to zero', () => {
  const tiny = FLOAT32_MIN_NORMAL / 2
  expect(interval(intervalBounds(activation('relu'), box([tiny]), 'native'))).toEqual([0, tiny, false])
  expect(interval(intervalBounds(activation('tanh'), box([-tiny]), 'native'))[1]).toBeGreaterThanOrEqual(0)
  expect(interval(intervalBounds(dense([2 ** 30 * tiny]), box([2 ** 60 * tiny]), 'native'))[0]).toBeLessThanOrEqual(0)
})

test('what becomes of a NaN is within the range of the function, or NaN', () => {
  const input = tf.input({ shape: [1] })
  const nothing = tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })
  const network = (name: 'relu' | 'sigmoid'): Network =>
    readNetwork(
      tf.model({
        inputs: input,
        outputs: tf.layers.activation({ activation: name }).apply(nothing.apply(input)) as tf.SymbolicTensor,
      }),
    )
  const infinite = box([-Infinity], [Infinity])
  expect(interval(intervalBounds(network('relu'), infinite, 'wasm'))).toEqual([0, Infinity, true])
  expect(interval(intervalBounds(network('sigmoid'), infinite, 'native'))).toEqual([0, 1, true])
})

test.each(tfjsBackends)(
  'the sigmoid on %s: closed for all inputs, open where it can be, exactly 0 and 1 where it is',
  (backend) => {
    const sigmoid = (lo: number, hi = lo): [number, number, boolean] =>
      interval(intervalBounds(activation('sigmoid'), box([lo], [hi]), backend))
    expect(sigmoid(-Infinity, Infinity)).toEqual([0, 1, false])
    const [lo, hi] = sigmoid(-20, 14)
    expect(lo).toBeGreaterThan(2e-9)
    expect(hi).toBeLessThan(1)
    expect(sigmoid(-1000, -105)[0]).toBe(0)
    expect(sigmoid(-1000, -105)[1]).toBeLessThan(1e-37)
    expect(sigmoid(-105, -80)[0]).toBe(0)
    expect(sigmoid(17.4)[1]).toBe(1)
    expect(sigmoid(0)[1] - sigmoid(0)[0]).toBeLessThan(4e-7)
  },
)

test('an unknown layer leaves nothing known, and a sigmoid on top of it still keeps within its range', () => {
  const input = tf.input({ shape: [2] })
  const unknown = new Unknown({}).apply(input) as tf.SymbolicTensor
  const network = readNetwork(tf.model({ inputs: input, outputs: unknown }))
  expect(interval(intervalBounds(network, box([0, 0]), 'cpu'))).toEqual([-Infinity, Infinity, true])
  const squashed = tf.layers.activation({ activation: 'sigmoid' }).apply(unknown) as tf.SymbolicTensor
  const above = readNetwork(tf.model({ inputs: input, outputs: squashed }))
  expect(interval(intervalBounds(above, box([0, 0]), 'cpu'))).toEqual([0, 1, true])
})

test('refuses regions that do not fit, are empty or hold NaN', () => {
  const network = dense([1, 1])
  const letters = (lo: number[], hi: number[], count: number): Region => ({
    boxes: [{ ...box(lo, hi).boxes[0]!, letters: count }],
    phases: [],
  })
  const wrong: Region[] = [
    { boxes: [], phases: [] },
    box([0]),
    box([0, 1], [0, nextDown32(1)]),
    box([0, NaN], [0, 1]),
    letters([0, 0], [1, 1], 3),
    letters([0, 0], [0, 0], 2),
    letters([1, 1], [1, 1], 2),
    { ...box([0, 0]), phases: [{ operation: 1, index: 0, sign: 1 }] },
  ]
  for (const region of wrong) expect(() => intervalBounds(network, region, 'cpu')).toThrow(/intervalBounds: expected/)
})

test('bounds out of order, or that are no number, are an error and not repaired', () => {
  for (const [lo, hi] of [
    [1, 0],
    [NaN, 0],
    [0, NaN],
  ]) {
    const bounds = newBounds(1)
    bounds.lo[0] = lo!
    bounds.hi[0] = hi!
    expect(() => checkBounds(bounds, 'a test')).toThrow(/bounds of a test are not in order at 0/)
  }
})

test('bounds that nothing reads any more are not missed', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = uniform(seed)
      const network = randomNetwork(random)
      const { region } = randomRegion(random, network)
      const { lo, hi, nan } = allBounds(network, region, 'native')[network.output]!
      expect(intervalBounds(network, region, 'native')).toEqual({ lo, hi, nan: nan.includes(1) })
    }),
    { numRuns: 60 },
  )
})
