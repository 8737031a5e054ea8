import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
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
import { outOfReach } from './outOfReach.laws.ts'

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
        // What is left open has had all of them; growth is not looked for in cases.
        const isOpen = verdict.status === 'survived' && stated.kind !== 'unbounded'
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

test('a counterexample is not lost where the backend fails while it is made simpler', async () => {
  const corpus = await mkdtemp(join(tmpdir(), 'overshoot-unshrunk-'))
  let passes = -Infinity
  const failing = new Watched(() => {
    // The hit is looked at once more.
    if (++passes > 1) throw new Error('OOM when allocating tensor')
  })
  const model = tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [4] }),
      failing,
      tf.layers.dense({ units: 1, kernelInitializer: 'ones' }),
    ],
  })
  const stated = claim('c', model, { inputs: box([4], 0.5, 1), holds: always(below(2.5)) })
  const onProgress = ({ phase }: { phase: string }): void => {
    if (phase === 'shrink') passes = 0
  }
  const verdict = await verify(stated, { corpus, onProgress })
  expect(verdict).toMatchObject({
    status: 'refuted',
    counterexample: { minimal: false },
    warnings: [expect.stringContaining('not made simpler: the backend failed')],
  })
  expect(await readdir(corpus)).toEqual([`${verdict.counterexample!.id}.json`])
  await rm(corpus, { recursive: true })
})

test('of a counterexample only the simplest form stays in the corpus', async () => {
  const corpus = await mkdtemp(join(tmpdir(), 'overshoot-shrunk-'))
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [4], kernelInitializer: 'ones' })] })
  const verdict = await verify(claim('c', model, { inputs: box([4], 0, 1), holds: always(below(0.5)) }), { corpus })
  expect(verdict.counterexample).toMatchObject({ minimal: true, output: 1 })
  expect(await readdir(corpus)).toEqual([`${verdict.counterexample!.id}.json`])
  await rm(corpus, { recursive: true })
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
