import type { BackendName } from './name.ts'
import { runtimeKernels } from './onnxruntime/kernels.ts'
import { tf } from './tf.ts'

/** TensorFlow.js as a backend computes its functions of one number. */
export function kernelsOf(backend: BackendName): typeof tf {
  return backend === 'onnxruntime' ? runtimeKernels : tf
}
