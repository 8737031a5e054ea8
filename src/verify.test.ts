import { beforeAll, describe, expect, test } from 'vitest'
import { tf } from './backend/tf.ts'
import { useBackend } from './backend/useBackend.ts'
import {
  above,
  always,
  below,
  box,
  claim,
  finite,
  interval,
  oneHot,
  sometimes,
  unbounded,
  within,
} from './claim/index.ts'
import { linearModel, wideDeepModel } from './model/index.ts'
import { assertClaim, ClaimFailed, verify } from './verify.ts'
import { outOfReach } from '../test/verify/outOfReach.ts'
import { UnknownLayer } from '../test/verify/unknownLayer.ts'

beforeAll(() => useBackend('wasm'))

/** slope * x + offset, then an activation. */
function line(slope: number, offset: number, activation?: string): tf.LayersModel {
  const model = linearModel({ inputShape: [1], name: 'x', ...(activation !== undefined && { activation: 'sigmoid' }) })
  model.setWeights([tf.tensor2d([[slope]]), tf.tensor1d([offset])])
  return model
}

const unit = interval(0, 1)

describe('always', () => {
  test('is proved by bounds, with the observed range inside the certified one', async () => {
    const verdict = await verify(claim('c', line(1, 0), { inputs: unit, holds: always(within(0, 1)) }))
    expect(verdict).toMatchObject({ status: 'proved', by: 'bounds', nan: 'impossible', passed: true, flaky: 0 })
    expect(verdict.observed[0]).toBeGreaterThanOrEqual(verdict.certified[0])
    expect(verdict.observed[1]).toBeLessThanOrEqual(verdict.certified[1])
    expect(verdict.observed).toEqual([0, 1])
  })

  test('is refuted by a minimal counterexample that the model confirms alone', async () => {
    const model = line(2, 0.25)
    const verdict = await verify(claim('c', model, { inputs: interval(-5, 5), holds: always(below(7.2)) }))
    expect(verdict).toMatchObject({
      status: 'refuted',
      by: 'search',
      passed: false,
      counterexample: { inputs: { x: [4] }, output: 8.25, minimal: true, distance: 1 },
    })
    expect((model.predict(tf.tensor2d([[4]])) as tf.Tensor).dataSync()[0]).toBe(verdict.counterexample!.output)
  })

  test('a bound that only single precision misses is met by a counterexample: 0.1 is no float32', async () => {
    const verdict = await verify(claim('c', line(1, 0), { inputs: interval(0, 1), holds: always(below(1)) }))
    expect(verdict.counterexample).toMatchObject({ inputs: { x: [1] }, output: 1 })
  })

  test('survives where bounds are too wide and no case fails, and says what is left open', async () => {
    const verdict = await verify(outOfReach(), { cases: 500, regions: 20 })
    expect(verdict).toMatchObject({ status: 'survived', by: 'gradient', passed: true, observed: [0, 0] })
    expect(verdict.reason).toMatch(
      /^no hit in \d+ cases; bounds over \d+ regions before they were stopped; not ruled out: -[0-2]\S* to -0.000001, 0.000001 to [0-2]/,
    )
    expect(await verify(outOfReach({ demand: 'proof' }), { cases: 500, regions: 20 })).toMatchObject({
      status: 'survived',
      passed: false,
    })
  })

  test('NaN refutes it', async () => {
    const nan = tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [2] })] })
    nan.setWeights([tf.tensor2d([[1e38], [-1e38]])])
    const verdict = await verify(
      claim('c', nan, { inputs: box([2], 0, 1e38), holds: always(within(-Infinity, Infinity)) }),
    )
    expect(verdict).toMatchObject({ status: 'refuted', nan: 'observed' })
    expect(verdict.counterexample!.output).toBeNaN()
  })

  test('a layer that no proof knows stops the proof, not the search, and is named', async () => {
    const layers = [
      new UnknownLayer({ inputShape: [1], name: 'strange' }),
      tf.layers.gaussianNoise({ stddev: 1, name: 'noise' }),
    ]
    const model = tf.sequential({ layers })
    const verdict = await verify(claim('c', model, { inputs: unit, holds: always(within(0, 1)) }), { cases: 100 })
    expect(verdict).toMatchObject({ status: 'survived', certified: [-Infinity, Infinity], nan: 'possible' })
    expect(verdict.reason).toContain('(unknown layers: strange (UnknownLayer))')
  })
})

describe('sometimes', () => {
  test('is proved by a shrunk witness with the parts of a wide & deep model', async () => {
    const wide = line(1, 0)
    const deep = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [3, 2] }),
        tf.layers.dense({ units: 1, kernelInitializer: 'zeros', activation: 'sigmoid' }),
      ],
    })
    const model = wideDeepModel(wide, deep)
    const inputs = [interval(-3, 3), oneHot(3, 2)]
    const verdict = await verify(claim('c', model, { inputs, holds: sometimes(above(1.2)) }))
    expect(verdict).toMatchObject({
      status: 'proved',
      by: 'witness',
      witness: { minimal: true, distance: 1, output: 1.5 },
      parts: { wide: 1, deep: 0.5 },
    })
    expect(verdict.counterexample).toBeUndefined()
  })

  test('is refuted by bounds that miss the set', async () => {
    expect(await verify(claim('c', line(1, 0), { inputs: unit, holds: sometimes(above(1.5)) }))).toMatchObject({
      status: 'refuted',
      by: 'bounds',
    })
    // Between two neighbouring float32 numbers.
    const nowhere = claim('c', line(0, 0.5), { inputs: unit, holds: sometimes(within(0.50000001, 0.50000002)) })
    expect((await verify(nowhere, { cases: 200 })).status).toBe('refuted')
  })
})

describe('unbounded', () => {
  test.each([
    ['a slope', line(0.5, 1), finite(), 'proved', 'witness'],
    ['no slope', line(0, 1), finite(), 'refuted', 'bounds'],
    ['a bounded domain', line(0.5, 1), interval(-25, 20), 'refuted', 'bounds'],
    ['one endless side', line(-0.5, 1), interval(0, Infinity), 'proved', 'witness'],
    ['a sigmoid', line(3, 0, 'sigmoid'), finite(), 'refuted', 'bounds'],
  ])('%s', async (_, model, domain, status, by) => {
    const verdict = await verify(claim('c', model, { inputs: domain, holds: unbounded() }), { cases: 100 })
    expect(verdict).toMatchObject({ status, by })
  })

  test('a slope that a backend may take for zero is proved only by an output that shows it', async () => {
    const verdict = await verify(claim('c', line(1e-44, 0), { inputs: finite(), holds: unbounded() }), { cases: 100 })
    expect(verdict.status === 'proved').toBe(Math.abs(verdict.witness?.output ?? 0) > 1e-6)
  })
})

test('a belief that is expected to be false passes exactly when it is refuted', async () => {
  const belief = claim('c', line(1, 0), { inputs: unit, holds: always(below(0.5)), expect: 'refuted' })
  expect(await verify(belief)).toMatchObject({ status: 'refuted', passed: true, expect: 'refuted' })
  const truth = claim('c', line(1, 0), { inputs: unit, holds: always(below(2)), expect: 'refuted' })
  expect(await verify(truth)).toMatchObject({ status: 'proved', passed: false })
  await expect(assertClaim(truth)).rejects.toThrow('expected to be refuted')
})

test('assertClaim throws the verdict, in words', async () => {
  const failing = claim('x stays below a half', line(1, 0), { inputs: unit, holds: always(below(0.5)) })
  const error = await assertClaim(failing).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ClaimFailed)
  expect(error).toMatchObject({ code: 'CLAIM_FAILED', verdict: { status: 'refuted' } })
  expect((error as Error).message).toMatch(
    /x stays below a half: refuted .*\n.*\n {2}counterexample [0-9a-f]{12} \(minimal/,
  )
})

test('the same seed gives the same verdict whatever the batch size, and leaves no tensors behind', async () => {
  const model = line(1, 0)
  const subject = claim('c', model, { inputs: interval(-4, 4), holds: always(within(-3.9, 3.9)) })
  await verify(subject)
  const tensors = tf.memory().numTensors
  const verdicts = await Promise.all(
    [1, 7, 1000].map((batchSize) => verify(subject, { seed: 5, batchSize, cases: 1000 })),
  )
  expect(tf.memory().numTensors).toBe(tensors)
  for (const verdict of verdicts) expect(verdict.counterexample).toEqual(verdicts[0]!.counterexample)
})

test('a search that is aborted before its first case has no verdict, and what bounds show needs one, too', async () => {
  const open = claim('c', line(0, 0.5), { inputs: unit, holds: always(within(0, 0.5)) })
  const narrow = claim(
    'c',
    wideDeepModel(
      line(1, 0),
      tf.sequential({
        layers: [tf.layers.dense({ units: 1, inputShape: [1], weights: [tf.tensor2d([[-1]]), tf.tensor1d([0])] })],
      }),
    ),
    { inputs: [unit, unit], holds: always(within(-2, 0.9)) },
  )
  expect((await verify(open)).status).toBe('proved')
  for (const subject of [open, narrow])
    await expect(verify(subject, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'NOTHING_COMPUTED',
      message: expect.stringContaining('stopped before any case was computed'),
    })
})

test.each([
  ['seed', { seed: 0.5 }],
  ['cases', { cases: 0 }],
  ['cases', { cases: Number.NaN }],
  ['regions', { regions: 0 }],
  ['regions', { regions: 1.5 }],
  ['seconds', { seconds: 0 }],
  ['batchSize', { batchSize: -1 }],
])('a bad %s is refused', async (name, options) => {
  const subject = claim('c', line(1, 0), { inputs: unit, holds: always(within(0, 1)) })
  await expect(verify(subject, options)).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringContaining(name),
  })
})
