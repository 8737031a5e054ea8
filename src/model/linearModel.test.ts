import { beforeAll, expect, test } from 'vitest'
import { keras, setWeights, strays } from '../../fixtures/keras/reference.ts'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { linearModel } from './index.ts'

beforeAll(async () => void (await useBackend()))

test('several inputs and units: weights in the order of get_weights, and the same output', () => {
  const before = tf.memory().numTensors
  const reference = keras.weights['several inputs']
  const model = linearModel({ inputShape: [[2], [3], [1]], units: 2, activation: 'tanh', name: 'w' })
  expect(model.getWeights().map((weight) => weight.shape)).toEqual(reference.weights.map(({ shape }) => shape))
  setWeights(model, reference.weights)
  const inputs = reference.inputs.map((rows) => tf.tensor2d(rows))
  const output = model.predict(inputs) as tf.Tensor
  const byName = model.predict(Object.fromEntries(inputs.map((input, i) => [`w_${i + 1}`, input]))) as tf.Tensor
  expect(strays('output', output.dataSync(), reference.output.flat(), 1e-6)).toEqual([])
  expect([...byName.dataSync()]).toEqual([...output.dataSync()])
  model.dispose()
  tf.dispose([inputs, output, byName])
  expect(tf.memory().numTensors).toBe(before)
})

test('starts at zeros: its output is the constant 0', () => {
  const model = linearModel({ inputShape: [1], name: 'dplus' })
  expect(model.inputNames).toEqual(['dplus'])
  const output = tf.tidy(() => [...(model.predict(tf.tensor2d([[-1e30], [0], [15.2]])) as tf.Tensor).dataSync()])
  expect(output).toEqual([0, 0, 0])
  model.dispose()
})

test('a seed decides the initial kernels, and each input gets its own', () => {
  const kernels = (seed: number): number[][] => {
    const model = linearModel({ inputShape: [[4], [4]], kernelInitializer: 'glorot_uniform', useBias: false, seed })
    const values = model.getWeights().map((weight) => Array.from(weight.dataSync()))
    model.dispose()
    return values
  }
  const [first, second] = kernels(0)
  expect(kernels(0)).toEqual([first, second])
  expect(kernels(1)).not.toEqual([first, second])
  expect(first).not.toEqual(second)
})

test('names the argument that is wrong', () => {
  expect(() => linearModel({ inputShape: [] })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: linearModel: expected a shape of whole numbers from 1 on, the last one known, received inputShape=[] (Array)]`,
  )
  expect(() => linearModel({ inputShape: [1], units: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: linearModel: expected a whole number of at least 1, received units=0 (number)]`,
  )
  expect(() => linearModel({ inputShape: [[1], [2]], inputNames: ['a', 'a'] })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: linearModel: expected 2 different names, received inputNames=["a","a"] (Array)]`,
  )
  expect(() => linearModel({ inputShape: [1], unit: 2 } as never)).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: linearModel: expected the options inputShape, inputNames, units, activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, name, seed, received unit=2 (number)]`,
  )
})
