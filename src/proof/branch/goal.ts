import { coversRange, missesRange, type OutputSet } from '../../claim/set.ts'

/** What has to be shown of every output number: that it lies inside the set (then it is no NaN either), or outside of it. */
export interface Goal {
  readonly set: OutputSet
  readonly wants: 'inside' | 'outside'
}

/** Does a range show it? */
export function shows({ set, wants }: Goal, lo: number, hi: number, nan: boolean): boolean {
  return wants === 'inside' ? !nan && coversRange(set, lo, hi) : missesRange(set, lo, hi)
}

/** Which of its two ends stand in the way: those that a tighter bound would have to move. */
export function ends(goal: Goal, lo: number, hi: number): { lower: boolean; upper: boolean } {
  const { set, wants } = goal
  if (wants === 'inside') return { lower: !coversRange(set, lo, set.hi), upper: !coversRange(set, set.lo, hi) }
  // Past the nearer end of the set.
  const below = hi - set.lo <= set.hi - lo
  return { lower: !below, upper: below }
}
