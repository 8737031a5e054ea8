import type { BackendName } from '../../backend/name.ts'
import type { OperationKind, OperationOf } from '../../network/index.ts'
import type { Bounds } from '../bounds.ts'

/** What an operation reads: bounds of each tensor, and its shape. */
export interface Read extends Bounds {
  readonly shape: readonly number[]
}

/** Bounds of the float32 result of one operation on `backend`, for all that its reads may be. Reads are not changed. */
export type BoundsRule<Kind extends OperationKind['kind']> = (
  operation: OperationOf<Kind> & { readonly shape: readonly number[] },
  reads: readonly Read[],
  backend: BackendName,
) => Bounds
