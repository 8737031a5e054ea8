import { OvershootError } from '../errors.ts'
import { fingerprint } from '../network/fingerprint.ts'
import type { ProofTree } from '../proof/branch/branchAndBound.ts'
import {
  type Certificate,
  type CertifiedTree,
  makeCertificate,
  type ProofData,
  sequencesIn,
} from '../proof/certificate/index.ts'
import type { Region } from '../proof/region.ts'
import type { ProofSubject } from '../proof/subject.ts'
import { countFloats, type Range } from '../search/floatPlaces.ts'
import { freeNumber } from '../search/exhaust.ts'
import type { Case, Decision } from './decision.ts'

/**
 * The proof behind a decision as data that can be checked without this program; undefined for a decision without a
 * proof.
 */
export function certificateOf({ claim, proof }: Case, decision: Decision): Certificate | undefined {
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
