import type { Gather } from '../format/certificate.ts'
import { zero } from '../numeric/bounds.ts'
import { areTaps, each, level, move, type Rules, total } from './rules.ts'

/** Numbers that are read, in another order; 0 where a tap is -1. */
export const gather: Rules<Gather> = {
  width: () => 1,
  fits: ({ taps, size }, reads) => taps.length === size && areTaps(taps, total(reads)),
  bounds: (operation, x) => each(operation, (i) => (operation.taps[i] === -1 ? zero : x[operation.taps[i]!]!)),
  relax({ taps }, i, c, turn) {
    if (taps[i] === -1) return false
    move(turn, taps[i]!, c)
    return true
  },
  keepsBounds: () => true,
  recession: ({ taps }, i, x) => (taps[i] === -1 ? level : x[taps[i]!]!),
}
