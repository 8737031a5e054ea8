import type { Checked } from '../checker/checkProof.ts'
import type { Evidence } from '../proof/prove.ts'
import type { Certificate } from '../proof/certificate/index.ts'
import { certificateOf } from './certificateOf.ts'
import { checkOwnProof } from './checkProof.ts'
import type { Case, Decision } from './decision.ts'

/**
 * Has the independent checker go over a decision's proof, which shares no code with what found it. A decision without a
 * proof stays; one whose proof is not accepted has none. Inputs that were computed are not computed again: the checker
 * makes sure that the record of them leaves none out, and finds out itself how far they may be off in other batches.
 */
export function recheck(subject: Case, decision: Decision): { decision: Decision; certificate?: Certificate } {
  const { evidence, ray } = decision
  // What was run is no matter of bounds; that it grows on is. Of a large model a certificate takes a second to make.
  const wasRun = evidence === undefined && ray === undefined
  if (wasRun && subject.options.certificates === undefined) return { decision }
  const certificate = certificateOf(subject, decision)
  if (certificate === undefined) return { decision }
  const checked = checkOwnProof(
    certificate,
    { fingerprint: certificate.fingerprint, deadline: subject.options.times.check },
    evidence?.kind === 'exhaustion' ? recordOf(evidence) : undefined,
  )
  if (checked.accepted) return { decision, certificate }
  if (wasRun) return { decision }
  return { decision: withoutProof(subject, decision, checked) }
}

function withoutProof(
  { certified }: Case,
  unproved: Decision,
  { reason: why, stopped }: Extract<Checked, { accepted: false }>,
): Decision {
  const { evidence: _evidence, witness: _witness, parts: _parts, ray, ...rest } = unproved
  const decision: Decision = ray ? { ...rest, by: 'search' } : rest
  const found = `a proof was found (${decision.reason}), but`
  if (stopped) return { ...decision, status: 'survived', stopped, reason: `${found} ${why}` }
  const reason = `${found} the checker does not accept it: ${why}`
  // Nor is anything else that the same bounds say.
  const unknown = { lo: -Infinity, hi: Infinity, nan: true, opaque: certified.opaque }
  return { ...decision, status: 'survived', certified: unknown, reason }
}

/** What was computed of one part of the domain, by its ends. */
function recordOf({ record }: Extract<Evidence, { kind: 'exhaustion' }>) {
  const parts = new Map(record.map((part) => [`${part[0]?.lo} ${part.at(-1)?.hi}`, part]))
  return (lo: number, hi: number) => parts.get(`${lo} ${hi}`) ?? []
}
