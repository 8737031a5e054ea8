import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, onTestFinished, test, vi } from 'vitest'
import { tf } from '../backend/tf.ts'
import { always, below, box, claim, type Claim, interval } from '../claim/index.ts'
import { climb } from './gradient/climb.ts'
import { compute, emptyBatch, pointAt } from './model.ts'
import { isHit } from './objective.ts'
import type { Target } from '../claim/target.ts'
import { nothingObserved } from './observed.ts'
import { searchRandomly } from './searchRandomly.ts'
import { shrink } from './shrink/shrink.ts'

const options = { cases: 200, batchSize: 64, deadline: Infinity }

function outsideOf(bound: number): Target {
  return { set: below(bound), side: 'outside' }
}

function stated(model: tf.LayersModel, bound: number): Claim {
  const domain = model.inputs[0]!.shape[1] === 1 ? interval(-1, 1) : box([model.inputs[0]!.shape[1]!], -1, 1)
  return claim('c', model, { inputs: domain, holds: always(below(bound)) })
}

test('the first case of the seed that is a hit is found, whatever batch it is in, and all before it are observed', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 1, inputShape: [3], weights: [tf.tensor2d([[1], [2], [-1]]), tf.tensor1d([0])] }),
    ],
  })
  const firsts = new Set<number>()
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1000 }), fc.constantFrom(2, 3, 3.9, 5), async (seed, bound) => {
      const subject = stated(model, bound)
      const random = xoroshiro128plus(seed)
      const batch = emptyBatch(subject, options.cases)
      for (let row = 0; row < batch.rows; row++) subject.inputs[0]!.domain.sample(random, batch.inputs[0]!, row * 3)
      const outputs = [...compute(subject, batch)]
      const first = outputs.findIndex((output) => isHit(outsideOf(bound), output))
      const observed = nothingObserved()
      const found = await searchRandomly(subject, outsideOf(bound), observed, { ...options, seed })
      expect(found).toMatchObject({ complete: true, flaky: 0, cases: first < 0 ? options.cases : first + 1 })
      expect(found.hit).toEqual(first < 0 ? undefined : pointAt(batch, first))
      const seen = first < 0 ? outputs : outputs.slice(0, first + 1)
      expect(observed.min).toBeLessThanOrEqual(Math.min(...seen))
      expect(observed.max).toBeGreaterThanOrEqual(Math.max(...seen))
      firsts.add(first)
    }),
    { numRuns: 10, seed: 1 },
  )
  expect(firsts.size).toBeGreaterThan(3)
  model.dispose()
})

test('any output of a row may be the hit, and the batch that holds it is shown', async () => {
  // Outputs -3, x and -2.
  const weights = [tf.tensor2d([[0, 1, 0]]), tf.tensor1d([-3, 0, -2])]
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [1], weights })] })
  const subject = stated(model, 0.9)
  const seen: number[] = []
  const found = await searchRandomly(subject, outsideOf(0.9), nothingObserved(), {
    ...options,
    seed: 4,
    onBatch: (batch, outputs, rows) => {
      expect(outputs).toHaveLength(3 * rows)
      seen.push(...batch.inputs[0]!.subarray(0, rows))
    },
  })
  const first = seen.findIndex((x) => x >= Math.fround(0.9))
  expect(found).toMatchObject({ cases: first + 1, flaky: 0, hit: [Float32Array.of(seen[first]!)] })
  model.dispose()
})

test('the signal and the end of the time stop it before the next batch', async () => {
  const subject = stated(
    ofBatch(() => 0),
    1,
  )
  const run = (more: object) =>
    searchRandomly(subject, outsideOf(1), nothingObserved(), { ...options, seed: 0, batchSize: 50, ...more })
  expect(await run({ deadline: performance.now() - 1 })).toEqual({ cases: 0, flaky: 0, complete: false })
  const stop = new AbortController()
  const onProgress = ({ cases }: { cases: number }): void => void (cases >= 100 && stop.abort())
  expect(await run({ signal: stop.signal, onProgress })).toEqual({ cases: 100, flaky: 0, complete: false })
  expect(await run({})).toEqual({ cases: 200, flaky: 0, complete: true })
})

/** What a function makes of the size of the batch, whatever the numbers in it. */
class OfBatch extends tf.layers.Layer {
  static readonly className: string = 'OfBatch'
  readonly #value: (rows: number) => number

  constructor(value: (rows: number) => number) {
    super({})
    this.#value = value
  }

  override call(given: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = [given].flat()[0]!
    return tf.add(tf.mul(x, 0), this.#value(x.shape[0]!))
  }
}

function ofBatch(value: (rows: number) => number): tf.LayersModel {
  const input = tf.input({ shape: [1] })
  return tf.model({ inputs: input, outputs: new OfBatch(value).apply(input) as tf.SymbolicTensor })
}

test('what the batches are does not depend on how fast they are', async () => {
  const sizes = async (pause: (rows: number) => number): Promise<number[]> => {
    const seen: number[] = []
    const slow = ofBatch((rows) => {
      const end = performance.now() + pause(rows)
      while (performance.now() < end);
      return 0
    })
    const onBatch = (_: unknown, __: unknown, rows: number): void => void seen.push(rows)
    const more = { cases: 3000, batchSize: 1024, seed: 0, onBatch }
    await searchRandomly(stated(slow, 1), outsideOf(1), nothingObserved(), { ...options, ...more })
    return seen
  }
  const expected = [256, 512, 1024, 1024, 184]
  expect(await sizes(() => 0)).toEqual(expected)
  expect(await sizes((rows) => (rows > 256 ? 50 : 0))).toEqual(expected)
})

test('no batch is larger than there is time for', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const seen: number[] = []
  const slow = ofBatch((rows) => {
    vi.advanceTimersByTime(rows / 10)
    return 0
  })
  await searchRandomly(stated(slow, 1), outsideOf(1), nothingObserved(), {
    ...options,
    cases: 1e6,
    batchSize: 2 ** 14,
    seed: 0,
    deadline: performance.now() + 200,
    onBatch: (_, __, rows) => void seen.push(rows),
  })
  expect(seen.length).toBeGreaterThan(1)
  expect(Math.max(...seen)).toBeLessThanOrEqual(2048)
})

test('a NaN that is computed is observed', async () => {
  const observed = nothingObserved()
  const subject = stated(
    ofBatch(() => Number.NaN),
    1,
  )
  const found = await searchRandomly(subject, { set: below(1), side: 'inside' }, observed, { ...options, seed: 0 })
  expect(found).toMatchObject({ cases: options.cases, complete: true })
  expect(observed).toEqual({ ...nothingObserved(), nan: true })
})

test('what is a hit in its batch only is counted, and found by nobody', async () => {
  // The last bits of some kernels' results differ so.
  const subject = stated(
    ofBatch((rows) => (rows > 1 ? 1 : 0)),
    0.5,
  )
  const random = await searchRandomly(subject, outsideOf(0.5), nothingObserved(), { ...options, seed: 0 })
  expect(random).toEqual({ cases: options.cases, flaky: options.cases, complete: true })
  const point = [Float32Array.of(0.25)]
  const start = { point, output: 0, direction: 1, progress: -0.5 } as const
  const climbed = await climb(subject, outsideOf(0.5), [start, start], nothingObserved(), options)
  expect(climbed.hit).toBeUndefined()
  expect(climbed.flaky).toBe(climbed.cases)
  expect(climbed.cases).toBeGreaterThan(0)
  const shrunk = await shrink(subject, outsideOf(0.5), point, nothingObserved(), options)
  expect(shrunk.point).toEqual(point)
})
