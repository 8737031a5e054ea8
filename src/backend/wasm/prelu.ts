import { tf } from '../tf.ts'

let done = false

/**
 * Replaces the prelu kernel of tfjs-backend-wasm 4.22.0, which corrupts its heap after about twenty tensors of slopes (the heap grows to
 * 4 GB, and later kernels give wrong numbers), and takes slopes that are broadcast for others. x where it is at least 0, else slope times
 * x: the same one rounding. Done once.
 */
export function replacePrelu(): void {
  if (done) return
  done = true
  tf.unregisterKernel(tf.Prelu, 'wasm')
  tf.registerKernel({
    kernelName: tf.Prelu,
    backendName: 'wasm',
    kernelFunc: ({ inputs }) => {
      const x = inputs['x'] as tf.Tensor
      const slope = inputs['alpha'] as tf.Tensor
      return tf.tidy(() => tf.where(tf.greaterEqual(x, 0), x, tf.mul(x, slope)))
    },
  })
}
