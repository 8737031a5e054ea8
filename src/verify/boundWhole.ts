import { currentBackend } from '../backend/useBackend.ts'
import { certify } from '../proof/certify.ts'
import { type ProofSubject, subjectOf } from '../proof/subject.ts'
import { inTime } from '../timeUp.ts'
import type { Case, Look } from './finding.ts'
import { tryModel } from './tryModel.ts'

/** What is known of the whole domain at once, and what a verdict should tell of the model. */
export interface Whole extends Pick<Case, 'proof' | 'certified'> {
  readonly doubts: readonly string[]
}

/**
 * What proofs speak of, and bounds of the whole domain; of a model too large to be read in its share of the time, nothing.
 * @throws as `tryModel`
 */
export function boundWhole({ claim, options }: Look): Whole {
  const { bounds } = options.times
  // Undefined twice over: a model that proofs cannot speak of has no subject, and one too large has none in time.
  const read = inTime((): { subject: ProofSubject | undefined } => ({
    subject: subjectOf(claim, currentBackend(), bounds),
  }))
  const { proof, warnings } = tryModel(claim, read?.subject)
  if (read !== undefined) return { proof, certified: certify(proof, claim, bounds), doubts: warnings }
  return { proof, certified: { lo: -Infinity, hi: Infinity, nan: true, opaque: [] }, doubts: warnings }
}
