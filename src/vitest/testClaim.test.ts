import { readdirSync } from 'node:fs'
import { describe, expect } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { startCpu } from '../backend/cpu/startCpu.ts'
import { tf } from '../backend/tf.ts'
import { above, always, claim, interval, sometimes, within } from '../claim/index.ts'
import { test } from './index.ts'
import { verdictOfTask } from './verdictOfTask.ts'

await startCpu()
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })] })
const inputs = interval(-5, 5)

const corpus = temporaryFolder()

describe('counterexamples', () => {
  const wrong = claim('it lies in [0, 2]', model, { inputs, holds: always(within(0, 2)), expect: 'refuted' })
  test.claim(wrong, { cases: 300, corpus, store: false })

  test('are not written where that is refused', () => {
    expect(readdirSync(corpus)).toEqual([])
  })

  test.claim(wrong, { cases: 300, corpus, store: true })
  test.claim(wrong, { cases: 300, corpus })

  test('are replayed', ({ task }) => {
    expect(readdirSync(corpus)).toHaveLength(1)
    const by = task.suite!.tasks.map(({ meta }) => verdictOfTask(meta)?.by)
    expect(by).toEqual(['search', undefined, 'search', 'replay', undefined])
  })
})

describe('claims as tests', () => {
  test.claim(claim('the sum passes 1', model, { inputs, holds: sometimes(above(1)) }), { cases: 300 })
  test.claim.runIf(true)(
    claim('it lies in [0, 1]', model, { inputs, holds: always(within(0, 1)), expect: 'refuted' }),
    {
      cases: 300,
      signal: new AbortController().signal,
    },
  )

  test.claim(claim('the sum stays low', model, { inputs, holds: always(within(-6, 6)) }), { cases: 300, seconds: 1e9 })

  test('leave their verdict with the task, an ordinary test leaves none', ({ task }) => {
    const verdicts = task.suite!.tasks.map(({ meta }) => verdictOfTask(meta)?.status)
    expect(verdicts).toEqual(['proved', 'refuted', 'proved', undefined])
  })
})
