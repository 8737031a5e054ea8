import type { tf } from '../tf.ts'

/** What is used of the backend's insides; `@tensorflow/tfjs-node` may be missing, and then its types are too. */
export interface NativeBackend {
  binding: {
    TF_Version: string
    createTensor(shape: readonly number[], dtype: number, values: unknown): number
    tensorDataSync(id: number): unknown
    deleteTensor(id: number): void
  }
  tensorMap: { has(id: object): boolean; get(id: object): Entry }
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[]
}

interface Entry {
  shape: readonly number[]
  dtype: number
  /** Not null: values that libtensorflow has not seen yet; `id` is then meaningless. */
  values: unknown
  id: number
}

/**
 * Makes tensors that another backend reshaped usable on this one. There a tensor and its reshaped version share their
 * data; moved here, the data has one shape, and tfjs-node 4.22.0 gives libtensorflow that shape whichever of them is
 * computed with: an error at best, another broadcast at worst. With this, the data takes the shape of its tensor.
 */
export function honourShapes(backend: NativeBackend): void {
  const original = backend.getInputTensorIds.bind(backend)
  let replaced: number[] = []
  backend.getInputTensorIds = (tensors) => {
    // Only now has the operation ended whose inputs these were: it may have read both shapes.
    for (const id of replaced) backend.binding.deleteTensor(id)
    replaced = []
    return tensors.flatMap((tensor) => {
      const old = honourShape(backend, tensor)
      if (old !== undefined) replaced.push(old)
      return original([tensor])
    })
  }
}

/** Returns the libtensorflow tensor that was replaced, if one was. */
function honourShape({ binding, tensorMap }: NativeBackend, tensor: tf.TensorInfo): number | undefined {
  // 64-bit integers, which tfjs-node makes out of some arguments, are no tensors and have no data of tfjs.
  if (tensor.dataId === undefined) return undefined
  const entry = tensorMap.get(tensor.dataId)
  if (entry.shape.length === tensor.shape.length && entry.shape.every((size, axis) => size === tensor.shape[axis]))
    return undefined
  entry.shape = tensor.shape
  if (entry.values !== null) return undefined
  const old = entry.id
  entry.id = binding.createTensor(entry.shape, entry.dtype, binding.tensorDataSync(old))
  return old
}
