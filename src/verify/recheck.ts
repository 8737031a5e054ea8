import type { BackendName } from '../backend/name.ts'
import { type CheckOptions, checkProof } from '../checker/checkProof.ts'
import { type Certificate, figureOn } from '../proof/certificate/index.ts'
import { certificateOf } from './certificateOf.ts'
import type { Case, Finding } from './finding.ts'

/**
 * Has the independent checker go over a finding's proof, which shares no code with what found it. A finding without a proof
 * stays; one whose proof is not accepted has none.
 */
export function recheck(subject: Case, finding: Finding): { finding: Finding; certificate?: Certificate } {
  const certificate = certificateOf(subject, finding)
  if (certificate === undefined) return { finding }
  // To go through all floats again is left to those who ask for it: `overshoot check-proof` with the model.
  if (finding.evidence?.kind === 'exhaustion') return { finding, certificate }
  const figures: CheckOptions['figures'] = (name, parameter, backend, lo, hi) =>
    figureOn(name, parameter, backend as BackendName, lo, hi)
  const checked = checkProof(certificate, { fingerprint: certificate.fingerprint, figures })
  if (checked.accepted) return { finding, certificate }
  // What was run is no matter of bounds.
  if (finding.evidence === undefined) return { finding }
  const { evidence: _, ...rest } = finding
  const reason = `a proof was found (${finding.reason}), but the checker does not accept it: ${checked.reason}`
  // Nor is anything else that the same bounds say.
  const certified = { lo: -Infinity, hi: Infinity, nan: true, opaque: subject.certified.opaque }
  return { finding: { ...rest, status: 'survived', certified, reason } }
}
