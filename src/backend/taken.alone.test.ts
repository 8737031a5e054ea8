import { createRequire } from 'node:module'
import { dirname, sep } from 'node:path'
import { expect, test } from 'vitest'
import { tf } from './tf.ts'
import { ensureBackend } from './useBackend.ts'
import { forgetWasm } from './wasm/instance.ts'

const require = createRequire(import.meta.url)

test('a backend that somebody else has started is made ready, and wasm a fresh instance, whose complaints are heard', async () => {
  const wasm = await import('@tensorflow/tfjs-backend-wasm')
  wasm.setWasmPaths(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + sep)
  await tf.setBackend('wasm')
  const [first, weights] = [tf.backend(), tf.tensor1d([1, 2])]
  expect(await ensureBackend()).toBe('wasm')
  const second = tf.backend()
  expect(second).not.toBe(first)
  expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).toBeDefined()
  expect(Array.from(tf.mul(weights, 2).dataSync())).toEqual([2, 4])
  await ensureBackend()
  expect(tf.backend()).toBe(second)
  forgetWasm()
  await tf.setBackend('wasm')
  const third = tf.backend()
  await ensureBackend()
  expect(tf.backend()).not.toBe(third)
})
