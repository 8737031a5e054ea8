import { beforeAll, describe, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { above, always, below, box, claim, type Claim, interval, oneHot, sometimes, within } from '../claim/index.ts'
import type { Verdict } from '../claim/verdict.ts'
import { convolutionalModel } from '../model/index.ts'
import { uniform } from '../../test/network/random.ts'
import { branchAndBound } from '../proof/branch/branchAndBound.ts'
import { intervalBounds } from '../proof/intervalBounds.ts'
import { subjectOf } from '../proof/subject.ts'
import { verify } from '../verify.ts'
import type { VerifyOptions } from './options.ts'
import { outOfReach } from '../../test/verify/outOfReach.ts'

/** What decides a claim that neither cases nor plain intervals do. */

beforeAll(() => useBackend('cpu'))

/** The verdict, of which what was observed lies in what is certified, and which leaves no tensors behind. */
async function decide(subject: Claim, options: VerifyOptions = {}): Promise<Verdict> {
  const tensors = tf.memory().numTensors
  const verdict = await verify(subject, { cases: 200, ...options })
  expect(tf.memory().numTensors).toBe(tensors)
  const { observed, certified, status } = verdict
  expect(observed[0]).toBeGreaterThanOrEqual(certified[0])
  expect(observed[1]).toBeLessThanOrEqual(certified[1])
  expect(verdict.passed).toBe(status === 'proved' || status === 'survived')
  return verdict
}

/** dense → activation → dense, as kernels say: no biases but the first layer's. */
function network(first: number[][], hidden: 'relu' | 'linear', second: number[], bias = 0): tf.LayersModel {
  const layers = [
    tf.layers.dense({ units: second.length, activation: hidden, inputShape: [first.length], name: 'x' }),
    tf.layers.dense({ units: 1, useBias: false }),
  ]
  const model = tf.sequential({ layers })
  model.setWeights([tf.tensor2d(first), tf.tensor1d(second.map(() => bias)), tf.tensor2d(second, [second.length, 1])])
  return model
}

describe('linear relaxation', () => {
  test('proves what intervals cannot: that x - x is 0', async () => {
    const subject = claim('c', network([[1, 1]], 'linear', [1, -1]), {
      inputs: box([1], 0, 1),
      holds: always(within(-1e-5, 1e-5)),
    })
    const { network: graph, region, backend } = subjectOf(subject, 'cpu')!
    expect(intervalBounds(graph, region, backend).hi[0]).toBeGreaterThanOrEqual(1)
    expect(await decide(subject)).toMatchObject({
      status: 'proved',
      by: 'bounds',
      reason: 'bounds over all inputs lie in [-0.00001, 0.00001]',
    })
  })
})

/** A bound of the output from above, by so many regions, with slopes moved in so many steps. */
async function upTo(subject: Claim, most: number, steps?: number): Promise<number> {
  const { network: graph, region, backend } = subjectOf(subject, 'cpu')!
  const options = { deadline: performance.now() + 60_000, most, ...(steps !== undefined && { steps }) }
  return (await branchAndBound(graph, region, { set: below(-1e9), side: 'inside' }, backend, options)).hi
}

/** 6 numbers, two layers of 10 relus, one output. */
function twoLayers(): tf.LayersModel {
  const layer = (seed: number, units: number) =>
    tf.layers.dense({
      units,
      ...(seed === 1 && { inputShape: [6] }),
      ...(units > 1 && { activation: 'relu' }),
      kernelInitializer: tf.initializers.glorotNormal({ seed }),
    })
  return tf.sequential({ layers: [layer(1, 10), layer(2, 10), layer(3, 1)] })
}

describe('optimized slopes and multipliers', () => {
  test('prove in one region what the plain rule does not, and the checker follows them', async () => {
    const model = twoLayers()
    const state = (bound: number): Claim => claim('c', model, { inputs: box([6], -1, 1), holds: always(below(bound)) })
    const [plain, optimized] = [await upTo(state(0), 1, 0), await upTo(state(0), 1)]
    expect(optimized).toBeLessThan(plain - 0.01)
    const verdict = await decide(state((plain + optimized) / 2), { regions: 1 })
    expect(verdict).toMatchObject({
      status: 'proved',
      by: 'bounds',
      reason: expect.stringMatching(/^bounds over 1 region/),
    })
    model.dispose()
  })

  test('prove by the signs of relus what the widest inputs are too many for', async () => {
    const random = uniform(3)
    const weights = Array.from({ length: 40 }, () => Array.from({ length: 8 }, () => random() - 0.5))
    const model = network(weights, 'relu', [1, 1, -1, 1, -1, 1, -1, 1])
    const state = (bound: number): Claim => claim('c', model, { inputs: box([40], -1, 1), holds: always(below(bound)) })
    const [once, often] = [await upTo(state(0), 1), await upTo(state(0), 400)]
    expect(often).toBeLessThan(once)
    const verdict = await decide(state(often + (once - often) / 4), { regions: 1000 })
    expect(verdict).toMatchObject({
      status: 'proved',
      by: 'bounds',
      reason: expect.stringMatching(/^bounds over \d\d+ regions/),
    })
    model.dispose()
  })
})

describe('branch and bound', () => {
  /** relu(x + y) - relu(x) - relu(y): -1 to 0. */
  const kink = claim(
    'c',
    network(
      [
        [1, 1, 0],
        [1, 0, 1],
      ],
      'relu',
      [1, -1, -1],
    ),
    { inputs: box([2], -1, 1), holds: always(within(-1.05, 0.05)) },
  )

  test('proves in several regions what one does not show, and says how many', async () => {
    const verdict = await decide(kink)
    expect(verdict).toMatchObject({ status: 'proved', by: 'bounds' })
    const [, regions] = /^bounds over (\d+) regions lie in \[-1.05, 0.05\]$/.exec(verdict.reason)!
    expect(Number(regions)).toBeGreaterThan(1)
    expect(verdict.certified[0]).toBeGreaterThanOrEqual(-1.05)
    expect(verdict.certified[1]).toBeLessThanOrEqual(0.05)
    expect(await decide({ ...kink, holds: sometimes(above(0.05)) })).toMatchObject({ status: 'refuted', by: 'bounds' })
  })

  test('certifies the less the sooner it ends, and never more than at the start', async () => {
    const verdicts = await Promise.all([1, 10, 40].map((regions) => decide(kink, { regions })))
    const ranges = verdicts.map(({ certified: [lo, hi] }) => hi - lo)
    expect(verdicts.slice(0, 2).map(({ status }) => status)).toEqual(['survived', 'survived'])
    expect(verdicts[0]!.reason).toContain('; bounds over 1 region before they were stopped; not ruled out: ')
    expect(ranges).toEqual(ranges.toSorted((a, b) => b - a))
    expect(ranges[2]).toBeLessThan(ranges[0]! * 0.9)
  })

  test('finds by its bounds the corner that neither chance nor a gradient leads to', async () => {
    const signs = Array.from({ length: 20 }, (_, i) => (i % 3 === 0 ? -1 : 1))
    const corner = network(
      signs.map((sign) => [sign]),
      'relu',
      [1],
      -19.5,
    )
    const verdict = await decide(claim('c', corner, { inputs: box([20], -1, 1), holds: always(below(0.25)) }))
    expect(verdict).toMatchObject({ status: 'refuted', by: 'bounds', counterexample: { minimal: true } })
    expect(verdict.counterexample!.output).toBeGreaterThanOrEqual(0.25)
    expect(verdict.counterexample!.inputs['x_input']!.map(Math.sign)).toEqual(signs)
    const some = claim('c', corner, { inputs: box([20], -1, 1), holds: sometimes(above(0.4)) })
    expect(await decide(some)).toMatchObject({ status: 'proved', by: 'witness' })
  })

  test('ends when it is aborted by a timer, and says what is certain', async () => {
    const controller = new AbortController()
    const told: number[] = []
    const verdict = await decide(outOfReach(), {
      cases: 1,
      regions: 1e9,
      seconds: 600,
      signal: controller.signal,
      onProgress: ({ phase, regions }) => {
        if (phase !== 'bounds') return
        told.push(regions!)
        if (told.length === 2) setTimeout(() => controller.abort(), 20)
      },
    })
    expect(verdict).toMatchObject({ status: 'survived', observed: [0, 0], nan: 'impossible' })
    expect(verdict.reason).toContain(`bounds over ${told.at(-1)} regions before they were stopped`)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
  })

  test('has its share of the seconds where the search is not through', async () => {
    const verdict = await decide(kink, { cases: 1e12, seconds: 8 })
    expect(verdict).toMatchObject({ status: 'proved', by: 'bounds' })
  })

  test('ends when the seconds are over', async () => {
    const told: string[] = []
    // Whatever the search before it takes.
    for (let seconds = 0.5; !told.at(-1)?.includes('bounds over'); seconds *= 2)
      told.push((await decide(outOfReach(), { cases: 1, regions: 1e9, seconds })).reason)
    expect(told.at(-1)).toMatch(/bounds over \d+ regions? before they were stopped/)
    for (const reason of told.slice(0, -1)) expect(reason).toMatch(/before the search was stopped|no time was left/)
  })
})

describe('sequences', () => {
  test.each(['average', 'flatten'] as const)('the exact range over all strings decides: %s', async (pool) => {
    const cnn =
      pool === 'average'
        ? convolutionalModel({ inputShape: [6, 4], name: 'sequence', filters: 5, kernelSize: 3, seed: 3 })
        : flattened()
    const outputs = allStrings(cnn)
    const [least, most] = [Math.min(...outputs), Math.max(...outputs)]
    const inputs = { sequence: oneHot(6, 4) }
    const held = claim('c', cnn, { inputs, holds: always(within(least - 1e-5, most + 1e-5)) })
    expect(await decide(held)).toMatchObject({
      status: 'proved',
      by: 'sequences',
      reason: expect.stringMatching(/^the outputs of all strings of letters lie in /),
    })
    expect(await decide(claim('c', cnn, { inputs, holds: sometimes(above(most + 1e-5)) }))).toMatchObject({
      status: 'refuted',
      by: 'sequences',
      reason: expect.stringMatching(/^the outputs of all strings of letters miss /),
    })
    // The string that attains it: search comes upon it or it is told.
    const missed = await decide(claim('c', cnn, { inputs, holds: always(below(most)) }), { cases: 8 })
    expect(missed).toMatchObject({ status: 'refuted', counterexample: { output: most } })
  })

  function flattened(): tf.LayersModel {
    const seeded = (seed: number) => tf.initializers.glorotUniform({ seed })
    const layers = [
      tf.layers.inputLayer({ inputShape: [6, 4], name: 'sequence' }),
      tf.layers.conv1d({ filters: 3, kernelSize: 2, activation: 'tanh', kernelInitializer: seeded(1) }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
    ]
    return tf.sequential({ layers })
  }

  /** The outputs for all 4^6 strings. */
  function allStrings(model: tf.LayersModel): Float32Array {
    const letters = Int32Array.from({ length: 4 ** 6 * 6 }, (_, i) => (Math.floor(i / 6) >> (2 * (i % 6))) & 3)
    return tf.tidy(() => {
      const strings = tf.oneHot(tf.tensor2d(letters, [4 ** 6, 6], 'int32'), 4).toFloat()
      return (model.predict(strings) as tf.Tensor).dataSync<'float32'>()
    })
  }
})

describe('exhaustion', () => {
  /** x x + x (-x), always 0: each product has a rounding of its own that bounds know nothing of. */
  function squares(): Claim {
    const x = tf.input({ shape: [1], name: 'x' })
    const minus = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(x)
    const products = [x, minus].map((factor) => tf.layers.multiply().apply([x, factor as tf.SymbolicTensor]))
    const outputs = tf.layers.add().apply(products as tf.SymbolicTensor[]) as tf.SymbolicTensor
    const model = tf.model({ inputs: x, outputs })
    return claim('c', model, { inputs: interval(1, 1 + 2 ** -11), holds: always(within(-1e-9, 1e-9)) })
  }

  test.for(['wasm', 'cpu'] as const)(
    'every float of one number decides what bounds leave open: %s',
    async (name, { skip }) => {
      await startOrSkip(name, skip)
      const verdict = await decide(squares(), { regions: 20, cases: 30_000 })
      expect(verdict).toMatchObject({
        status: 'proved',
        by: 'exhaustion',
        reason: 'the outputs of 4097 inputs, every one that bounds leave open, lie in [-1e-9, 1e-9]',
        certified: [0, 0],
      })
      expect(verdict.cases).toBeGreaterThan(4097)
      const { holds: _, ...rest } = squares()
      expect(await decide({ ...rest, holds: sometimes(above(0)) }, { regions: 20, cases: 30_000 })).toMatchObject({
        status: 'refuted',
        by: 'exhaustion',
      })
    },
  )

  test.for(['native'] as const)('does not on %s, where an output depends on its batch', async (name, { skip }) => {
    await startOrSkip(name, skip)
    expect(await decide(squares(), { regions: 20, cases: 30_000 })).toMatchObject({
      status: 'survived',
      observed: [0, 0],
    })
  })

  test('finds the one float that fails, by its roundings', async () => {
    await useBackend('wasm')
    // x times its own error: (x a) / a - x, of which the roundings are left.
    const x = tf.input({ shape: [1], name: 'x' })
    const times = (factor: number, of: tf.SymbolicTensor) =>
      tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[factor]])] }).apply(of) as tf.SymbolicTensor
    const error = tf.layers.add().apply([times(1 / 13, times(13, x)), times(-1, x)])
    const outputs = tf.layers.multiply().apply([x, error as tf.SymbolicTensor]) as tf.SymbolicTensor
    const model = tf.model({ inputs: x, outputs })
    const inputs = interval(1, 1 + 2 ** -6)
    const count = 2 ** 17 + 1
    const floats = Float32Array.from({ length: count }, (_, i) => 1 + i * 2 ** -23)
    const computed = tf.tidy(() => (model.predict(tf.tensor2d(floats, [count, 1])) as tf.Tensor).dataSync())
    const most = (computed as Float32Array).reduce((a, b) => Math.max(a, b))
    const failing = [...floats].filter((_, i) => computed[i] === most)
    expect(failing).toHaveLength(1)
    const verdict = await decide(claim('c', model, { inputs, holds: always(below(most)) }), {
      regions: 20,
      cases: 300_000,
    })
    expect(verdict).toMatchObject({
      status: 'refuted',
      by: 'exhaustion',
      counterexample: { inputs: { x: failing }, output: most },
    })
  })
})
