import { inSet, type OutputSet } from '../claim/set.ts'
import type { Judged } from './model.ts'

/** What a search looks for in an output: a number outside the set (a counterexample) or inside it (a witness). */
export interface Objective {
  readonly set: OutputSet
  readonly wants: 'outside' | 'inside'
}

/** Is this output what the objective looks for? Exact; NaN lies outside every set. */
export function isHit(objective: Objective, output: number): boolean {
  return inSet(objective.set, output) === (objective.wants === 'inside')
}

/**
 * How far an output is on the wanted side: positive beyond the bound, negative short of it, larger is further. Guides
 * searches and orders candidates; what counts is `isHit`.
 */
export function progress({ set, wants }: Objective, output: number): number {
  if (Number.isNaN(output)) return wants === 'outside' ? Infinity : -Infinity
  // An end at infinity is infinitely far, also from an infinite output.
  const inside = Math.min(
    set.lo === -Infinity ? Infinity : output - set.lo,
    set.hi === Infinity ? Infinity : set.hi - output,
  )
  return wants === 'inside' ? inside : -inside
}

/** Of the outputs of one row, the position of the one furthest on the wanted side, hits before all others. */
export function bestOutput(objective: Objective, outputs: Judged, first: number, count: number): number {
  let best = first
  for (let i = first + 1; i < first + count; i++) {
    const hit = isHit(objective, outputs[i]!)
    const bestHit = isHit(objective, outputs[best]!)
    if (hit === bestHit ? progress(objective, outputs[i]!) > progress(objective, outputs[best]!) : hit) best = i
  }
  return best
}
