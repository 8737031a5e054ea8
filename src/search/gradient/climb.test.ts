import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { always, box, claim, type Claim, oneHot, within } from '../../claim/index.ts'
import { computeAlone } from '../model.ts'
import type { Target } from '../../claim/target.ts'
import { nothingObserved, type Observed } from '../observed.ts'
import { climb } from './climb.ts'

/** kernel x, its sum of one number a row. */
function linear(kernel: readonly number[], shape: readonly number[]): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.reshape({ inputShape: [...shape], targetShape: [kernel.length] }),
      tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d(kernel.map((weight) => [weight]))] }),
    ],
  })
}

/** Climbs each way by itself, from the simplest point towards an output that there is not. */
async function reached(subject: Claim): Promise<{ min: number; max: number }> {
  const far = 1e6
  const objective: Target = { set: within(-far, far), side: 'outside' }
  const point = subject.inputs.map(({ domain }) => domain.simplest)
  const climbed = async (direction: 1 | -1): Promise<Observed> => {
    const observed = nothingObserved()
    const starts = [{ point, output: 0, direction, progress: -far }]
    const { hit, complete } = await climb(subject, objective, starts, observed, { deadline: Infinity })
    expect([hit, complete]).toEqual([undefined, true])
    return observed
  }
  return { min: (await climbed(-1)).min, max: (await climbed(1)).max }
}

const weights = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 })

test('numbers climb to the corners where a linear output is largest and least', async () => {
  const model = linear([8, -1, 0.5, -3], [4])
  const subject = claim('c', model, { inputs: box([4], -2, 3), holds: always(within(0, 1)) })
  const [most, least] = [
    [3, -2, 3, -2],
    [-2, 3, -2, 3],
  ].map((corner) => computeAlone(subject, [Float32Array.from(corner)])[0])
  expect(await reached(subject)).toEqual({ min: least, max: most })
  model.dispose()
})

test('letters climb to the best and the worst string, the last letter of the alphabet included', async () => {
  await fc.assert(
    fc.asyncProperty(weights, async (kernel) => {
      const model = linear(kernel, [4, 3])
      const subject = claim('c', model, { inputs: oneHot(4, 3), holds: always(within(0, 1)) })
      const rows = [0, 3, 6, 9].map((first) => kernel.slice(first, first + 3))
      const sum = (pick: (...values: number[]) => number) => rows.reduce((total, row) => total + pick(...row), 0)
      expect(await reached(subject)).toEqual({ min: sum(Math.min), max: sum(Math.max) })
      model.dispose()
    }),
    { numRuns: 5, seed: 2 },
  )
})

/** Two outputs of three numbers and four letters, of two each: one lies far above 0, the other far below. */
function apart(kernel: readonly number[]): tf.LayersModel {
  const inputs = [tf.input({ shape: [3], name: 'numbers' }), tf.input({ shape: [4, 2], name: 'letters' })]
  const flat = tf.layers.flatten().apply(inputs[1]!) as tf.SymbolicTensor
  const all = tf.layers.concatenate().apply([inputs[0]!, flat])
  const dense = tf.layers.dense({ units: 2, weights: [tf.tensor2d([...kernel], [11, 2]), tf.tensor1d([1000, -1000])] })
  return tf.model({ inputs, outputs: dense.apply(all) as tf.SymbolicTensor })
}

const domains = { numbers: box([3], -1, 2), letters: oneHot(4, 2) }
const kernels = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 22, maxLength: 22 })
const outside: Target = { set: within(-1e6, 1e6), side: 'outside' }

/** The least and the largest value of an output of `apart`. */
function ends(kernel: readonly number[], output: number): [min: number, max: number] {
  const own = kernel.filter((_, i) => i % 2 === output)
  const pairs = [3, 5, 7, 9].map((first) => own.slice(first, first + 2))
  const total = (of: (a: number, b: number) => number): number =>
    own.slice(0, 3).reduce((sum, w) => sum + of(-w, 2 * w), 0) + pairs.reduce((sum, [a, b]) => sum + of(a!, b!), 0)
  const shift = output === 0 ? 1000 : -1000
  return [shift + total(Math.min), shift + total(Math.max)]
}

test('starts climb beside each other, each its own output and its own way', async () => {
  await fc.assert(
    fc.asyncProperty(kernels, async (kernel) => {
      const model = apart(kernel)
      const subject = claim('c', model, { inputs: domains, holds: always(within(-1e6, 1e6)) })
      const simplest = subject.inputs.map(({ domain }) => domain.simplest)
      const start = (output: 0 | 1, direction: 1 | -1) => ({ point: simplest, output, direction, progress: -1e6 })
      const observed = nothingObserved()
      const before = tf.memory().numTensors
      const starts = [start(1, -1), start(0, 1), start(1, -1)]
      const progress: number[] = []
      const found = await climb(subject, outside, starts, observed, {
        deadline: Infinity,
        onProgress: ({ cases }) => progress.push(cases),
      })
      expect(tf.memory().numTensors).toBe(before)
      expect(observed).toEqual({ min: ends(kernel, 1)[0], max: ends(kernel, 0)[1], nan: false })
      expect(found).toEqual({ cases: progress.at(-1), flaky: 0, complete: true })
      expect(progress).toEqual(progress.toSorted((a, b) => a - b))
      // Sixty steps twice, and each row of letters with all that differ in one, once more than they get better.
      const letters = found.cases - 2 * 60 * 3
      expect(letters % (3 * 5)).toBe(0)
      expect(letters / (3 * 5)).toBeGreaterThanOrEqual(2)
      expect(letters / (3 * 5)).toBeLessThanOrEqual(6)
      model.dispose()
    }),
    { numRuns: 2, seed: 3 },
  )
})

test('the first hit ends it, of numbers or of letters; so do the end of the time and a signal, which leave it incomplete', async () => {
  const numbers = Array.from({ length: 22 }, (_, i) => (i < 6 && i % 2 === 0 ? 4 : 0))
  const letters = Array.from({ length: 22 }, (_, i) => (i >= 6 && i % 4 === 0 ? 4 : 0))
  for (const [kernel, most] of [
    [numbers, 1024],
    [letters, 1016],
  ] as const) {
    const model = apart(kernel)
    const subject = claim('c', model, { inputs: domains, holds: always(within(-1e6, 1e6)) })
    const simplest = subject.inputs.map(({ domain }) => domain.simplest)
    const [, best] = ends(kernel, 0)
    expect(best).toBe(most)
    const starts = [{ point: simplest, output: 0, direction: 1, progress: -1 } as const]
    const run = (bound: number, options: object = {}) => {
      const observed = nothingObserved()
      const objective: Target = { set: within(-2000, bound), side: 'outside' }
      return climb(subject, objective, starts, observed, { deadline: Infinity, ...options })
    }
    const found = await run(best - 1)
    expect(found.flaky).toBe(0)
    expect(found.complete).toBe(true)
    expect(computeAlone(subject, found.hit!)[0]).toBeGreaterThan(best - 1)
    const all = await run(best)
    expect(all).toEqual({ cases: all.cases, flaky: 0, complete: true })
    expect(found.cases).toBeLessThan(all.cases)
    expect(await run(best, { deadline: -Infinity })).toEqual({ cases: 1, flaky: 0, complete: false })
    expect(await run(best, { signal: AbortSignal.abort() })).toEqual({ cases: 1, flaky: 0, complete: false })
    expect(await climb(subject, outside, [], nothingObserved(), { deadline: Infinity })).toEqual({
      cases: 0,
      flaky: 0,
      complete: true,
    })
    model.dispose()
  }
})

test('time may end between letters, too', async () => {
  const model = linear([1, 2, 3, 4], [2, 2])
  const subject = claim('c', model, { inputs: oneHot(2, 2), holds: always(within(0, 1)) })
  const starts = [{ point: [subject.inputs[0]!.domain.simplest], output: 0, direction: 1, progress: -1 } as const]
  const stopped = await climb(subject, outside, starts, nothingObserved(), { deadline: -Infinity })
  expect(stopped).toEqual({ cases: 3, flaky: 0, complete: false })
  model.dispose()
})

/** The numbers themselves; there is no way back through them. */
class OneWay extends tf.layers.Layer {
  static readonly className: string = 'OneWay'
  override call(given: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = [given].flat()[0]!
    return tf.customGrad((inner) => ({
      value: (inner as tf.Tensor).clone(),
      gradFunc: (): tf.Tensor => {
        throw new Error('no gradient of OneWay')
      },
    }))(x)
  }
}

test('without a gradient letters are swapped and numbers mutate all the same, and it says so', async () => {
  const kernel = Array.from({ length: 22 }, (_, i) => (i % 4 === 0 ? 1 : 0))
  const inner = apart(kernel)
  const model = tf.model({
    inputs: inner.inputs,
    outputs: new OneWay().apply(inner.outputs[0]!) as tf.SymbolicTensor,
  })
  const subject = claim('c', model, { inputs: domains, holds: always(within(-1e6, 1e6)) })
  const observed = nothingObserved()
  const starts = [
    { point: subject.inputs.map(({ domain }) => domain.simplest), output: 0, direction: 1, progress: -1 } as const,
  ]
  const found = await climb(subject, outside, starts, observed, { deadline: Infinity })
  expect(found).toEqual({
    cases: found.cases,
    flaky: 0,
    complete: true,
    warning: 'not searched along gradients: no gradient of OneWay',
  })
  expect(observed.max).toBeGreaterThanOrEqual(1004)
  model.dispose()
})

/** A layer that passes numbers on, and says how many rows it is given. */
class Watched extends tf.layers.Layer {
  static readonly className: string = 'WatchedInClimbs'
  readonly #see: (rows: number) => void

  constructor(see: (rows: number) => void) {
    super({})
    this.#see = see
  }

  override call(given: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = [given].flat()[0]!
    this.#see(x.shape[0]!)
    return tf.clone(x)
  }
}

test('a signal stops it between two passes, however many letters there are to swap', async () => {
  await useBackend('cpu')
  const stop = new AbortController()
  const seen: number[] = []
  const watched = new Watched((rows) => {
    seen.push(rows)
    if (seen.length === 3) stop.abort()
  })
  // A few rows are all that one pass has time for.
  const layers = [
    tf.layers.flatten({ inputShape: [50, 4] }),
    watched,
    tf.layers.dense({ units: 2 ** 14, kernelInitializer: 'ones' }),
  ]
  const model = tf.sequential({ layers })
  const subject = claim('c', model, { inputs: oneHot(50, 4), holds: always(within(0, 1e6)) })
  const starts = [{ point: [subject.inputs[0]!.domain.simplest], output: 0, direction: 1, progress: -1 }] as const
  const objective: Target = { set: within(0, 1e6), side: 'outside' }
  const limits = { deadline: Infinity, signal: stop.signal }
  const { cases, complete } = await climb(subject, objective, starts, nothingObserved(), limits)
  expect({ passes: seen.length, complete }).toEqual({ passes: 3, complete: false })
  expect(cases).toBe(seen.reduce((sum, rows) => sum + rows, 0))
  model.dispose()
})
