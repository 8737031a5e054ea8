import { expect, test } from 'vitest'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, box, claim, interval, sometimes, above, within } from '../claim/index.ts'
import { affine, input, network, type Part, taps } from '../../test/hostile/certificates/networks.ts'
import { OnnxLayer } from '../network/onnx/onnxLayer.ts'
import { noise, uniform } from '../../test/network/random.ts'
import { verify } from '../verify.ts'
import { inOrder } from '../operations/affine/taps.ts'

const dense = (units: number, weights: ArrayLike<number>, bias: number[]): tf.layers.Layer =>
  tf.layers.dense({
    units,
    weights: [tf.tensor2d(Array.from(weights), [weights.length / units, units]), tf.tensor1d(bias)],
  })

/** Native compares subnormals as if they were zeros, and passes on either. */
test.for([
  ['relu', tf.layers.activation({ activation: 'relu', inputShape: [1, 1] }), 1],
  ['a maximum over steps', tf.layers.globalMaxPooling1d({ inputShape: [9, 1] }), 9],
] as const)('on native, %s may be a subnormal below zero', async ([, layer, steps], { skip }) => {
  await startOrSkip('native', skip)
  const model = tf.sequential({ layers: [layer] })
  const lo = new Float32Array(steps).fill(-1)
  const hi = new Float32Array(steps).fill(1)
  if (steps > 1) lo[0] = hi[0] = 0
  const verdict = await verify(
    claim('it is not below zero', model, { inputs: box([steps, 1], lo, hi), holds: always(within(0, 1)) }),
    { seed: 1, cases: 100, regions: 20, seconds: 600 },
  )
  const output = tf.tidy(() => {
    const row = new Float32Array(steps).fill(-1e-40)
    if (steps > 1) row[0] = 0
    return (model.predict(tf.tensor(row, [1, steps, 1])) as tf.Tensor).dataSync()[0]!
  })
  expect(output).toBeLessThan(0)
  expect(verdict.status).not.toBe('proved')
  expect(verdict.certified[0]).toBeLessThanOrEqual(output)
})

test('a NaN that only exhaustion meets is told', async () => {
  await useBackend('cpu')
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 2, useBias: false, inputShape: [1], weights: [tf.tensor2d([[3e38, -3e38]])] }),
      tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[1], [1]])] }),
    ],
  })
  const verdict = await verify(
    claim('an output is above 1', model, { inputs: interval(1.13427, 1.134285), holds: sometimes(above(1)) }),
    { seed: 1 },
  )
  expect(verdict).toMatchObject({ status: 'refuted', nan: 'observed' })
})

test('coefficients past float64 neither stop a proof nor empty a region', async () => {
  await useBackend('cpu')
  const size = 40
  const signs = Array.from({ length: size }, (_, i) => ((i * 7919) % 13 < 6 ? 1 : -1))
  const x = tf.input({ shape: [size] })
  const p = dense(
    1,
    signs.map((sign) => sign / size),
    [0],
  ).apply(x) as tf.SymbolicTensor
  const up = tf.layers.reLU({}).apply(p) as tf.SymbolicTensor
  const down = tf.layers.reLU({}).apply(dense(1, [-10], [-9]).apply(p)) as tf.SymbolicTensor
  let huge = up
  for (let i = 0; i < 12; i++) huge = dense(1, [i === 0 ? -1e38 : 1e38], [0]).apply(huge) as tf.SymbolicTensor
  const both = tf.layers.concatenate().apply([huge, down])
  const clipped = tf.layers.reLU({ maxValue: 6 }).apply(dense(1, [1, 1], [0]).apply(both)) as tf.SymbolicTensor
  const output = dense(1, [1, 1e-3], [0]).apply(tf.layers.concatenate().apply([clipped, up])) as tf.SymbolicTensor
  const model = tf.model({ inputs: x, outputs: output })
  const worst = tf.tidy(() => (model.predict(tf.tensor2d([signs.map((sign) => -sign)])) as tf.Tensor).dataSync()[0]!)
  const verdict = await verify(
    claim('it is at most 1/2', model, { inputs: box([size], -1, 1), holds: always(within(-10, 0.5)) }),
    { seed: 1, cases: 200, regions: 50 },
  )
  expect(worst).toBe(1)
  expect(verdict.status).not.toBe('proved')
  expect(verdict.certified[1]).toBeGreaterThanOrEqual(worst)
})

/**
 * Sums of 99 products of two numbers that change with x, which on wasm come out otherwise for one row than for many.
 */
function product(seed: number): tf.LayersModel {
  const random = uniform(seed)
  const some = (size: number): Float64Array => Float64Array.from({ length: 99 }, () => Math.fround(noise(random, size)))
  const sums = (slope: number): Part =>
    affine([0], 99, 1, { filters: 99, positions: 1, taps: taps(0), kernel: some(slope), bias: some(1) })
  const rows = { taps: inOrder(99), positions: 1, window: 99, filters: 1, bias: false }
  const own = network(input(1), sums(2 ** -7), sums(2 ** -7), { kind: 'bilinear', ...rows, size: 1, reads: [1, 2] })
  const x = tf.input({ shape: [1] })
  const setting = { name: 'product', inputShapes: [[1]], outputShapes: [[1]] }
  return tf.model({
    inputs: x,
    outputs: new OnnxLayer(own, setting).apply(x) as tf.SymbolicTensor,
  })
}

test('what holds of all inputs in one batch is not proved of each alone', async () => {
  await useBackend('wasm')
  const inputs = Array.from({ length: 400 }, (_, k) => 1 + k * 2 ** -23)
  let others = 0
  for (let seed = 1; seed <= 6; seed++) {
    const model = product(seed)
    const outputsOf = (rows: readonly number[]): number[] =>
      tf.tidy(() => [...(model.predictOnBatch(tf.tensor(rows, [rows.length, 1])) as tf.Tensor).dataSync()])
    const together = outputsOf(inputs)
    const alone = inputs.flatMap((one) => outputsOf([one]))
    const [lo, hi] = [Math.min(...together), Math.max(...together)]
    if (alone.every((one) => one >= lo && one <= hi)) continue
    others++
    const theClaim = claim('as in one batch', model, {
      inputs: interval(1, inputs.at(-1)!),
      holds: always(within(lo, hi)),
    })
    expect((await verify(theClaim, { seed, regions: 1, cases: 2000 })).status).not.toBe('proved')
  }
  expect(others).toBeGreaterThan(0)
})
