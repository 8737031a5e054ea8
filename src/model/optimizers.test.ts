import { beforeAll, expect, test } from 'vitest'
import { keras, strays } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { optimizerOf } from './optimizers.ts'

beforeAll(async () => void (await useBackend()))

/** Where a variable goes when an optimizer is fed the reference's gradients. */
function path(optimizer: tf.Optimizer): number[][] {
  const variable = tf.variable(tf.tensor1d([0.5, -0.5, 0]))
  const steps = keras.weights.optimizers.gradients.map((values) => {
    const gradient = tf.tensor1d(values)
    optimizer.applyGradients([{ name: variable.name, tensor: gradient }])
    gradient.dispose()
    return [...variable.dataSync()]
  })
  variable.dispose()
  return steps
}

test.each(['sgd', 'adam', 'rmsprop', 'adagrad', 'adamax'] as const)('%s steps as in Keras', (name) => {
  const before = tf.memory().numTensors
  const made: tf.Optimizer[] = []
  const steps = path(optimizerOf('test', name, made))
  const expected: number[][] = keras.weights.optimizers.paths[name]
  expect(expected.flatMap((values, step) => strays(`step ${step}`, steps[step]!, values, 1e-6))).toEqual([])
  for (const optimizer of made) optimizer.dispose()
  expect(tf.memory().numTensors - before).toBeLessThanOrEqual(1)
})

test("tfjs' own Adam does not", () => {
  const optimizer = tf.train.adam(0.001, 0.9, 0.999, 1e-7)
  const steps = path(optimizer)
  optimizer.dispose()
  const last = keras.weights.optimizers.paths.adam
  expect(last.flatMap((values, step) => strays(`step ${step}`, steps[step]!, values, 1e-6))).not.toEqual([])
})
