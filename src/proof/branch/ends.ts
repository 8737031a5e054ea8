import { coversRange } from '../../claim/set.ts'
import type { Target } from '../../claim/target.ts'

/** Which of an output's two bounds stand in the way of the goal: those that would have to be tighter. */
export function ends({ set, side }: Target, lo: number, hi: number): { lower: boolean; upper: boolean } {
  if (side === 'inside') return { lower: !coversRange(set, lo, set.hi), upper: !coversRange(set, set.lo, hi) }
  // Past the nearer end of the set.
  const below = hi - set.lo <= set.hi - lo
  return { lower: !below, upper: below }
}
