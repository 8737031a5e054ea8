import { expect, test } from 'vitest'
import { tf } from './tf.ts'
import { ensureBackend, useBackend } from './useBackend.ts'

test.each([
  ['wasm', tf.Prelu],
  ['cpu', tf.Cast],
] as const)(
  'a kernel that is mended stays so where another copy of tfjs registers its own: %s, %s',
  async (backend, name) => {
    await useBackend(backend)
    const ours = tf.getKernel(name, backend)!
    tf.unregisterKernel(name, backend)
    const theirs = (): never => {
      throw new Error('the kernel of another copy')
    }
    tf.registerKernel({ ...ours, kernelFunc: theirs })
    await ensureBackend()
    expect(tf.getKernel(name, backend)!.kernelFunc).toBe(ours.kernelFunc)
  },
)
