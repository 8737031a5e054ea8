import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { tf } from '../backend/tf.ts'
import { always, below, claim, type Claim, interval } from '../claim/index.ts'
import { verify } from '../verify.ts'

test('a counterexample of another claim about the same model is neither replayed nor called fixed', async () => {
  const corpus = temporaryFolder()
  const model = tf.sequential({ layers: [tf.layers.activation({ activation: 'linear', inputShape: [1] })] })
  const staysBelow = (name: string, bound: number): Claim =>
    claim(name, model, { inputs: interval(0, 10), holds: always(below(bound)) })
  await verify(staysBelow('one', 5), { corpus, cases: 300 })
  expect(await readdir(corpus)).toHaveLength(1)
  const holding = await verify(staysBelow('two', 20), { corpus, cases: 300 })
  expect(holding).toMatchObject({ status: 'proved' })
  expect(holding).not.toHaveProperty('fixed')
  expect(await verify(staysBelow('three', 4), { corpus, cases: 300 })).toMatchObject({ by: 'search' })
  // The claim itself has both.
  expect(await verify(staysBelow('one', 5), { corpus, cases: 300 })).toMatchObject({ by: 'replay' })
  expect(await verify(staysBelow('one', 20), { corpus, cases: 300 })).toMatchObject({ fixed: [expect.any(String)] })
  model.dispose()
})
