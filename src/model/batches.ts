import { tf } from '../backend/tf.ts'

/** Tensors of one batch, as `tf.LayersModel.fitDataset` takes them (and disposes of them). */
interface Batch {
  xs: tf.Tensor[]
  ys: tf.Tensor[]
}

/**
 * Rows in batches, in the order that `order` gives for the epoch which begins (undefined: as they are). The last batch
 * may be smaller.
 */
export function batches(
  xs: readonly tf.Tensor[],
  ys: readonly tf.Tensor[],
  batchSize: number,
  order: () => Int32Array | undefined,
): { size: number; iterator(): Promise<{ next(): Promise<IteratorResult<Batch, null>> }> } {
  const rows = xs[0]!.shape[0]!
  const size = Math.ceil(rows / batchSize)
  const iterator = (): { next(): Promise<IteratorResult<Batch, null>> } => {
    const indices = order()
    let batch = 0
    return {
      next: async () => {
        if (batch === size) return { done: true, value: null }
        const start = batch++ * batchSize
        const count = Math.min(batchSize, rows - start)
        return {
          done: false,
          value: tf.tidy(() => {
            const ids = indices === undefined ? undefined : tf.tensor1d(indices.subarray(start, start + count), 'int32')
            const take = (tensor: tf.Tensor): tf.Tensor =>
              ids === undefined ? tf.slice(tensor, start, count) : tf.gather(tensor, ids)
            return { xs: xs.map(take), ys: ys.map(take) }
          }),
        }
      },
    }
  }
  return { size, iterator: async () => iterator() }
}
