import { currentBackend } from '../backend/useBackend.ts'
import { type ProofSubject, subjectOf } from '../proof/subject.ts'
import { inTime } from '../timeUp.ts'
import type { Case, Look } from './decision.ts'
import { tryModel } from './tryModel.ts'

/** A model that was read and tried. */
export interface ModelMeeting extends Pick<Case, 'proof'> {
  /** Was there time to read it, and to hold that against what runs? */
  readonly isRead: boolean
  /** What a verdict should tell of it. */
  readonly doubts: readonly string[]
}

/**
 * Reads a model and tries whether it computes what it seems to, before the first case: what makes a model unfit is
 * found before anything is found by it, and nothing that was found is lost to it.
 * @throws as `tryModel`
 */
export function meetModel({ claim, options }: Look): ModelMeeting {
  const { bounds } = options.times
  // Undefined twice over: a model that proofs cannot speak of has no subject, and one too large has none in time.
  const read = inTime((): { subject: ProofSubject | undefined } => ({
    subject: subjectOf(claim, currentBackend(), bounds),
  }))
  const { proof, isLate, warnings } = tryModel(claim, read?.subject, bounds)
  return { proof, isRead: read !== undefined && !isLate, doubts: warnings }
}
