import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { always, box, claim, linear } from '../../claim/index.ts'
import { verify } from '../../verify.ts'
import { fromJson, terminalTable, toJson } from '../../report/index.ts'

test('a verdict of margins is told as one, in files and in tables', async () => {
  await useBackend('cpu')
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2], kernelInitializer: 'ones' })] })
  const holds = always(linear([0.1, -0.2], '>', -0.05))
  const verdict = await verify(claim('kept', model, { inputs: box([2], -1, 1), holds }), { cases: 300 })
  model.dispose()
  expect(verdict).toMatchObject({ status: 'refuted', margin: true })
  expect(fromJson(toJson({ verdicts: [verdict] })).verdicts).toEqual([verdict])
  expect(terminalTable([verdict], { columns: 200 })).toMatch(/margin \[.*margin \[/)
})
