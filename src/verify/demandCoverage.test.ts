import { beforeAll, describe, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { box, finite } from '../claim/box.ts'
import { claim, type Claim, type ClaimOptions } from '../claim/claim.ts'
import type { CoverDemand } from '../claim/cover.ts'
import { explainVerdict } from '../claim/explainVerdict.ts'
import { oneHot } from '../claim/oneHot.ts'
import { always, sometimes, unbounded, type Quantifier } from '../claim/quantifier.ts'
import { above, below, within } from '../claim/set.ts'
import type { Verdict } from '../claim/verdict.ts'
import { certify } from '../proof/certify.ts'
import { subjectOf } from '../proof/subject.ts'
import { assertClaim, verify } from '../verify.ts'
import type { VerifyProgress } from './options.ts'
import { UnknownLayer } from '../../test/verify/unknownLayer.ts'

let known: tf.LayersModel
let unknown: tf.LayersModel
beforeAll(async () => {
  await useBackend('cpu')
  known = sum((x) => x)
  // A layer that no proof knows: whatever is claimed of it is refuted or survives.
  unknown = sum((x) => new UnknownLayer().apply(x) as tf.SymbolicTensor)
})

/** x, whatever is done to it first, plus the three ones of a one-hot sequence. */
function sum(first: (x: tf.SymbolicTensor) => tf.SymbolicTensor): tf.LayersModel {
  const x = tf.input({ shape: [1, 1, 1], name: 'x' })
  const sequence = tf.input({ shape: [3, 2], name: 'sequence' })
  const flat = [first(x), sequence].map((part) => tf.layers.flatten().apply(part) as tf.SymbolicTensor)
  const joined = tf.layers.concatenate().apply(flat) as tf.SymbolicTensor
  const total = tf.layers.dense({ units: 1, useBias: false, kernelInitializer: 'ones' }).apply(joined)
  return tf.model({ inputs: [x, sequence], outputs: total as tf.SymbolicTensor })
}

const large: CoverDemand = { label: 'x > 0.5', share: 0.1, when: ({ x }) => x![0]! > 0.5 }
const never: CoverDemand = { label: 'x > 2', share: 0.05, when: ({ x }) => x![0]! > 2 }

/** About x + 3 for x in [-1, 1]. */
function about(cover: CoverDemand[], holds: Quantifier = always(within(0, 9)), more: Partial<ClaimOptions> = {}) {
  return claim('c', unknown, { inputs: [box([1, 1, 1], -1, 1), oneHot(3, 2)], holds, cover, ...more })
}

/** The verdict after so many random cases alone: half of those that may be tried in all. */
function searchRandomly(subject: Claim, cases: number): Promise<Verdict> {
  const controller = new AbortController()
  const onProgress = (progress: VerifyProgress) => progress.cases >= cases && controller.abort()
  return verify(subject, { cases: 2 * cases, onProgress, signal: controller.signal })
}

describe('a claim that survives', () => {
  test('survives where every share is reached; along gradients nothing is counted', async () => {
    const verdict = await verify(about([large, { label: 'any', when: () => true }]), { cases: 500 })
    expect(verdict).toMatchObject({
      status: 'survived',
      passed: true,
      coverage: [
        { label: 'x > 0.5', demanded: 0.1, met: true, cases: expect.any(Number) },
        { label: 'any', share: 1, demanded: 0, met: true, cases: expect.any(Number) },
      ],
    })
    expect(verdict.coverage![0]!.share).toBeGreaterThan(0.1)
    expect(verdict.coverage![0]!.cases).toBeGreaterThanOrEqual(250)
    expect(verdict.coverage![0]!.cases).toBeLessThan(500)
    expect(verdict.cases).toBe(500)
  })

  test('is vacuous where one is not, and says which', async () => {
    const verdict = await searchRandomly(about([large, never]), 500)
    expect(verdict).toMatchObject({
      status: 'vacuous',
      passed: false,
      coverage: [{ met: true }, { label: 'x > 2', share: 0, demanded: 0.05, met: false, cases: 500 }],
    })
    expect(verdict.reason).toMatch(
      /^none of 500 random cases are "x > 2", a share of 0.05 is demanded; no hit in \d+ cases/,
    )
    expect(explainVerdict({ ...verdict, seconds: 0 })).toContain(
      `c: vacuous (by ${verdict.by}, a demanded share of cases was not reached)`,
    )
    expect(explainVerdict(verdict)).toContain(
      'covered   "x > 2" in 0 of 500 random cases, at least 0.05 demanded: not reached',
    )
    await expect(assertClaim(about([never]), { cases: 500 })).rejects.toMatchObject({ code: 'CLAIM_FAILED' })
  })

  test('is vacuous where too few are for chance, and not where chance may be to blame', async () => {
    const positive = (share: number) => about([{ ...large, share }])
    const few = await searchRandomly(positive(0.9), 500)
    expect(few.status).toBe('vacuous')
    expect(few.reason).toMatch(/^only \d+ of 500 random cases are "x > 0.5", a share of 0.9 is demanded/)
    const { share } = few.coverage![0]!
    expect(await searchRandomly(positive(share + 0.01), 500)).toMatchObject({
      status: 'survived',
      coverage: [{ share, met: true }],
    })
  })

  test('has no verdict when it was stopped before its first case', async () => {
    await expect(verify(about([large]), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'NOTHING_COMPUTED',
    })
  })

  test('is vacuous under sometimes and unbounded too', async () => {
    for (const holds of [sometimes(above(99)), unbounded()])
      expect(await searchRandomly(about([never], holds), 300)).toMatchObject({ status: 'vacuous', passed: false })
  })

  test('fails as vacuous whatever it demands or expects', async () => {
    for (const more of [{ demand: 'proof' }, { expect: 'refuted' }] as const)
      expect(await searchRandomly(about([never], undefined, more), 300)).toMatchObject({
        status: 'vacuous',
        passed: false,
      })
  })
})

test('is vacuous where a proof was found that the checker does not accept', async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 7, inputShape: [5], kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }) }),
      tf.layers.softmax(),
      tf.layers.dense({ units: 1, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
    ],
  })
  const state = (lo: number, hi: number, cover: CoverDemand[]) =>
    claim('c', model, { inputs: [box([5], 0.25, 0.25)], holds: always(within(lo, hi)), cover })
  // The range that bounds certify and no float more: of softmax the checker's own bounds are wider, and of one input
  // there are no halves.
  const { lo, hi } = certify(subjectOf(state(-9, 9, []), 'cpu'), state(-9, 9, []))
  const rejected = /a proof was found \(bounds over .*\), but the checker does not accept it/
  const survived = await verify(state(lo, hi, []), { cases: 100 })
  expect(survived).toMatchObject({ status: 'survived', reason: expect.stringMatching(rejected) })
  const vacuous = await verify(state(lo, hi, [{ label: 'none', share: 0.5, when: () => false }]), { cases: 100 })
  expect(vacuous).toMatchObject({ status: 'vacuous', passed: false, reason: expect.stringMatching(rejected) })
  model.dispose()
})

describe('what does not rest on the reach of a search stands', () => {
  const miss: CoverDemand = { label: 'impossible', share: 1, when: () => false }
  const unit = box([1, 1, 1], 0, 1)
  test.each([
    ['a proof by bounds', unit, always(below(8)), { status: 'proved', by: 'bounds', passed: true }],
    ['a refutation by bounds', unit, sometimes(above(8)), { status: 'refuted', by: 'bounds' }],
    ['a counterexample', unit, always(below(3.5)), { status: 'refuted', by: 'search' }],
    ['a witness', unit, sometimes(above(3.5)), { status: 'proved', by: 'witness', passed: true }],
    ['growth without limit', finite([1, 1, 1]), unbounded(), { status: 'proved', by: 'witness', passed: true }],
  ])('%s', async (_, x, holds, expected) => {
    const inputs = { x, sequence: oneHot(3, 2) }
    const verdict = await verify(claim('c', known, { inputs, holds, cover: [miss] }), { cases: 400 })
    expect(verdict).toMatchObject({
      ...expected,
      coverage: [{ label: 'impossible', share: 0, demanded: 1, met: false, cases: 200 }],
    })
  })
})

test('labels see each case once, by input name and in order, and the batch size changes nothing', async () => {
  const watch = async (batchSize: number) => {
    const seen: string[] = []
    const label = {
      label: 'seen',
      when: ({ x, sequence }: Record<string, Float32Array>) => {
        seen.push(`${x!.join()}|${sequence!.join()}`)
        return x![0]! > 0
      },
    }
    const inputs = { x: box([1, 1, 1], -1, 1), sequence: oneHot(3, 2) }
    const subject = claim('c', known, { inputs, holds: always(within(-9, 9)), cover: [label] })
    const { coverage } = await verify(subject, { cases: 200, batchSize })
    return { seen, coverage }
  }
  const [one, other] = [await watch(7), await watch(100)]
  expect(one.seen).toHaveLength(100)
  expect(one.seen[0]).toMatch(/^[^,|]+\|([01],){5}[01]$/)
  expect(one).toEqual(other)
})

test('a label can neither change a case nor see it overwritten', async () => {
  const kept: Float32Array[] = []
  const spoil: CoverDemand = {
    label: 'spoils',
    when: ({ x, sequence }) => {
      kept.push(x!.slice(), x!)
      sequence!.fill(99)
      return true
    },
  }
  const after: CoverDemand = { label: 'after', when: ({ sequence }) => sequence!.includes(99) }
  const [spoiled, plain] = await Promise.all(
    [[spoil, after], undefined].map((cover) => {
      const inputs = { x: box([1, 1, 1], -1, 1), sequence: oneHot(3, 2) }
      return verify(claim('c', known, { inputs, holds: always(below(3.7)), ...(cover && { cover }) }), {
        batchSize: 10,
      })
    }),
  )
  expect(plain!.counterexample).toBeDefined()
  expect(spoiled!.counterexample).toEqual(plain!.counterexample)
  expect(spoiled!.coverage![1]!.share).toBe(0)
  for (let i = 0; i < kept.length; i += 2) expect(kept[i + 1]).toEqual(kept[i])
  expect(plain).not.toHaveProperty('coverage')
})

test.each([
  [
    'throws',
    () => {
      throw new Error('no such input')
    },
    'claim "c": cover "broken".when threw: no such input',
  ],
  [
    'answers with a promise',
    async () => true,
    'expected true or false, received the result of cover "broken".when={} (Promise)',
  ],
  ['answers nothing', () => undefined, 'expected true or false'],
])('a label that %s is an error that names it', async (_, when, message) => {
  await expect(verify(about([{ label: 'broken', when: when as never }]), { cases: 10 })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: expect.stringContaining(message),
  })
})
