import { unknownBounds } from '../numeric/bounds.ts'
import type { Rules } from './rules.ts'
import { setUnknownSlopes } from './slopes.ts'
import { substituteBounds } from './step.ts'

/** A layer that could not be read: what it computes is unknown. */
export interface OpaqueOperation {
  readonly kind: 'opaque'
}

export const opaque: Rules<OpaqueOperation> = {
  fits: () => true,
  evaluate: ({ size }) => new Float64Array(size).fill(NaN),
  place:
    ({ size }, { tf }) =>
    ([x]) =>
      tf.broadcastTo(tf.scalar(NaN), [x!.shape[0], size]),
  bound: ({ size }) => unknownBounds(size),
  isLinear: false,
  substitute: substituteBounds,
  recede: (_operation, _x, into) => setUnknownSlopes(into),
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}
