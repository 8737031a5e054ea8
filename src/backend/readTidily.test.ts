import { expect, test } from 'vitest'
import { readTidily } from './readTidily.ts'
import { tf } from './tf.ts'

test('numbers are read, tensors are gone, also where reading fails', () => {
  const before = tf.memory().numTensors
  expect(readTidily(() => tf.tensor1d([1, -0, Number.NaN]).dataSync())).toEqual(Float32Array.of(1, -0, Number.NaN))
  expect(() =>
    readTidily(() => {
      tf.scalar(1)
      throw new Error('not today')
    }),
  ).toThrow('not today')
  expect(tf.memory().numTensors).toBe(before)
})
