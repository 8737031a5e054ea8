import { spend } from '../budget.ts'
import type { Leaf } from '../format/certificate.ts'
import { boundsOf, cutByChoices, cutByPhases } from './boundAll.ts'
import { type Known, newKnown, type Region } from './known.ts'

/**
 * What is known in a region that differs from one that was bounded in having more phases: bounds of the larger one
 * hold, cut by phases, and what reads a number whose phase is known is bounded by that anew. Undefined if no input is
 * in the region.
 */
export function boundWithin(whole: Known, region: Region, leaf: Leaf): Known | undefined {
  const { check } = whole
  const { operations, output } = check.network
  const known = newKnown(check, region, leaf)
  for (const [t, { size }] of operations.entries()) {
    spend(check.budget, size + operations.length + region.phases.length)
    const own = region.phases.filter(({ operation }) => operation === t)
    known.bounds.push(own.length > 0 ? [...boundsOf(known, t).bounds] : [...whole.bounds[t]!])
    known.errors.push(whole.errors[t]!)
    const lines = [...(whole.lines[t] ?? [])]
    for (const { index } of own) for (const at of [2 * index, 2 * index + 1]) delete lines[at]
    known.lines[t] = lines
    if (t === output) cutByChoices(known, t)
    cutByPhases(known, t)
  }
  return known.isEmpty ? undefined : known
}
