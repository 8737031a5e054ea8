import type { NumberType } from '../numberTypes.ts'
import type { Followed } from '../rows/followed.ts'
import type { Tensor } from '../tensors.ts'

/** What is known of a tensor of the graph. */
export interface Known {
  readonly tensor: Tensor
  readonly type: NumberType
  /**
   * How it hangs on each number of rows that is thought of; undefined where it does not, or where the batch is stated.
   */
  readonly followed: readonly (Followed | undefined)[]
  /** Known numbers that ONNX Runtime, which computes them itself, may round to others. */
  readonly unlike?: true | undefined
  /** What a sequence of tensors holds: what else is said here is said of its first. */
  readonly sequence?: readonly Known[]
}
