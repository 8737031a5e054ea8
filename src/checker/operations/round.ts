import type { Round } from '../format/certificate.ts'
import { float32Bounds, flushedHigh, flushedLow, size, unknown } from '../numeric/bounds.ts'
import { TINY } from '../numeric/float32.ts'
import { add, each, move, type Rules } from './rules.ts'

const { abs, ceil, floor, trunc } = Math

/** The whole number that is next to each: below, above, nearest (of two the even one), or towards zero. */
export const round: Rules<Round> = {
  width: () => 1,
  fits: ({ size: count }, reads) => reads.length === 1 && reads[0] === count,
  bounds: ({ mode, ...operation }, x) =>
    each(operation, (i) => {
      const [lo, hi, nan] = x[i]!
      // All of these rise with what they read, and that may be read as zero.
      return nan ? unknown : float32Bounds(whole[mode](flushedLow(lo)), whole[mode](flushedHigh(hi)))
    }),
  relax({ mode }, i, c, turn) {
    const [lo, hi] = turn.bounds[i]!
    const [below, above] = reach[mode]
    if (!(size(turn.x[i]!) < Infinity) || hi - lo <= below + above) return false
    move(turn, i, c)
    add(turn.sum, c * (c > 0 ? above : -below) + abs(c) * 2 * TINY)
    return true
  },
  keepsBounds: () => true,
  // No number moves further than 1.
  recession: (_operation, i, x) => x[i]!,
}

const whole: Readonly<Record<Round['mode'], (x: number) => number>> = { floor, ceil, truncate: trunc, nearest }

/** How far results lie below what is rounded at most, and above it. */
const reach: Readonly<Record<Round['mode'], readonly [below: number, above: number]>> = {
  floor: [1, 0],
  ceil: [0, 1],
  truncate: [1, 1],
  nearest: [0.5, 0.5],
}

function nearest(x: number): number {
  const below = floor(x)
  const rest = x - below
  if (rest !== 0.5) return rest < 0.5 || x === below ? below : below + 1
  return below % 2 === 0 ? below : below + 1
}
