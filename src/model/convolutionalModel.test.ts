import { beforeAll, expect, test } from 'vitest'
import { useBackend } from '../backend/useBackend.ts'
import { tf } from '../backend/tf.ts'
import { convolutionalModel } from './index.ts'

beforeAll(async () => void (await useBackend()))

test("has the question's layers and defaults", () => {
  const before = tf.memory().numTensors
  const model = convolutionalModel({ inputShape: [60, 4], name: 'sequence' })
  expect(model.inputNames).toEqual(['sequence'])
  expect(model.layers.map((layer) => layer.getClassName())).toEqual([
    'InputLayer',
    'Conv1D',
    'GlobalAveragePooling1D',
    'Dropout',
    'Dense',
  ])
  expect(model.layers[1]!.getConfig()).toMatchObject({
    filters: 20,
    kernelSize: [8],
    padding: 'same',
    activation: 'relu',
  })
  expect(model.layers[3]!.getConfig()).toMatchObject({ rate: 0.6 })
  expect(model.layers[4]!.getConfig()).toMatchObject({ units: 1, activation: 'sigmoid' })
  expect(model.getWeights().map((weight) => weight.shape)).toEqual([[8, 4, 20], [20], [20, 1], [1]])
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a seed decides the initial weights, drawn within the limits of Glorot and Bengio', () => {
  const kernel = (seed: number): number[] => {
    const model = convolutionalModel({ inputShape: [30, 4], filters: 5, kernelSize: 3, seed })
    const values = [...model.getWeights()[0]!.dataSync()]
    model.dispose()
    return values
  }
  expect(kernel(7)).toEqual(kernel(7))
  expect(kernel(7)).not.toEqual(kernel(8))
  const largest = Math.max(...kernel(7).map(Math.abs))
  const limit = Math.sqrt(6 / (3 * 4 + 3 * 5))
  expect(largest).toBeLessThanOrEqual(limit)
  expect(largest).toBeGreaterThan(0.8 * limit)
})

test('null leaves a logit', () => {
  const model = convolutionalModel({ inputShape: [9, 4], activation: null })
  expect(model.layers.at(-1)!.getConfig()).toMatchObject({ activation: 'linear' })
  model.dispose()
})

test('names the argument that is wrong', () => {
  const build = (options: object) => () => convolutionalModel({ inputShape: [9, 4], ...options })
  expect(build({ dropout: 1 })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: convolutionalModel: expected a share from 0 to below 1, received dropout=1 (number)]`,
  )
  expect(build({ padding: 'causal' })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: convolutionalModel: expected 'same' or 'valid', received padding="causal" (string)]`,
  )
  expect(build({ inputShape: [9] })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: convolutionalModel: expected [steps, channels], received inputShape=[9] (Array)]`,
  )
  expect(build({ strides: 2, dilationRate: 2 })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: convolutionalModel: expected 1 where strides are above 1, received dilationRate=2 (number)]`,
  )
  expect(build({ kernelSize: 2.5 })).toThrowErrorMatchingInlineSnapshot(
    `[OvershootError: convolutionalModel: expected a whole number of at least 1, received kernelSize=2.5 (number)]`,
  )
})
