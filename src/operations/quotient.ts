import { type Bounds, mayBeInfinite, mayBeZero, newBounds, setRounded, setUnknown } from '../numeric/bounds.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import { setUnknownSlopes } from './slopes.ts'
import { substituteBounds } from './step.ts'

/** One tensor divided by another, number by number. */
export interface QuotientOperation {
  readonly kind: 'quotient'
}

export const quotient: Rules<QuotientOperation> = {
  fits: ({ size }, sizes) => sizes.length === 2 && sizes.every((one) => one === size),
  evaluate: (_, [x, divisor]) => x!.map((one, i) => one / divisor![i]!),
  place:
    (_, { tf }) =>
    ([x, divisor]) =>
      tf.div(x!, divisor!),
  bound: boundQuotient,
  isLinear: false,
  substitute: substituteBounds,
  // A divisor that is bounded may be as near to 0 as it likes.
  recede: (_operation, _x, into) => setUnknownSlopes(into),
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}

/**
 * Where the divisor is never 0, nor so small that it may count as 0, the extremes of a quotient are at the ends.
 * Rounded to float64 and then to float32 they are what one rounding to float32 gives (Figueroa 1995: 53 bits are at
 * least 2 * 24 + 2).
 */
function boundQuotient({ size }: OperationBase, read: Bounds): Bounds {
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    const k = size + i
    const isNaN = read.nan[i] === 1 || read.nan[k] === 1
    if (isNaN || mayBeZero(read, k) || (mayBeInfinite(read, i) && mayBeInfinite(read, k))) {
      setUnknown(bounds, i)
      continue
    }
    const ends = [read.lo[i]!, read.hi[i]!].flatMap((x) => [x / read.lo[k]!, x / read.hi[k]!])
    setRounded(bounds, i, Math.min(...ends), Math.max(...ends))
  }
  return bounds
}
