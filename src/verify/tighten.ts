import type { CertifiedBounds } from '../proof/certify.ts'
import { sequenceRange } from '../proof/sequences/sequenceRange.ts'
import { inTime } from '../timeUp.ts'
import type { Case, Decision } from './decision.ts'

/** What is certain after a decision, narrowed by the exact range over strings of letters if the options want that and it applies. */
export function tighten({ proof, certified, options }: Case, decision: Decision): CertifiedBounds {
  const known = decision.certified ?? certified
  if (!options.tight || proof === undefined || decision.by === 'sequences' || performance.now() > options.times.end)
    return known
  const { network, region, backend } = proof
  const range = inTime(() => sequenceRange(network, region, backend, { until: options.times.end }))
  if (range === undefined || range.kind === 'none') return known
  return { ...known, lo: Math.max(known.lo, range.lo), hi: Math.min(known.hi, range.hi), nan: false }
}
