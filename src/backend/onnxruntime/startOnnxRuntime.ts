import { tf } from '../tf.ts'
import { runtimeLibrary } from './library.ts'

/** What TensorFlow.js calls the backend. */
const NAME = 'onnxruntime'

/**
 * Makes ONNX Runtime the backend; resolves to its version. TensorFlow.js knows it by a name under which its kernels are
 * those of the backend that `startUnder` starts: tensors lie there, and gradients are computed there.
 * @throws BACKEND_UNAVAILABLE where there is no ONNX Runtime
 */
export async function startOnnxRuntime(startUnder: () => Promise<unknown>): Promise<string> {
  const { version } = runtimeLibrary()
  await startUnder()
  const { registry, registryFactory, backend, backendName } = tf.engine()
  // Not tf.removeBackend: it would end the backend that was under it.
  delete registry[NAME]
  delete registryFactory[NAME]
  for (const { kernelName } of tf.getKernelsForBackend(NAME)) tf.unregisterKernel(kernelName, NAME)
  tf.copyRegisteredKernels(backendName, NAME)
  tf.registerBackend(NAME, () => backend, 0)
  await tf.setBackend(NAME)
  return version
}
