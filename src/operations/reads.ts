import type { tf as Tf } from '../backend/tf.ts'

/** The results of all reads, one after the other. */
export function joined(reads: readonly Float64Array[]): Float64Array {
  if (reads.length === 1) return reads[0]!
  const all = new Float64Array(total(reads.map(({ length }) => length)))
  let first = 0
  for (const read of reads) {
    all.set(read, first)
    first += read.length
  }
  return all
}

/** The same for tensors [batch, size]. */
export function joinedTensors(reads: readonly Tf.Tensor2D[], tf: typeof Tf): Tf.Tensor2D {
  return reads.length === 1 ? reads[0]! : tf.concat2d([...reads], 1)
}

export function total(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + size, 0)
}
