import { beforeAll, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { anyWeights } from '../model/anyWeights.ts'
import { fingerprint } from './fingerprint.ts'

beforeAll(() => useBackend('cpu'))

function chain(units: number, weight: number): tf.Sequential {
  const kernelInitializer = tf.initializers.constant({ value: weight })
  return tf.sequential({ layers: [tf.layers.dense({ units, kernelInitializer, inputShape: [2] })] })
}

/** A model within a model, the outer input named. */
function nested(units: number, weight: number): tf.LayersModel {
  const input = tf.input({ shape: [2], name: 'x' })
  return tf.model({ inputs: input, outputs: chain(units, weight).apply(input) as tf.SymbolicTensor })
}

test('of a model within a model hangs on what it computes, not on generated names', () => {
  expect(fingerprint(nested(3, 1))).toBe(fingerprint(nested(3, 1)))
  expect(new Set([nested(3, 1), nested(4, 1), nested(3, 2)].map(fingerprint)).size).toBe(3)
})

test('of a model that reads its weights does not hang on those it has', () => {
  const [a, b, c] = [nested(3, 1), nested(3, 2), nested(4, 1)].map((model) => fingerprint(anyWeights(model)))
  expect(a).toBe(b)
  expect(a).not.toBe(c)
  expect(a).not.toBe(fingerprint(nested(3, 1)))
})
