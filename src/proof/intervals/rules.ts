import type { BackendName } from '../../backend/name.ts'
import type { OperationKind, OperationOf } from '../../network/network.ts'
import type { Bounds } from '../bounds.ts'

/**
 * Bounds of the float32 result of one operation on `backend`, for all that it reads: `read` holds the results of all its
 * reads, one after the other, and is not changed.
 */
export type IntervalRule<Kind extends OperationKind['kind']> = (
  operation: OperationOf<Kind>,
  read: Bounds,
  backend: BackendName,
) => Bounds
