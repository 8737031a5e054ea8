import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tfjsBackends } from '../../backend/name.ts'
import { startOrSkip } from '../../../test/backend/startOrSkip.ts'
import { tf } from '../../backend/tf.ts'
import { evaluate } from '../evaluate.ts'
import type { Network } from '../network.ts'
import { randomOnnx } from '../../../test/network/onnx/randomOnnx.ts'
import { growOnnx } from '../../../test/network/onnx/randomOperators.ts'
import { readOnnx } from '../onnx/readOnnx.ts'
import { noise, randomModel, uniform } from '../../../test/network/randomModel.ts'
import { readNetwork } from '../readNetwork.ts'
import { tolerances } from '../../../test/network/tolerance.ts'
import { placeNetwork } from './placeNetwork.ts'

/** Models of each operator: more with `ONNX_RUNS`. */
const numRuns = Number(process.env['ONNX_RUNS'] ?? 1)

type Rows = readonly Float32Array[]

/** A batch of rows: one tensor for each input. */
const batchOf = (rows: readonly Rows[]): tf.Tensor2D[] =>
  rows[0]!.map((_, i) =>
    tf.tensor2d(Float32Array.from(rows.flatMap((row) => [...row[i]!])), [rows.length, rows[0]![i]!.length]),
  )

const rowsFor = ({ inputs }: Network, random: () => number, count: number): Rows[] =>
  Array.from({ length: count }, () =>
    inputs.map(({ size }) => Float32Array.from({ length: size }, () => noise(random, 1))),
  )

function checkComputed(network: Network, random: () => number): void {
  const rows = rowsFor(network, random, 3)
  const placed = placeNetwork(network)
  const computed = tf.tidy(() => placed.compute(batchOf(rows)).arraySync())
  placed.dispose()
  for (const [i, row] of rows.entries()) {
    const allowed = tolerances(network, row)
    const gaps = [...evaluate(network, row)].map((value, k) => Math.abs(value - computed[i]![k]!) / allowed[k]!)
    expect(gaps.filter((gap) => !(gap <= 1))).toEqual([])
  }
}
const seeds = fc.integer({ min: 0, max: 2 ** 31 })

test.for(tfjsBackends)('%s computes what the reference does, of ONNX models', async (name, { skip }) => {
  await startOrSkip(name, skip)
  const before = tf.memory().numTensors
  for (const kind of Object.keys(growOnnx))
    fc.assert(
      fc.property(seeds, (seed) =>
        checkComputed(readOnnx(randomOnnx(uniform(seed), [kind]).bytes).network, uniform(seed)),
      ),
      { numRuns, seed: 1 },
    )
  expect(tf.memory().numTensors).toBe(before)
})

test.for(tfjsBackends)('%s computes what the reference does, of models of layers', async (name, { skip }) => {
  await startOrSkip(name, skip)
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = uniform(seed)
      const model = randomModel(random)
      checkComputed(readNetwork(model), random)
      model.dispose()
    }),
    { numRuns: 10 * numRuns, seed: 2 },
  )
})

test.for(tfjsBackends)('%s differentiates', async (name, { skip }) => {
  await startOrSkip(name, skip)
  const before = tf.memory().numTensors
  for (const kind of Object.keys(growOnnx))
    fc.assert(
      fc.property(seeds, (seed) => {
        const random = uniform(seed)
        const { network } = readOnnx(randomOnnx(random, [kind]).bytes)
        checkGradient(network, random)
      }),
      { numRuns, seed: 1 },
    )
  expect(tf.memory().numTensors).toBe(before)
})

/**
 * The gradient of a weighted sum of the outputs, along one direction, against a difference of the reference's values.
 */
function checkGradient(network: Network, random: () => number): void {
  // What is rounded passes for the number itself.
  if (network.operations.some(({ kind }) => kind === 'round')) return
  const [row] = rowsFor(network, random, 1)
  // At 0 functions have kinks on top of each other: what tf.js makes of those is no slope of either side.
  const x = row![0]!.map((value) => (value === 0 ? 0.3 : value))
  const weights = Float32Array.from({ length: network.operations[network.output]!.size }, () => noise(random, 1))
  const direction = x.map(() => noise(random, 1))
  const placed = placeNetwork(network)
  const gradient = tf.tidy(() => {
    const sum = (given: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(placed.compute([given as tf.Tensor2D]), tf.tensor1d(weights)))
    const slopes = tf
      .grad(sum)(tf.tensor2d(x, [1, x.length]))
      .dataSync()
    return [...(slopes as Float32Array)]
  })
  placed.dispose()
  const along = gradient.reduce((all, slope, i) => all + slope * direction[i]!, 0)
  const at = (step: number): number => {
    const moved = Float64Array.from(x, (value, i) => value + step * direction[i]!)
    return evaluate(network, [moved]).reduce((all, value, i) => all + value * weights[i]!, 0)
  }
  // Kinks make the two sides differ: the slope is between those.
  const h = 1e-5
  const sides = [(at(h) - at(0)) / h, (at(0) - at(-h)) / h]
  const slack = 1e-3 * (1 + Math.max(...sides.map(Math.abs), ...gradient.map(Math.abs)))
  const isKinked = Math.abs(sides[0]! - sides[1]!) > slack
  expect(isKinked || Math.abs(along - sides[0]!) <= slack, `${along} ${sides.join()}`).toBe(true)
}

test('inputs that do not fit are refused', () => {
  const placed = placeNetwork(readOnnx(randomOnnx(uniform(1)).bytes).network)
  expect(() => tf.tidy(() => placed.compute([tf.zeros([2, 99])]))).toThrow(/expected tensors of shape \[2, \d+\]/)
  placed.dispose()
})
