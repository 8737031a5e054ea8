import { writeFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import {
  above,
  always,
  below,
  box,
  type Claim,
  claim,
  finite,
  interval,
  oneHot,
  sometimes,
  unbounded,
  within,
} from '../claim/index.ts'
import { verify } from '../verify.ts'
import { outOfReach } from '../../test/verify/outOfReach.ts'

beforeAll(() => useBackend('cpu'))

/** What a verdict says of the claim, and not of the run. */
const lasting = (verdict: Awaited<ReturnType<typeof verify>>): object => ({ ...verdict, seconds: 0 })

const seeded = (seed: number): tf.serialization.Serializable => tf.initializers.glorotNormal({ seed }) as never

function network(seed: number, inputs: number): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 6, activation: 'tanh', inputShape: [inputs], kernelInitializer: seeded(seed) as never }),
      tf.layers.dense({ units: 6, activation: 'relu', kernelInitializer: seeded(seed + 1) as never }),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(seed + 2) as never }),
    ],
  })
}

const letters = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.conv1d({ filters: 3, kernelSize: 2, inputShape: [6, 4], kernelInitializer: seeded(3) as never }),
      tf.layers.globalMaxPooling1d({}),
      tf.layers.dense({ units: 1, kernelInitializer: seeded(5) as never }),
    ],
  })

describe('cases', () => {
  test('that were asked for are all tried of growth that stays unknown', async () => {
    const x = tf.input({ shape: [1], name: 'x' })
    const outputs = tf.layers.multiply().apply([x, x]) as tf.SymbolicTensor
    const stated = claim('c', tf.model({ inputs: x, outputs }), { inputs: finite(), holds: unbounded() })
    expect(await verify(stated, { cases: 101 })).toMatchObject({ status: 'survived', stopped: 'cases', cases: 101 })
  })

  const holds = fc.constantFrom(
    always(within(-0.1, 0.1)),
    always(within(-50, 50)),
    always(below(1)),
    sometimes(above(0.3)),
    sometimes(above(80)),
    unbounded(),
  )
  const models = fc.constantFrom<() => Pick<Claim, 'model'> & { inputs: Parameters<typeof claim>[2]['inputs'] }>(
    () => ({ model: network(1, 1), inputs: interval(-1, 1) }),
    () => ({ model: network(2, 3), inputs: box([3], -1, 1) }),
    () => ({ model: network(3, 1), inputs: finite() }),
    () => ({ model: letters(), inputs: oneHot(6, 4) }),
  )
  test('are never more than asked for, whatever way decides', async () => {
    await fc.assert(
      fc.asyncProperty(holds, models, fc.integer({ min: 1, max: 700 }), async (stated, make, cases) => {
        const { model, inputs } = make()
        const verdict = await verify(claim('c', model, { inputs, holds: stated }), { cases, regions: 40 })
        expect(verdict.cases).toBeGreaterThanOrEqual(1)
        expect(verdict.cases).toBeLessThanOrEqual(cases)
        // What is left open has had all of them.
        const isOpen = verdict.status === 'survived'
        expect(isOpen ? verdict.cases : cases).toBe(cases)
        model.dispose()
      }),
      { numRuns: 60 },
    )
  })
})

describe('a verdict does not depend on the time that it takes', () => {
  /** Of a label that takes its time: a machine under load. */
  const slow = [
    {
      label: 'any',
      when: () => {
        for (const end = performance.now() + 0.5; performance.now() < end;);
        return true
      },
    },
  ]
  const quick = [{ label: 'any', when: () => true }]
  test.each([
    ['survives', outOfReach, {}],
    ['is refuted', () => claim('c', network(2, 3), { inputs: box([3], -1, 1), holds: always(within(-0.2, 0.2)) }), {}],
    ['is proved', () => claim('c', network(2, 3), { inputs: box([3], -1, 1), holds: always(within(-4, 4)) }), {}],
  ])('%s', async (_, make) => {
    const options = { cases: 600, regions: 100 }
    const subject = make()
    const before = lasting(await verify({ ...subject, cover: quick }, options))
    expect(lasting(await verify({ ...subject, cover: slow }, options))).toEqual(before)
  })
})

test('of a claim that no end is, cases are drawn past those that give no number', async () => {
  class Nothing extends tf.layers.Layer {
    static className = 'NothingInBudgets'
    override call(x: tf.Tensor[]): tf.Tensor {
      return tf.mul(x[0]!, Number.NaN)
    }
  }
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [1] }), new Nothing({})] })
  const stated = claim('c', model, { inputs: finite(), holds: unbounded() })
  expect(await verify(stated)).toMatchObject({ nan: 'observed', cases: 1000 })
})

describe('what ended the work', () => {
  test('all cases were tried', async () => {
    const sum = tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })
    class Itself extends tf.layers.Layer {
      static className = 'ItselfInBudgets'
      override call(x: tf.Tensor[]): tf.Tensor {
        return x[0]!
      }
    }
    const model = tf.sequential({ layers: [sum, new Itself({})] })
    const verdict = await verify(claim('c', model, { inputs: box([2], -1, 1), holds: always(within(-2, 2)) }), {
      cases: 300,
    })
    expect(verdict).toMatchObject({ status: 'survived', stopped: 'cases', cases: 300 })
  })

  test('all regions were bounded', async () => {
    expect(await verify(outOfReach(), { cases: 100, regions: 30 })).toMatchObject({
      status: 'survived',
      stopped: 'regions',
    })
  })

  test('the time was up', async () => {
    const verdict = await verify(outOfReach(), { regions: 1e9, seconds: 0.3 })
    expect(verdict).toMatchObject({ status: 'survived', stopped: 'time' })
  })

  test('there was no time to draw all cases, although there was for all that came after', async () => {
    const slow = { label: 'any', share: 1, when: () => wait(1) }
    const verdict = await verify({ ...outOfReach(), cover: [slow] }, { regions: 1, seconds: 1 })
    expect(verdict).toMatchObject({ status: 'survived', stopped: 'time' })
    const unlimited = claim('c', network(1, 1), { inputs: finite(), holds: unbounded(), cover: [slow] })
    expect(await verify(unlimited, { seconds: 0.5 })).toMatchObject({ status: 'survived', stopped: 'time' })
  })

  test('there was no time to try every float32', async () => {
    const x = tf.input({ shape: [1] })
    const minus = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(x)
    const products = [x, minus].map((one) => tf.layers.multiply().apply([x, one as tf.SymbolicTensor]))
    const none = tf.layers.add().apply(products as tf.SymbolicTensor[]) as tf.SymbolicTensor
    const model = tf.model({ inputs: x, outputs: none })
    const stated = claim('c', model, { inputs: interval(1, 2), holds: always(within(-1e-9, 1e-9)) })
    expect(await verify(stated, { regions: 1, seconds: 0.5 })).toMatchObject({ status: 'survived', stopped: 'time' })
  })

  test('a signal was given', async () => {
    const controller = new AbortController()
    const verdict = await verify(outOfReach(), {
      regions: 1e9,
      signal: controller.signal,
      onProgress: ({ phase }) => phase === 'bounds' && controller.abort(),
    })
    expect(verdict).toMatchObject({ status: 'survived', stopped: 'signal' })
  })

  test('nothing did, where it came to its end', async () => {
    const proved = await verify(claim('c', network(1, 2), { inputs: box([2], -1, 1), holds: always(within(-9, 9)) }))
    const refuted = await verify(claim('c', network(1, 2), { inputs: box([2], -1, 1), holds: always(above(9)) }))
    expect([proved.status, refuted.status]).toEqual(['proved', 'refuted'])
    for (const verdict of [proved, refuted]) expect(verdict).not.toHaveProperty('stopped')
  })
})

/** Takes its time. */
function wait(milliseconds: number): boolean {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
  return true
}

/** A layer that passes numbers on, and says how many rows it is given. */
class Watched extends tf.layers.Layer {
  static className = 'WatchedInBudgets'
  readonly see: (rows: number) => void
  constructor(see: (rows: number) => void) {
    super({})
    this.see = see
  }
  override call(x: tf.Tensor[]): tf.Tensor {
    this.see(x[0]!.shape[0]!)
    return x[0]!
  }
}

describe('a counterexample is not lost', () => {
  let corpus: string
  beforeEach(() => (corpus = temporaryFolder()))

  const sum = (...before: tf.layers.Layer[]): Claim => {
    const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [4] }), ...before] })
    model.add(tf.layers.dense({ units: 1, kernelInitializer: 'ones' }))
    return claim('c', model, { inputs: box([4], 0.5, 1), holds: always(below(2.5)) })
  }

  test.each([
    ['OOM when allocating tensor', 'not made simpler: the backend failed'],
    ['too much for me', 'not made simpler: claim "c": its model does not run: too much for me'],
  ])('where the model fails while it is made simpler (%s)', async (message, warning) => {
    let left = Infinity
    const failing = new Watched((rows) => {
      // The first batch, and the hit alone twice.
      if (rows === 256) left = 2
      else if (left-- <= 0) throw new Error(message)
    })
    const stated = sum(failing)
    const verdict = await verify(stated, { corpus })
    expect(verdict).toMatchObject({
      status: 'refuted',
      counterexample: { minimal: false },
      warnings: [expect.stringContaining(warning)],
    })
    expect(await readdir(corpus)).toEqual([`${verdict.counterexample!.id}.json`])
  })

  test('where who is told of the progress throws', async () => {
    const onProgress = ({ phase }: { phase: string }): void => {
      if (phase === 'shrink') throw new Error('nobody listens')
    }
    const stated = sum()
    await expect(verify(stated, { corpus, onProgress })).rejects.toThrow('nobody listens')
    expect(await readdir(corpus)).toHaveLength(1)
    expect(await verify(stated, { corpus })).toMatchObject({ status: 'refuted', by: 'replay' })
  })

  test('where its folder cannot take it', async () => {
    const place = join(corpus, 'later')
    const blocked = new Watched(() => writeFileSync(place, 'a file'))
    const stated = sum(blocked)
    await rm(place, { force: true })
    const verdict = await verify(stated, { corpus: place })
    expect(verdict).toMatchObject({
      status: 'refuted',
      counterexample: { minimal: true },
      warnings: [expect.stringContaining('not stored: cannot write a counterexample to')],
    })
    expect(verdict).not.toHaveProperty('replay')
  })
})

test('of a counterexample only the simplest form stays in the corpus', async () => {
  const corpus = temporaryFolder()
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'ones' })] })
  const verdict = await verify(claim('c', model, { inputs: box([4], 0, 1), holds: always(below(0.5)) }), { corpus })
  expect(verdict.counterexample).toMatchObject({ minimal: true, output: 1 })
  expect(await readdir(corpus)).toEqual([`${verdict.counterexample!.id}.json`])
})

test('a pass has no more rows than memory has room for', async () => {
  await useBackend('wasm')
  const seen: number[] = []
  const wide = tf.layers.dense({ units: 2 ** 16, useBias: false, kernelInitializer: 'ones' })
  const model = tf.sequential({
    layers: [tf.layers.inputLayer({ inputShape: [1] }), wide, new Watched((rows) => seen.push(rows))],
  })
  const last = tf.layers.globalMaxPooling1d({})
  model.add(tf.layers.reshape({ targetShape: [2 ** 16, 1] }))
  model.add(last)
  const stated = claim('c', model, { inputs: interval(0, 1), holds: always(within(0, 1)) })
  const verdict = await verify(stated, { cases: 600, batchSize: 600 })
  expect(verdict).toMatchObject({ status: 'survived', cases: 600 })
  // Three tensors of 2 ** 16 numbers a row: 256 MB hold 341 rows.
  expect(Math.max(...seen)).toBeLessThanOrEqual(341)
  expect(Math.max(...seen)).toBeGreaterThan(100)
  model.dispose()
})

test('where the time is up no gradient is taken any more: it may take longer than all that came before', async () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], activation: 'tanh' })] })
  const late = claim('late', model, { inputs: box([2], -1, 1), holds: always(below(1)) })
  expect(await verify(late, { seconds: 1e-6, corpus: false })).toMatchObject({ by: 'search', stopped: 'time' })
})
