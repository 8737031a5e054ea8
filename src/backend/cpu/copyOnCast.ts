import { tf } from '../tf.ts'

const typedArrays = { float32: Float32Array, int32: Int32Array } as const
let done = false

/**
 * Makes a cast on the cpu backend copy its numbers where tfjs 4.22.0 shares them: a float32 tensor cast from int32 would
 * keep its Int32Array, and another backend that it moves to would take those bits for a float's. Done once.
 */
export function copyOnCast(): void {
  const kernel = tf.getKernel(tf.Cast, 'cpu')
  if (done || kernel === undefined) return
  done = true
  tf.unregisterKernel(tf.Cast, 'cpu')
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const x = call.inputs['x'] as tf.TensorInfo
      const dtype = String(call.attrs?.['dtype'])
      const shares = x.dtype !== dtype && (x.dtype === 'int32' || x.dtype === 'bool')
      if (!shares || !(dtype === 'float32' || dtype === 'int32')) return kernel.kernelFunc(call)
      const backend = call.backend as unknown as CpuBackend
      return backend.makeTensorInfo(x.shape, dtype, typedArrays[dtype].from(backend.data.get(x.dataId).values))
    },
  })
}

interface CpuBackend {
  data: { get(id: object): { values: ArrayLike<number> } }
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: Float32Array | Int32Array): tf.TensorInfo
}
