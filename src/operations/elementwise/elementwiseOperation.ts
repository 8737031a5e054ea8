import type { ElementwiseName } from '../../functions/index.ts'
import type { OperationBase } from '../operationBase.ts'

/**
 * A function of one number, applied to each. `parameter` is one for all (`[a]`), one a number, or `[0]` where none is
 * needed.
 */
export interface ElementwiseOperation {
  readonly kind: 'elementwise'
  readonly name: ElementwiseName
  readonly parameter: Float64Array
}

/** An elementwise operation of a network. */
export type Elementwise = ElementwiseOperation & OperationBase
