import type { Operation } from '../operations/index.ts'

/**
 * A model as a small graph of operations: what bounds, proofs and the reference evaluator work on. There are few kinds
 * of operation, and many layers become the same: all linear layers are `affine`. Results are flat, row-major, without
 * the batch dimension. Layers that only rename or pass on numbers (Flatten, Reshape, Dropout) leave no operation
 * behind.
 */
export interface Network {
  /** In the model's input order. */
  readonly inputs: readonly { readonly name: string; readonly size: number }[]
  /** In an order in which every operation comes after those it reads; inputs are operations too. */
  readonly operations: readonly Operation[]
  /** Index of the operation that computes the output. */
  readonly output: number
  /** Layers that could not be read, e.g. `lambda_1 (Lambda)`: their outputs are unknown to every proof. */
  readonly opaque: readonly string[]
}
