import type { Claim } from '../claim/claim.ts'
import { hasLabel, meetsShare, type Coverage } from '../claim/cover.ts'
import { pointAt, type Batch } from './model.ts'

/** How many random cases there were, and how many carried each of a claim's labels. */
export interface Counted {
  cases: number
  readonly counts: number[]
}

export function nothingCounted(claim: Claim): Counted {
  return { cases: 0, counts: (claim.cover ?? []).map(() => 0) }
}

/**
 * Takes in the first `rows` cases of a batch. Labels see copies, so that they can neither change a case nor see it
 * overwritten; a claim without labels costs nothing.
 */
export function countCoverage(claim: Claim, counted: Counted, batch: Batch, rows: number): void {
  const { cover = [] } = claim
  if (cover.length === 0) return
  for (let row = 0; row < rows; row++) {
    cover.forEach((demand, i) => {
      const point = pointAt(batch, row)
      const inputs = Object.fromEntries(claim.inputs.map(({ name }, k) => [name, point[k]!]))
      if (hasLabel(claim.name, demand, inputs)) counted.counts[i]!++
    })
  }
  counted.cases += rows
}

/** What came of each of a claim's labels, in the order stated; undefined for a claim without. */
export function coverageOf({ cover = [] }: Claim, { cases, counts }: Counted): Coverage[] | undefined {
  if (cover.length === 0) return undefined
  return cover.map(({ label, share: demanded = 0 }, i) => ({
    label,
    share: cases === 0 ? 0 : counts[i]! / cases,
    demanded,
    met: meetsShare(counts[i]!, cases, demanded),
    cases,
  }))
}
