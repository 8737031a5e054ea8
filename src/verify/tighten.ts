import type { Certified } from '../proof/certify.ts'
import { sequenceRange } from '../proof/sequences/sequenceRange.ts'
import { inTime } from '../timeUp.ts'
import type { Case, Finding } from './finding.ts'

/** What is certain after a finding, narrowed by the exact range over strings of letters if the options want that and it applies. */
export function tighten({ proof, certified, options }: Case, finding: Finding): Certified {
  const known = finding.certified ?? certified
  if (!options.tight || proof === undefined || finding.by === 'sequences' || performance.now() > options.times.end)
    return known
  const { network, region, backend } = proof
  const range = inTime(() => sequenceRange(network, region, backend, { until: options.times.end }))
  if (range === undefined || range.kind === 'none') return known
  return { ...known, lo: Math.max(known.lo, range.lo), hi: Math.min(known.hi, range.hi), nan: false }
}
