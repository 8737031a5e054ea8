import { beforeEach, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { always, argmaxIs, box, claim, within } from './index.ts'

beforeEach(() => useBackend('cpu'))

const state = (model: tf.LayersModel, set = within(0, 1)): unknown =>
  claim('c', model, { inputs: box(model.inputs[0]!.shape.slice(1) as number[], -1, 1), holds: always(set) })

test('a model that does not run what it has now is refused', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] })
  model.add(tf.layers.dense({ units: 1 }))
  state(model)
  tf.dispose(model.predict(tf.zeros([1, 2])))
  state(model)
  model.pop()
  expect(() => state(model)).toThrow(/layers that were changed after it first ran: tf.js goes on with those of before/)
  model.add(tf.layers.activation({ activation: 'sigmoid' }))
  expect(() => state(model)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }) as Error)
})

test('what a model with several outputs computes is its layers doing, or nobody knows what', () => {
  const x = tf.input({ shape: [2] })
  const outputs = [1, 2].map((units) => tf.layers.dense({ units }).apply(x) as tf.SymbolicTensor)
  const model = tf.model({ inputs: x, outputs })
  state(model, argmaxIs(0))
  model.predictOnBatch = () => [tf.zeros([1, 1]), tf.zeros([1, 2])]
  expect(() => state(model, argmaxIs(0))).toThrow(/its own predictOnBatch, which that would leave out/)
})

test('layers that remember, and batches of one size, are refused by name', () => {
  const lstm = tf.layers.lstm({ units: 1, stateful: true, batchInputShape: [2, 3, 1], name: 'memory' })
  expect(() => state(tf.sequential({ layers: [lstm] }))).toThrow(/memory \(LSTM\) remembers what came before/)
  const dense = tf.layers.dense({ units: 1, batchInputShape: [4, 2] })
  expect(() => state(tf.sequential({ layers: [dense] }))).toThrow(/takes batches of 4 rows only \(\[4, 2\]\)/)
})
