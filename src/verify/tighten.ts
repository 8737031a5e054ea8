import type { CertifiedBounds } from '../proof/certify.ts'
import { sequenceBounds } from '../proof/sequences/sequenceBounds.ts'
import { inTime } from '../timeUp.ts'
import type { Case, Decision } from './decision.ts'

/**
 * What is certain after a decision, narrowed by the exact bounds over strings of letters if the options want that and
 * it applies.
 */
export function tighten({ proof, certified, options }: Case, decision: Decision): CertifiedBounds {
  const known = decision.certified ?? certified
  if (!options.tight || proof === undefined || decision.by === 'sequences' || performance.now() > options.times.end)
    return known
  const { network, region, backend } = proof
  const bounds = inTime(() => sequenceBounds(network, region, backend, { until: options.times.end }))
  if (bounds === undefined || bounds.kind === 'none') return known
  return { ...known, lo: Math.max(known.lo, bounds.lo), hi: Math.min(known.hi, bounds.hi), nan: false }
}
