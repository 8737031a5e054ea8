import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, claim, type Claim, interval, unbounded, within } from '../claim/index.ts'
import { certify } from '../proof/certify.ts'
import type { Stretch } from '../claim/stretch.ts'
import type { Evidence } from '../proof/prove.ts'
import { type ProofSubject, subjectOf } from '../proof/subject.ts'
import { nothingCounted } from '../search/countCoverage.ts'
import { nothingObserved } from '../search/observed.ts'
import { verify } from '../verify.ts'
import { checkProof } from './checkProof.ts'
import { atOnce, type Case, type Decision } from './decision.ts'
import { completeOptions } from './options.ts'
import { recheck } from './recheck.ts'

beforeAll(() => useBackend('cpu'))

/** slope * x, x in [0, 1]. */
function times(slope: number): tf.LayersModel {
  return tf.sequential({
    layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1], weights: [tf.tensor2d([[slope]])] })],
  })
}

const below = (model: tf.LayersModel, hi: number): Claim =>
  claim('c', model, { inputs: interval(0, 1), holds: always(within(-1, hi)) })

function asIfProved(
  stated: Claim,
  evidenceOf: (proof: ProofSubject) => Evidence = () => atOnce,
  more: Partial<Decision> = {},
): Decision {
  const proof = subjectOf(stated, 'cpu')!
  const subject: Case = {
    claim: stated,
    proof,
    certified: certify(proof, stated),
    isCutShort: false,
    observed: nothingObserved(),
    counted: nothingCounted(stated),
    options: completeOptions({}, stated),
  }
  const evidence = evidenceOf(proof)
  const decision: Decision = {
    status: 'proved',
    by: 'bounds',
    reason: 'so it is',
    evidence,
    cases: 0,
    flaky: 0,
    ...more,
  }
  return recheck(subject, decision).decision
}

test('a proof that the checker does not accept proves nothing, and no bound of it is kept', () => {
  const model = times(2)
  expect(asIfProved(below(model, 3))).toMatchObject({ status: 'proved', reason: 'so it is' })
  const untrue = asIfProved(below(model, 1))
  expect(untrue).toMatchObject({ status: 'survived', certified: { lo: -Infinity, hi: Infinity, nan: true } })
  expect(untrue).not.toHaveProperty('evidence')
  expect(untrue.reason).toContain('the checker does not accept it')
  model.dispose()
})

test('what was computed is gone over, too: a record that leaves one float out proves nothing', () => {
  const model = times(2)
  const [lo, hi] = [1, 1 + 6 * 2 ** -23]
  const stated = claim('c', model, { inputs: interval(lo, hi), holds: always(within(2, 2 * hi)) })
  const computed = (from: number, to: number, most = 2 * to): Stretch => ({
    lo: from,
    hi: to,
    least: 2 * from,
    most,
    nan: false,
  })
  const withRecord = (...record: Stretch[]): Decision =>
    asIfProved(stated, ({ region }) => ({ kind: 'exhaustion', tree: { kind: 'open', region }, record: [record] }))
  const [third, fourth] = [1 + 3 * 2 ** -23, 1 + 4 * 2 ** -23]
  expect(withRecord(computed(lo, third), computed(fourth, hi))).toMatchObject({ status: 'proved' })
  for (const record of [
    [computed(lo, 1 + 2 ** -22), computed(fourth, hi)],
    [computed(lo, third), computed(third, hi)],
    [computed(lo, third), computed(fourth, hi, 3)],
    [],
  ])
    expect(withRecord(...record)).toMatchObject({
      status: 'survived',
      reason: expect.stringContaining('does not accept it') as string,
    })
  model.dispose()
})

const grows = (model: tf.LayersModel): Claim =>
  claim('c', model, { inputs: interval(-Infinity, Infinity), holds: unbounded() })

test.each(['relu', 'softplus', 'swish', 'elu', 'selu', 'linear'] as const)(
  'growth past where float32 ends, by %s, is proved with a certificate',
  async (activation) => {
    const folder = temporaryFolder()
    // Steep ones overflow early; next to a large bias growth shows late.
    for (const [slope, bias] of [
      [2, 0],
      [-1.5, 1],
      [3e6, 0],
      [2e30, 0],
      [0.5, 1e30],
    ] as const) {
      // prettier-ignore
      const dense = (weight: number, by: number): tf.layers.Layer =>
        tf.layers.dense({ units: 1, activation, inputShape: [1], weights: [tf.tensor2d([[weight]]), tf.tensor1d([by])] })
      const model = tf.sequential({ layers: [dense(slope, bias), dense(3, 0)] })
      const verdict = await verify(grows(model), { certificates: folder, corpus: false })
      expect(verdict).toMatchObject({ status: 'proved', certificate: expect.any(String) as string })
      const proof: unknown = JSON.parse(readFileSync(verdict.certificate!, 'utf8'))
      expect(checkProof(proof)).toMatchObject({ accepted: true })
      model.dispose()
    }
  },
)

test('growth that the checker does not see proves nothing', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: 1, activation: 'relu', inputShape: [1], weights: [tf.tensor2d([[1]]), tf.zeros([1])] }),
    ],
  })
  const stated = grows(model)
  const along = (sign: 1 | -1): Decision =>
    asIfProved(stated, () => atOnce, {
      evidence: undefined,
      ray: { input: 0, element: 0, sign, at: sign * 2 ** 64 },
      witness: { inputs: { [stated.inputs[0]!.name]: [sign * 2 ** 100] }, output: [0], shrunk: true },
    } as never)
  expect(along(1)).toMatchObject({ status: 'proved' })
  const flat = along(-1)
  expect(flat).toMatchObject({ status: 'survived', by: 'search' })
  expect(flat.reason).toContain('the checker does not accept it')
  for (const key of ['witness', 'ray']) expect(flat).not.toHaveProperty(key)
  model.dispose()
})

test.each([
  ['a case that contradicts a proof', 3],
  ['an output outside the certified range, hit or not', 10],
])('%s is a fault, and no verdict is given', async (_, hi) => {
  // Bounds are made of the weights that there are after the first batch. These are other numbers later on, in the very
  // memory that cpu keeps.
  const model = times(2)
  const numbers = model.getWeights()[0]!.dataSync()
  let seen = 0
  const stated: Claim = {
    ...below(model, hi),
    cover: [
      {
        label: 'other weights from now on',
        when: () => {
          // The first batch comes before bounds.
          if (++seen > 50) numbers[0] = 5
          return true
        },
      },
    ],
  }
  await expect(verify(stated, { cases: 400, batchSize: 50 })).rejects.toMatchObject({
    code: 'INTERNAL',
    message: expect.stringContaining('unsound bounds') as string,
  })
  model.dispose()
})
