import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { always, box, claim, type Claim, oneHot, within } from '../../claim/index.ts'
import { computeAlone } from '../model.ts'
import type { Objective } from '../objective.ts'
import { nothingObserved, type Observed } from '../observed.ts'
import { climb } from './climb.ts'

/** kernel x, its sum of one number a row. */
function linear(kernel: readonly number[], shape: readonly number[]): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.reshape({ inputShape: [...shape], targetShape: [kernel.length] }),
      tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d(kernel.map((weight) => [weight]))] }),
    ],
  })
}

/** Climbs each way by itself, from the simplest point towards an output that there is not. */
async function reached(subject: Claim): Promise<{ min: number; max: number }> {
  const far = 1e6
  const objective: Objective = { set: within(-far, far), wants: 'outside' }
  const point = subject.inputs.map(({ domain }) => domain.simplest)
  const climbed = async (direction: 1 | -1): Promise<Observed> => {
    const observed = nothingObserved()
    const starts = [{ point, output: 0, direction, progress: -far }]
    const { hit, complete } = await climb(subject, objective, starts, observed, { deadline: Infinity })
    expect([hit, complete]).toEqual([undefined, true])
    return observed
  }
  return { min: (await climbed(-1)).min, max: (await climbed(1)).max }
}

const weights = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 12, maxLength: 12 })

test('numbers climb to the corners where a linear output is largest and least', async () => {
  const model = linear([8, -1, 0.5, -3], [4])
  const subject = claim('c', model, { inputs: box([4], -2, 3), holds: always(within(0, 1)) })
  const [most, least] = [
    [3, -2, 3, -2],
    [-2, 3, -2, 3],
  ].map((corner) => computeAlone(subject, [Float32Array.from(corner)])[0])
  expect(await reached(subject)).toEqual({ min: least, max: most })
  model.dispose()
})

test('letters climb to the best and the worst string, the last letter of the alphabet included', async () => {
  await fc.assert(
    fc.asyncProperty(weights, async (kernel) => {
      const model = linear(kernel, [4, 3])
      const subject = claim('c', model, { inputs: oneHot(4, 3), holds: always(within(0, 1)) })
      const rows = [0, 3, 6, 9].map((first) => kernel.slice(first, first + 3))
      const sum = (pick: (...values: number[]) => number) => rows.reduce((total, row) => total + pick(...row), 0)
      expect(await reached(subject)).toEqual({ min: sum(Math.min), max: sum(Math.max) })
      model.dispose()
    }),
    { numRuns: 5, seed: 2 },
  )
})
