import { tf } from '../tf.ts'

const typedArrays = { float32: Float32Array, int32: Int32Array } as const
let original: tf.KernelConfig['kernelFunc'] | undefined

/**
 * Makes a cast on the cpu backend copy its numbers where tfjs 4.22.0 shares them: a float32 tensor cast from int32
 * would keep its Int32Array, and another backend that it moves to would take those bits for a float's. Done again where
 * another copy of tfjs has put its own kernel in the place: copies share all kernels.
 */
export function copyOnCast(): void {
  const kernel = tf.getKernel(tf.Cast, 'cpu')
  if (kernel === undefined || kernel.kernelFunc === copyingCast) return
  original = kernel.kernelFunc
  tf.unregisterKernel(tf.Cast, 'cpu')
  tf.registerKernel({ ...kernel, kernelFunc: copyingCast })
}

const copyingCast: tf.KernelConfig['kernelFunc'] = (call) => {
  const x = call.inputs['x'] as tf.TensorInfo
  const dtype = String(call.attrs?.['dtype'])
  const shares = x.dtype !== dtype && (x.dtype === 'int32' || x.dtype === 'bool')
  if (!shares || !(dtype === 'float32' || dtype === 'int32')) return original!(call)
  const backend = call.backend as unknown as CpuBackend
  return backend.makeTensorInfo(x.shape, dtype, typedArrays[dtype].from(backend.data.get(x.dataId).values))
}

interface CpuBackend {
  data: { get(id: object): { values: ArrayLike<number> } }
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array | Int32Array): tf.TensorInfo
}
