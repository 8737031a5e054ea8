import { inSet } from '../claim/set.ts'
import type { Target } from '../claim/target.ts'
import type { Judged } from './model.ts'

/** Is this output what a search with this objective looks for? Exact; NaN lies outside every set. */
export function isHit(objective: Target, output: number): boolean {
  return inSet(objective.set, output) === (objective.side === 'inside')
}

/**
 * How far an output is on the objective's side: positive beyond the bound, negative short of it, larger is further.
 * Guides searches and orders candidates; what counts is `isHit`.
 */
export function progress({ set, side }: Target, output: number): number {
  if (Number.isNaN(output)) return side === 'outside' ? Infinity : -Infinity
  // An end at infinity is infinitely far, also from an infinite output.
  const inside = Math.min(
    set.lo === -Infinity ? Infinity : output - set.lo,
    set.hi === Infinity ? Infinity : set.hi - output,
  )
  return side === 'inside' ? inside : -inside
}

/** Of the outputs of one row, the position of the one furthest on the objective's side, hits before all others. */
export function bestOutput(objective: Target, outputs: Judged, first: number, count: number): number {
  let best = first
  for (let i = first + 1; i < first + count; i++) {
    const hit = isHit(objective, outputs[i]!)
    const bestHit = isHit(objective, outputs[best]!)
    if (hit === bestHit ? progress(objective, outputs[i]!) > progress(objective, outputs[best]!) : hit) best = i
  }
  return best
}
