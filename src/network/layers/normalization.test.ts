import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { evaluate } from '../evaluate.ts'
import { readNetwork } from '../readNetwork.ts'
import { normalize } from './normalization.ts'

const least = 2 ** -126
const overflow = 2 ** 128 - 2 ** 103

/** Of both signs and any size from 10^-20 to 10^20. */
const sized = fc
  .tuple(fc.double({ min: -20, max: 20, noNaN: true }), fc.constantFrom(-1, 1))
  .map(([digits, sign]) => Math.fround(sign * 10 ** digits))
const channel = fc.record({
  mean: fc.oneof(sized, fc.constant(0)),
  variance: fc.oneof(sized.map(Math.abs), fc.constant(0)),
  gamma: fc.oneof(sized, fc.constant(0)),
  beta: fc.oneof(sized, fc.constant(0)),
  epsilon: fc.constantFrom(1e-3, 1e-5, 1, 1e6),
})

/** All products of some of the factors. */
const products = (factors: readonly number[]): number[] =>
  factors.reduce((all, factor) => all.flatMap((product) => [product, product * factor]), [1])

test('a channel is what the formula says, in one product and one sum', () => {
  fc.assert(
    fc.property(channel, sized, ({ mean, variance, gamma, beta, epsilon }, x) => {
      const { kernel, bias, offset } = normalize(mean, variance, gamma, beta, epsilon)
      const terms = [x, -mean].map((one) => (one * gamma) / Math.sqrt(variance + epsilon))
      const size = terms.reduce((sum, term) => sum + Math.abs(term), Math.abs(beta))
      expect(Math.abs(kernel * x + bias - (terms[0]! + terms[1]! + beta))).toBeLessThanOrEqual(2 ** -48 * size)
      expect(offset).toBeGreaterThanOrEqual((Math.abs(terms[1]!) + Math.abs(beta)) * (1 - 2 ** -48))
      expect(offset).toBeLessThanOrEqual((Math.abs(terms[1]!) + Math.abs(beta)) * (1 + 2 ** -48))
    }),
  )
})

test('up to the limit no step overflows, in whatever order they are taken, and the limit is no lower than a few of these times', () => {
  fc.assert(
    fc.property(channel, ({ mean, variance, gamma, beta, epsilon }) => {
      const { limit } = normalize(mean, variance, gamma, beta, epsilon)
      const root = Math.sqrt(variance + epsilon)
      const kernel = Math.abs(gamma) / root
      fc.pre(gamma === 0 || kernel > 1e-30)
      const largest = Math.max(...products([Math.abs(gamma), 1 / root, root]))
      const room = overflow / 4 - Math.abs(beta)
      // Where even the mean alone might overflow there is no limit.
      const most = (limit + Math.abs(mean) + 1) * largest
      const fits = most <= room && 8 * most >= room * (1 - 2 ** -30)
      expect(limit === -1 ? (Math.abs(mean) + 1) * largest * 8 > room : fits).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('nothing is said where a step may vanish or overflow, or a variance is negative', () => {
  const limit = (mean: number, variance: number, gamma: number, beta: number, epsilon: number): number =>
    normalize(mean, variance, gamma, beta, epsilon).limit
  expect(limit(0, 0, 1, 0, 1e-3)).toBeGreaterThan(1e30)
  expect(limit(0, -1e-6, 1, 0, 1e-3)).toBe(-1)
  expect(limit(0, -1, 1, 0, 1e-3)).toBe(-1)
  expect(limit(0, 1e-31, 1, 0, 0)).toBe(-1)
  expect(limit(0, 1e-29, 1, 0, 0)).toBeGreaterThan(1e15)
  expect(limit(0, 0, 1, 0, 0)).toBe(-1)
  expect(limit(0, 1, 1e-31, 0, 0)).toBe(-1)
  expect(limit(0, 1, -1e-31, 0, 0)).toBe(-1)
  expect(limit(0, 1, 1e-29, 0, 0)).toBeGreaterThan(1e30)
  expect(limit(0, 1, 0, 0, 0)).toBeGreaterThan(1e30)
  expect(limit(1e38, 1, 1, 0, 0)).toBe(-1)
  expect(limit(-1e38, 1, 1, 0, 0)).toBe(-1)
  expect(limit(0, 1, 1, 1e38, 0)).toBe(-1)
  expect(limit(0, 1, 1, -1e38, 0)).toBe(-1)
  expect(limit(0, NaN, 1, 0, 0)).toBe(-1)
})

test('what flushing takes covers each step with all that scales it later, and hardly more', () => {
  fc.assert(
    fc.property(channel, fc.double({ min: 0, max: 1e6, noNaN: true }), (given, x) => {
      const { mean, variance, gamma, beta, epsilon } = given
      const { kernel, underflow } = normalize(mean, variance, gamma, beta, epsilon)
      const root = Math.sqrt(variance + epsilon)
      const m = Math.abs(mean)
      // The end and the middle of the way; x and mean; gamma or the reciprocal root, which then count as 0.
      const steps = [1, 1 / root, Math.abs(kernel), (x + m) * 1, (x + m) / root].map((step) => step * least)
      const taken = underflow[0] + underflow[1] * x
      const all = steps.reduce((sum, step) => sum + step, 0)
      expect(taken).toBeGreaterThanOrEqual(all)
      expect(taken).toBeLessThanOrEqual(16 * all)
      expect(underflow[1]).toBeGreaterThanOrEqual((1 + 1 / root) * least)
      expect(underflow[1]).toBeLessThanOrEqual(16 * (1 + 1 / root) * least)
    }),
  )
})

test('an axis is read in a list of its own, too, as files of Keras have it', async () => {
  await useBackend('cpu')
  const layer = tf.layers.batchNormalization({ axis: [2] as never })
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [2, 2] }), layer] })
  model.setWeights([2, 1, -1, 4].map((value) => tf.tensor1d([value, value / 2])))
  const values = Float32Array.of(1, 2, 3, 4)
  const network = readNetwork(model)
  expect(network.opaque).toEqual([])
  const computed = (model.predict(tf.tensor(values, [1, 2, 2])) as tf.Tensor).dataSync()
  for (const [i, value] of evaluate(network, [values]).entries()) expect(computed[i]).toBeCloseTo(value, 5)
})
