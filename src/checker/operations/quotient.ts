import type { Quotient } from '../format/certificate.ts'
import { type Bounds, flushedHigh, flushedLow, isEndless, isZero, rounded, unknown } from '../numeric/bounds.ts'
import { anySlope, each, noForm, type Rules } from './rules.ts'

const { max, min } = Math

/**
 * One tensor divided by another of its size. A quotient of float32 numbers may be rounded to float64 before float32.
 */
export const quotient: Rules<Quotient> = {
  width: () => 2,
  fits: ({ size }, reads) => reads.length === 2 && reads.every((one) => one === size),
  bounds: (operation, x) => each(operation, (i) => over(x[i]!, x[operation.size + i]!)),
  relax: noForm,
  // A divisor that is bounded may be as near to 0 as it likes.
  keepsBounds: () => false,
  recession: () => anySlope,
}

/** Anything where the divisor may be zero, or flushed to it, or infinite together with what is divided. */
function over(x: Bounds, y: Bounds): Bounds {
  const [[a, b, isNaN], [c, d, isOtherNaN]] = [x, y]
  if (isNaN || isOtherNaN || isZero(c, d) || (isEndless(a, b) && isEndless(c, d))) return unknown
  // What is divided may be read as zero.
  const [lo, hi] = [flushedLow(a), flushedHigh(b)]
  const ends = [lo / c, lo / d, hi / c, hi / d]
  return rounded(min(...ends), max(...ends))
}
