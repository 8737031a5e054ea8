import type { Checked } from '../checker/checkProof.ts'
import type { Evidence } from '../proof/prove.ts'
import {
  type Certificate,
  type CertifiedTree,
  makeCertificate,
  type ProofData,
  sequencesIn,
} from '../proof/certificate/index.ts'
import { checkOwnProof } from './checkProof.ts'
import type { Case, Decision } from './decision.ts'
import { OvershootError } from '../errors.ts'
import { fingerprint } from '../network/fingerprint.ts'
import type { ProofTree } from '../proof/branch/branchAndBound.ts'
import type { Region } from '../proof/region.ts'
import type { ProofSubject } from '../proof/subject.ts'
import { countFloats, type Range } from '../search/floatPlaces.ts'
import { freeNumber } from '../search/exhaust.ts'

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

/**
 * The proof behind a decision as data that can be checked without this program; undefined for a decision without a
 * proof.
 */
function certificateOf({ claim, proof }: Case, decision: Decision): Certificate | undefined {
  const { status } = decision
  if (proof === undefined || (status !== 'proved' && status !== 'refuted')) return undefined
  const data = dataOf(claim, proof, decision)
  if (data === undefined) return undefined
  const { model, backend } = proof
  return makeCertificate({
    claim: claim.name,
    holds: claim.holds,
    status,
    backend,
    fingerprint: fingerprint(claim.model),
    network: model,
    domains: claim.inputs.map(({ domain }) => domain),
    proof: data,
  })
}

function dataOf(claim: Case['claim'], { network, region }: ProofSubject, decision: Decision): ProofData | undefined {
  const { evidence, witness, ray } = decision
  if (witness !== undefined) {
    const inputs = claim.inputs.map(({ name }) => Float32Array.from(witness.inputs[name]!))
    if (ray === undefined) return { kind: 'witness', inputs }
    const { input, element, at, sign } = ray
    return { kind: 'growth', inputs: inputs.with(input, inputs[input]!.with(element, at)), input, element, sign }
  }
  switch (evidence?.kind) {
    case 'bounds':
      return { kind: 'bounds', tree: closed(evidence.tree, () => undefined) }
    case 'sequences':
      return { kind: 'bounds', tree: { kind: 'leaf', sequences: sequencesIn(network, region) } }
    case 'exhaustion': {
      const { input, element } = freeNumber(claim)!
      return {
        kind: 'bounds',
        tree: closed(evidence.tree, ({ boxes }) => {
          const range: Range = [boxes[input]!.lo[element]!, boxes[input]!.hi[element]!]
          return { kind: 'computed', cases: countFloats(range) }
        }),
      }
    }
    default:
      return undefined
  }
}

/** The tree with something in the place of what is open. @throws INTERNAL where nothing is */
function closed(tree: ProofTree, leafOf: (region: Region) => CertifiedTree | undefined): CertifiedTree {
  if (tree.kind === 'leaf') return tree
  if (tree.kind === 'split') return { ...tree, left: closed(tree.left, leafOf), right: closed(tree.right, leafOf) }
  const leaf = leafOf(tree.region)
  if (leaf === undefined)
    throw new OvershootError('INTERNAL', 'a proof leaves a part of the domain open; please report this')
  return leaf
}
