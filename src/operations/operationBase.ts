import type { BackendName } from '../backend/name.ts'

/** What every operation has, beside the fields of its kind. */
export interface OperationBase {
  /** Numbers in the result. */
  readonly size: number
  /**
   * Indices of earlier operations. Where indices called taps point into what is read, they point into the results of
   * all reads, one after the other.
   */
  readonly reads: readonly number[]
  /** The layer it comes from, for messages: name and class, e.g. `conv1d_1 (Conv1D)`. */
  readonly layer: string
  /**
   * Backends whose kernel computes something else than the layer means here: nothing is known of the result on them.
   */
  readonly faultyOn: readonly BackendName[]
}
