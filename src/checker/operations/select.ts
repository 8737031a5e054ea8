import type { Select } from '../format/certificate.ts'
import { type Bounds, flushedHigh, flushedLow, isZero, size } from '../numeric/bounds.ts'
import { EXTREMUM_ERROR } from '../numeric/slack.ts'
import { add, each, move, type Rules, type Slope } from './rules.ts'

/** A number of the second tensor where that of the first is not zero, else of the third. */
export const select: Rules<Select> = {
  width: () => 3,
  fits: ({ size: count }, reads) => reads.length === 3 && reads.every((one) => one === count),
  bounds: (operation, x) =>
    each(operation, (i) => {
      const own = placesOf(operation, i, x).map((at) => x[at]!)
      const [lo, hi] = [Math.min(...own.map(([low]) => low)), Math.max(...own.map(([, high]) => high))]
      return [flushedLow(lo), flushedHigh(hi), own.some(([, , nan]) => nan)]
    }),
  relax(operation, i, c, turn) {
    const [at, other] = placesOf(operation, i, turn.x)
    if (other !== undefined || !(size(turn.x[at!]!) < Infinity)) return false
    move(turn, at!, c)
    // It may be flushed on the way.
    add(turn.sum, Math.abs(c) * EXTREMUM_ERROR)
    return true
  },
  keepsBounds: () => true,
  recession({ size: count }, i, x): Slope {
    const [one, other] = [x[count + i]!, x[2 * count + i]!]
    return [Math.min(one[0], other[0]), Math.max(one[1], other[1])]
  },
}

/** Where result `i` may come from: one place if the first tensor's number is zero for sure, or is not, else both. */
function placesOf({ size: count }: Select, i: number, x: readonly Bounds[]): readonly number[] {
  const [lo, hi, nan] = x[i]!
  if (!nan && lo === 0 && hi === 0) return [2 * count + i]
  return !nan && !isZero(lo, hi) ? [count + i] : [count + i, 2 * count + i]
}
