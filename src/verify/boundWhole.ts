import { certify } from '../proof/certify.ts'
import type { Case, Look } from './decision.ts'
import type { ModelMeeting } from './meetModel.ts'

/** Bounds of the whole domain at once; of a model too large to be read in its share of the time, nothing. */
export function boundWhole(
  { claim, options }: Look,
  { proof, isRead }: ModelMeeting,
): Pick<Case, 'proof' | 'certified' | 'isCutShort'> {
  const { bounds } = options.times
  const certified = isRead ? certify(proof, claim, bounds) : { lo: -Infinity, hi: Infinity, nan: true, opaque: [] }
  return { proof, certified, isCutShort: performance.now() > bounds }
}
