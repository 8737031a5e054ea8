import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { box, interval } from '../claim/box.ts'
import { claim, type Claim } from '../claim/claim.ts'
import { FLOAT32_MIN, nextDown32, nextUp32 } from '../numeric/float32.ts'
import { always, sometimes } from '../claim/quantifier.ts'
import { below, within } from '../claim/set.ts'
import { exhaust, type ExhaustOptions, freeNumber } from './exhaust.ts'
import { countFloats, floatAt, placeOf, type Range } from './floatPlaces.ts'
import { computeAlone } from './model.ts'
import type { Target } from '../claim/target.ts'
import { nothingObserved } from './observed.ts'

beforeAll(() => useBackend('wasm'))

const outside = (set: Target['set']): Target => ({ set, side: 'outside' })

function run(subject: Claim, objective: Target, ranges: Range[], options: Partial<ExhaustOptions> = {}) {
  return exhaust(subject, objective, ranges, nothingObserved(), {
    deadline: Infinity,
    batchSize: 2 ** 14,
    slack: () => 0,
    ...options,
  })
}

/** weight * x, one number in and out. */
function scaled(weight: number, lo: number, hi: number): Claim {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1] })] })
  model.setWeights([tf.tensor2d([[weight]])])
  return claim('scaled', model, { inputs: interval(lo, hi), holds: always(below(1)) })
}

/**
 * 1 at the one float32 `peak`, 0 elsewhere: with K one over the distance to its neighbours, a tent of slopes K and -K.
 */
function tent(peak: number, lo: number, hi: number): Claim {
  const steep = 1 / Math.min(nextUp32(peak) - peak, peak - nextDown32(peak))
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 3, inputShape: [1], activation: 'relu' }),
      tf.layers.dense({ units: 1, useBias: false }),
    ],
  })
  model.setWeights([
    tf.tensor2d([[steep, steep, steep]]),
    tf.tensor1d([1, 0, -1].map((top) => top - steep * peak)),
    tf.tensor2d([[1], [-2], [1]]),
  ])
  return claim('tent', model, { inputs: interval(lo, hi), holds: always(below(0.5)) })
}

test('places count all floats in increasing order, both zeros apart', () => {
  expect(countFloats([0, 0])).toBe(2)
  expect(countFloats([-FLOAT32_MIN, FLOAT32_MIN])).toBe(4)
  expect(countFloats([1, 2])).toBe(2 ** 23 + 1)
  expect(countFloats([-Infinity, Infinity])).toBe(2 ** 32 - 2 * (2 ** 23 - 1))
  const around = [-2, -1, 0, 1].map((place) => floatAt(place))
  expect(around).toEqual([-FLOAT32_MIN, -0, 0, FLOAT32_MIN])
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (x) => {
      expect(floatAt(placeOf(x, Object.is(x, -0) ? 'below' : 'above'))).toBe(x)
      const next = x === -FLOAT32_MIN ? -0 : nextUp32(x)
      expect(floatAt(placeOf(x, 'above') + (x === Infinity ? 0 : 1))).toBe(next)
    }),
    { numRuns: 200 },
  )
})

test('the free number is the only one with room', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] })
  const over = (lo: number[], hi: number[]): Claim =>
    claim('three', model, { inputs: box([3], lo, hi), holds: always(below(1)) })
  expect(freeNumber(over([1, 2, 3], [1, 5, 3]))).toEqual({ input: 0, element: 1, lo: 2, hi: 5 })
  expect(freeNumber(over([1, 2, 3], [1, 2, 3]))).toEqual({ input: 0, element: 0, lo: 1, hi: 1 })
  expect(freeNumber(over([1, 2, 3], [1, 5, 4]))).toBeUndefined()
})

test('tries every float of an interval around zero, subnormals too', async () => {
  const range: Range = [-1.5e-40, 1.5e-40]
  const done: number[] = []
  const subject = scaled(1, ...range)
  const result = await run(subject, outside(within(-1, 1)), [range], { onProgress: ({ cases }) => done.push(cases) })
  expect(result).toMatchObject({ complete: true, cases: countFloats(range), flaky: 0, undecided: [] })
  expect(result.cases).toBeGreaterThan(200_000)
  expect(done).toHaveLength(Math.ceil(result.cases / 2 ** 14))
  expect(result.extremes).toEqual({ min: Math.fround(range[0]), max: Math.fround(range[1]), nan: false })
  expect(result.reach).toEqual([Math.fround(range[0]), Math.fround(range[1])])
})

test('finds the one float that fails, wherever it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.float({ min: Math.fround(0.1), max: Math.fround(7.9), noNaN: true }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.integer({ min: 1, max: 5000 }),
      async (peak, before, after, batchSize) => {
        const place = placeOf(peak, 'above')
        const range: Range = [floatAt(place - before), floatAt(place + after)]
        const subject = tent(peak, ...range)
        const result = await run(subject, outside(below(0.5)), [range], { batchSize })
        expect(result.hit).toEqual([Float32Array.of(peak)])
        expect(result.undecided).toEqual([])
        const besides: Range[] = [
          ...(before > 0 ? [[range[0], nextDown32(peak)] as const] : []),
          ...(after > 0 ? [[nextUp32(peak), range[1]] as const] : []),
        ]
        const rest = await run(subject, outside(below(0.5)), besides, { batchSize })
        expect(rest).toMatchObject({ complete: true, cases: before + after, undecided: [] })
        expect(rest.hit).toBeUndefined()
      },
    ),
    { numRuns: 12 },
  )
})

test('a witness is found where one is wanted, at one of several numbers', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, useBias: false, inputShape: [2] })] })
  // Outputs x0 + x1 and x0.
  model.setWeights([
    tf.tensor2d([
      [1, 1],
      [1, 0],
    ]),
  ])
  const subject = claim('two', model, {
    inputs: box([2], [1, -4], [1, 4]),
    holds: sometimes(within(-3, -3)),
  })
  const near: Range = [-4.01, -3.99]
  const found = await run(subject, { set: within(-3, -3), side: 'inside' }, [near])
  expect(found.hit).toEqual([Float32Array.of(1, -4)])
  const missed = await run(subject, { set: within(-5, -3.1), side: 'inside' }, [[-3.99, -3.9]])
  expect(missed).toMatchObject({ complete: true, undecided: [] })
  expect(missed.hit).toBeUndefined()
})

test('outputs nearer to the border than outputs of one input may differ stay undecided', async () => {
  const subject = scaled(1, 0, 2)
  const near: Range = [nextDown32(1.4), nextUp32(1.6)]
  const slack = 2 ** -4
  const result = await run(subject, outside(within(-1, 1.65)), [near], { slack: () => slack })
  expect(result).toMatchObject({ complete: true, cases: countFloats(near) })
  const [[lo, hi]] = result.undecided as [Range]
  expect(result.undecided).toHaveLength(1)
  expect(hi).toBe(near[1])
  expect(lo).toBeLessThanOrEqual(nextUp32(1.65 - slack))
  expect(lo).toBeGreaterThanOrEqual(nextDown32(1.65 - slack))
  expect(result.reach[0]).toBeLessThanOrEqual(near[0] - slack)
  expect(result.reach[1]).toBeGreaterThanOrEqual(near[1] + slack)
})

test('time and the signal stop it between batches', async () => {
  const subject = scaled(1, 0, 1)
  const late = await run(subject, outside(below(2)), [[0, 1]], { deadline: performance.now() - 1 })
  expect(late).toMatchObject({ complete: false, cases: 0 })
  const stop = new AbortController()
  const stopped = await run(subject, outside(below(2)), [[0, 1]], {
    signal: stop.signal,
    batchSize: 100,
    onProgress: ({ cases }) => cases >= 300 && stop.abort(),
  })
  expect(stopped).toMatchObject({ complete: false, cases: 300 })
})

test('leaves no tensor behind', async () => {
  const subject = scaled(1, 0, 1)
  const before = tf.memory().numTensors
  await run(subject, outside(below(0.5)), [[0.5, nextUp32(nextUp32(0.5))]])
  expect(tf.memory().numTensors).toBe(before)
})

test('native: an output that another batch may move over the border is not decided, and a hit is one alone', async ({
  skip,
}) => {
  await startOrSkip('native', skip)
  const model = tf.sequential({ layers: [tf.layers.activation({ activation: 'sigmoid', inputShape: [1] })] })
  const subject = claim('sigmoid', model, { inputs: interval(0, 20), holds: always(below(1)) })
  const floats = (from: number, count: number): Range => [from, floatAt(placeOf(from, 'above') + count - 1)]
  const slack = (): number => 2 ** -23
  // 3e-7 below 1, and 1e-7 below it.
  const far = await run(subject, outside(below(1)), [floats(15, 2000)], { slack })
  expect(far).toMatchObject({ complete: true, cases: 2000, undecided: [] })
  const near = await run(subject, outside(below(1)), [floats(16.25, 2000)], { slack })
  expect(near).toMatchObject({ complete: true, cases: 2000, undecided: [floats(16.25, 2000)] })
  const past = await run(subject, outside(below(1)), [floats(16.5, 200_000)], { slack: () => 0 })
  expect(computeAlone(subject, past.hit!)).toEqual(Float32Array.of(1))
})
