import { currentBackend } from '../backend/useBackend.ts'
import { certify } from '../proof/certify.ts'
import { subjectOf } from '../proof/subject.ts'
import { TimeUp } from '../timeUp.ts'
import type { Case, Look } from './finding.ts'

/** What proofs speak of, and bounds of the whole domain at once; of a model too large to be read in its share of the time, nothing. */
export function boundWhole({ claim, options }: Look): Pick<Case, 'proof' | 'certified'> {
  const { bounds } = options.times
  try {
    const proof = subjectOf(claim, currentBackend(), bounds)
    return { proof, certified: certify(proof, claim, bounds) }
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error
    return { proof: undefined, certified: { lo: -Infinity, hi: Infinity, nan: true, opaque: [] } }
  }
}
