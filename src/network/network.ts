import type { OperationKind } from './operations/index.ts'

/**
 * A model as a small graph of operations: what bounds, proofs and the reference evaluator work on.
 * Weights are float32 values held exactly; shapes leave out the batch dimension; values are row-major.
 */
export interface Network {
  /** In the model's input order. */
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[]
  /** In an order in which every operation comes after those it reads; inputs are operations too. */
  readonly operations: readonly Operation[]
  /** Index of the operation that computes the output. */
  readonly output: number
  /** Layers that could not be read, e.g. `lambda_1 (Lambda)`: their outputs are unknown to every proof. */
  readonly opaque: readonly string[]
}

/** One operation; `reads` are indices of earlier operations, `shape` is that of its result. */
export type Operation = OperationKind & { readonly shape: readonly number[]; readonly reads: readonly number[] }
