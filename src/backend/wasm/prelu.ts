import { tf } from '../tf.ts'

/**
 * Replaces the prelu kernel of tfjs-backend-wasm 4.22.0, which corrupts its heap after about twenty tensors of slopes
 * (the heap grows to 4 GB, and later kernels give wrong numbers), and takes slopes that are broadcast for others. x
 * where it is at least 0, else slope times x: the same one rounding. Done again where another copy of the package has
 * put its own kernel in the place: copies share all kernels.
 */
export function replacePrelu(): void {
  const kernel = tf.getKernel(tf.Prelu, 'wasm')
  if (kernel?.kernelFunc === prelu) return
  if (kernel !== undefined) tf.unregisterKernel(tf.Prelu, 'wasm')
  tf.registerKernel({ kernelName: tf.Prelu, backendName: 'wasm', kernelFunc: prelu })
}

const prelu: tf.KernelConfig['kernelFunc'] = ({ inputs }) => {
  const x = inputs['x'] as tf.Tensor
  const slope = inputs['alpha'] as tf.Tensor
  return tf.tidy(() => tf.where(tf.greaterEqual(x, 0), x, tf.mul(x, slope)))
}
