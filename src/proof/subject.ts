import type { BackendName } from '../backend/name.ts'
import type { Claim } from '../claim/claim.ts'
import type { Network } from '../network/network.ts'
import { readNetwork } from '../network/readNetwork.ts'
import type { Region } from './region.ts'

/** What a proof speaks of: a claim's model as a network, on a backend, and the whole of the claim's domains. */
export interface ProofSubject {
  readonly network: Network
  readonly region: Region
  readonly backend: BackendName
  /** What no proof can look into, in words: layers, and functions that this backend computes otherwise than was measured. */
  readonly opaque: readonly string[]
}

/** Undefined for a model with inputs of variable shape: proofs need to know how many numbers there are. */
export function subjectOf(claim: Claim, backend: BackendName): ProofSubject | undefined {
  if (claim.model.inputs.some(({ shape }) => shape.slice(1).includes(null))) return undefined
  const network = readNetwork(claim.model)
  const faulty = network.operations.filter(({ faultyOn }) => faultyOn.includes(backend))
  return {
    network,
    region: regionOf(claim),
    backend,
    opaque: [...network.opaque, ...new Set(faulty.map(({ layer }) => `${layer} on ${backend}`))],
  }
}

/** The whole domain of a claim. */
export function regionOf({ inputs }: Pick<Claim, 'inputs'>): Region {
  const boxes = inputs.map(({ domain: { kind, shape, lo, hi } }) => ({
    lo,
    hi,
    ...(kind === 'oneHot' ? { letters: shape.at(-1)! } : {}),
  }))
  return { boxes, phases: [] }
}
