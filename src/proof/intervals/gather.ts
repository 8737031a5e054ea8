import { newBounds } from '../bounds.ts'
import type { IntervalRule } from './rules.ts'

export const gather: IntervalRule<'gather'> = ({ taps, size }, read) => {
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    const tap = taps[i]!
    if (tap < 0) continue
    bounds.lo[i] = read.lo[tap]!
    bounds.hi[i] = read.hi[tap]!
    bounds.nan[i] = read.nan[tap]!
  }
  return bounds
}
