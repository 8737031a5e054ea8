import type { BackendName } from '../backend/name.ts'
import type { tf } from '../backend/tf.ts'
import type { FunctionName } from '../functions/errors/restsOn.ts'
import type { Bounds } from '../numeric/bounds.ts'
import type { LetterRows } from './affine/letterRows.ts'
import type { Keep } from './columns.ts'
import type { OperationBase } from './operationBase.ts'
import type { Slopes } from './slopes.ts'
import type { Step } from './step.ts'

/** Computes one operation for a batch from the results of those that it reads, each [batch, size]. */
export type Computation = (reads: readonly tf.Tensor2D[]) => tf.Tensor2D

/** What it takes to compute an operation on the backend. */
export interface Place {
  readonly tf: typeof tf
  readonly keep: Keep
  /** Sizes of what is read. */
  readonly sizes: readonly number[]
}

/** What bounds of one operation may depend on, beside those of what it reads. */
export interface Setting {
  readonly backend: BackendName
  /** What is known of one-hot rows among the numbers that are read; undefined where there are none. */
  letters(): LetterRows | undefined
}

/**
 * All that is to be known of one kind of operation, whose own fields are `Own`. Nothing has a default: a kind of which
 * something is forgotten does not compile.
 */
export interface Rules<Own extends { readonly kind: string }> {
  /** Do its fields fit its size and the sizes of what it reads? Taps are checked for all kinds alike. */
  fits(operation: Own & OperationBase, sizes: readonly number[]): boolean
  /** Its results in (nearly) real arithmetic, float64; NaN where they are unknown. */
  evaluate(operation: Own & OperationBase, reads: readonly Float64Array[]): Float64Array
  /** How the backend computes it, by tf.js' own kernels, as bounds take for granted. */
  place(operation: Own & OperationBase, place: Place): Computation
  /**
   * Sound bounds of the float32 results on a backend, for all that it reads: `read` holds the bounds of all its reads,
   * one after the other, and is not changed.
   */
  bound(operation: Own & OperationBase, read: Bounds, setting: Setting): Bounds
  /** Is each result a linear form of what is read, but for rounding? */
  readonly isLinear: boolean
  /**
   * Replaces its results, in linear forms that are bounded from above, by linear forms of what it reads and constants
   * that are no less. `substituteBounds` does for what has no linear form.
   */
  substitute(operation: Own & OperationBase, step: Step): void
  /** Writes the slopes of its results, zeros so far, from those of what it reads; see `Slopes`. */
  recede(operation: Own & OperationBase, x: Slopes, into: Slopes): void
  /** Multiplications that a row takes. */
  multiplications(operation: Own & OperationBase): number
  /** Functions whose measured errors its bounds rest on. */
  functions(operation: Own & OperationBase): readonly FunctionName[]
  /** Does the backend add up products for it, so that bounds rest on how it does? */
  addsUp(operation: Own & OperationBase): boolean
}
