import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, claim, type Claim, interval, within } from '../claim/index.ts'
import { certify } from '../proof/certify.ts'
import { subjectOf } from '../proof/subject.ts'
import { nothingCounted } from '../search/countCoverage.ts'
import { nothingObserved } from '../search/observed.ts'
import { verify } from '../verify.ts'
import { atOnce, type Case, type Finding } from './finding.ts'
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

test('a proof that the checker does not accept proves nothing, and no bound of it is kept', () => {
  const model = times(2)
  const asIfProved = (hi: number): Finding => {
    const stated = below(model, hi)
    const proof = subjectOf(stated, 'cpu')
    const subject: Case = {
      claim: stated,
      proof,
      certified: certify(proof, stated),
      isCutShort: false,
      observed: nothingObserved(),
      counted: nothingCounted(stated),
      options: completeOptions({}, stated),
    }
    const finding: Finding = {
      status: 'proved',
      by: 'bounds',
      reason: 'so it is',
      evidence: atOnce,
      cases: 0,
      flaky: 0,
    }
    return recheck(subject, finding).finding
  }
  expect(asIfProved(3)).toMatchObject({ status: 'proved', reason: 'so it is' })
  const untrue = asIfProved(1)
  expect(untrue).toMatchObject({ status: 'survived', certified: { lo: -Infinity, hi: Infinity, nan: true } })
  expect(untrue).not.toHaveProperty('evidence')
  expect(untrue.reason).toContain('the checker does not accept it')
  model.dispose()
})

test.each([
  ['a case that contradicts a proof', 3],
  ['an output outside the certified range, hit or not', 10],
])('%s is a fault, and no verdict is given', async (_, hi) => {
  // Bounds are made of the weights that there are after the first batch.
  const model = times(2)
  let seen = 0
  const stated: Claim = {
    ...below(model, hi),
    cover: [
      {
        label: 'other weights from now on',
        when: () => {
          // The first batch comes before bounds.
          if (++seen > 50) tf.tidy(() => model.setWeights([tf.tensor2d([[5]])]))
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
