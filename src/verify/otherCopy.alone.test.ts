import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, box, claim, within } from '../claim/index.ts'
import { secondCopy } from '../../test/network/own/secondCopy.ts'
import { verify } from '../verify.ts'

type Given = tf.Tensor | tf.Tensor[]

test('a model of another copy of tf.js is proved by what it is made of, or both versions are named', async () => {
  await useBackend('cpu')
  const other = await secondCopy()
  const { layers } = other
  const model = other.sequential({
    layers: [
      layers.dense({ units: 3, inputShape: [2], activation: 'relu', name: 'first' }),
      layers.dense({ units: 1, activation: 'sigmoid', name: 'last' }),
    ],
  })
  const stated = { inputs: box([2], -1, 1), holds: always(within(0, 1)) }
  expect(await verify(claim('c', model, stated), { cases: 10 })).toMatchObject({ status: 'proved', backend: 'cpu' })
  class Twice extends other.layers.Layer {
    static className = 'Twice'
    override call(inputs: Given): tf.Tensor {
      return other.mul([inputs].flat()[0]!, 2)
    }
  }
  const twice = other.sequential({ layers: [layers.flatten({ inputShape: [2, 1] }), new Twice({ name: 'twice' })] })
  const verdict = await verify(claim('c', twice, { inputs: box([2, 1], -1, 1), holds: always(within(-2, 2)) }), {
    cases: 10,
  })
  const version = `tfjs-layers ${tf.version_layers}`
  expect(verdict.status).toBe('survived')
  expect(verdict.warnings).toEqual([
    `the model is of another copy of TensorFlow.js (${version} beside ${version}), and not looked into: its layer twice (Twice) is no layer of ` +
      'TensorFlow.js that is known here',
  ])
})
