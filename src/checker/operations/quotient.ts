import type { Quotient } from '../format/certificate.ts'
import { type Bounds, flushedHigh, flushedLow, float32Bounds, unknown } from '../numeric/bounds.ts'
import { TINY } from '../numeric/float32.ts'
import { anySlope, each, noForm, type Rules } from './rules.ts'

const { abs, fround, max, min } = Math

/**
 * One tensor divided by another of its size. A quotient of float32 numbers may be rounded to float64 before float32.
 */
export const quotient: Rules<Quotient> = {
  width: () => 2,
  fits: ({ size }, reads) => reads.length === 2 && reads.every((one) => one === size),
  bounds: (operation, x) => each(operation, (i) => over(x[i]!, x[operation.size + i]!)),
  relax: noForm,
  // A divisor that is bounded may be as near to 0 as it likes.
  keepsBounds: false,
  recession: () => anySlope,
}

/** Anything where the divisor may be zero, or flushed to it, or infinite together with what is divided. */
function over(x: Bounds, y: Bounds): Bounds {
  const [[a, b, isNaN], [c, d, isOtherNaN]] = [x, y]
  const isEndless = (lo: number, hi: number): boolean => max(abs(lo), abs(hi)) === Infinity
  if (isNaN || isOtherNaN || (c < TINY && d > -TINY) || (isEndless(a, b) && isEndless(c, d))) return unknown
  // What is divided may be read as zero.
  const [lo, hi] = [flushedLow(a), flushedHigh(b)]
  const ends = [lo / c, lo / d, hi / c, hi / d]
  return float32Bounds(fround(flushedLow(min(...ends))), fround(flushedHigh(max(...ends))))
}
