import { beforeAll, expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { always, box, claim, within } from '../../claim/index.ts'
import type { Target } from '../../claim/target.ts'
import { nothingObserved } from '../observed.ts'
import { moved } from './candidates.ts'
import { dropLeastInfluential } from './influence.ts'
import { spaceOf } from './space.ts'
import { benchFor } from './tryChanges.ts'

beforeAll(() => useBackend('cpu'))

const SIZE = 1000
const large = new Set([3, 500, 501, 777, 999])
/** 10 x for a few numbers, next to nothing for the others; or the same without a gradient. */
function weighed(hasGradient: boolean): tf.LayersModel {
  const x = tf.input({ shape: [SIZE] })
  const dense = tf.layers.dense({ units: 1, useBias: false })
  const y = dense.apply(x) as tf.SymbolicTensor
  const weights = Array.from({ length: SIZE }, (_, i) => (large.has(i) ? 10 : 0.001))
  dense.setWeights([tf.tensor2d(weights, [SIZE, 1])])
  return tf.model({ inputs: x, outputs: hasGradient ? y : (new OneWay().apply(y) as tf.SymbolicTensor) })
}

class OneWay extends tf.layers.Layer {
  static className = 'OneWayHere'
  override call(given: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.customGrad((inner) => ({
      value: (inner as tf.Tensor).clone(),
      gradFunc: (): tf.Tensor => {
        throw new Error('no gradient of OneWayHere')
      },
    }))([given].flat()[0]!)
  }
}

async function drop(hasGradient: boolean, capacity: number): Promise<number[]> {
  const model = weighed(hasGradient)
  const subject = claim('c', model, { inputs: box([SIZE], 0, 1), holds: always(within(-Infinity, 30)) })
  const objective: Target = { set: within(-Infinity, 30), side: 'outside' }
  const space = spaceOf(subject)
  const bench = { ...benchFor(subject, objective, nothingObserved(), space, () => false), capacity }
  const start = new Float64Array(SIZE).fill(1)
  const left = moved(space, await dropLeastInfluential(subject, objective, { space, bench }, start, () => false))
  model.dispose()
  return left
}

test('numbers that hardly help go, and those stay that make it a hit', async () => {
  const left = await drop(true, 4)
  expect(left.length).toBe(4)
  expect(left.every((c) => large.has(c))).toBe(true)
})

test('of few numbers, and without gradients, all stay', async () => {
  expect((await drop(true, SIZE)).length).toBe(SIZE)
  expect((await drop(false, 4)).length).toBe(SIZE)
})
