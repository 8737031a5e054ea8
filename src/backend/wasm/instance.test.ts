import { expect, test } from 'vitest'
import { tf } from '../tf.ts'
import { ensureBackend, useBackend } from '../useBackend.ts'
import { isWasmUnfit } from './instance.ts'

interface Heap {
  HEAPU8: Uint8Array
  _malloc(bytes: number): number
}
const heapOf = (): Heap => (tf.backend() as unknown as { wasm: Heap }).wasm

test('an instance whose heap has become large is replaced, and tensors move on', async () => {
  await useBackend('wasm')
  const [x, weights] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.variable(tf.tensor2d([1, 0, 0.5, 1], [2, 2]))]
  const before = tf.matMul(x, weights)
  heapOf()._malloc(2 ** 30)
  expect(isWasmUnfit()).toBe(true)
  await ensureBackend()
  expect(isWasmUnfit()).toBe(false)
  expect(heapOf().HEAPU8.length).toBeLessThan(2 ** 26)
  const after = tf.matMul(x, weights)
  expect(Array.from(after.dataSync())).toEqual([2, 2, 5, 4])
  expect(Array.from(before.dataSync())).toEqual([2, 2, 5, 4])
  tf.dispose([x, weights, before, after])
})
