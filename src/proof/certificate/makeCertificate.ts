import { createHash } from 'node:crypto'
import type { BackendName } from '../../backend/name.ts'
import type { Domain } from '../../claim/domain.ts'
import type { Margins } from '../../claim/linear/margins.ts'
import type { Quantifier } from '../../claim/quantifier.ts'
import type { Network } from '../../network/network.ts'
import { pack } from '../../files/pack.ts'
import { packNetwork } from '../../network/packNetwork.ts'
import { restsOn } from '../../functions/errors/restsOn.ts'
import type { Certificate } from './certificate.ts'
import { figuresOf, functionsIn } from './figures.ts'
import { plain } from './plain.ts'
import { packProof, type ProofData } from './proofData.ts'

/** What a certificate is made of. */
export interface CertificateParts {
  /** The claim's name. */
  readonly claim: string
  readonly holds: Quantifier
  readonly status: 'proved' | 'refuted'
  readonly backend: BackendName
  /** Of the model that the network was read from: see `fingerprint`. */
  readonly fingerprint: string
  readonly network: Network
  /** One for each input of the network. */
  readonly domains: readonly Pick<Domain, 'kind' | 'shape' | 'lo' | 'hi' | 'endless'>[]
  readonly proof: ProofData
}

/** A certificate of these parts. Nothing is checked here: that is what `checkProof` is for. */
export function makeCertificate(parts: CertificateParts): Certificate {
  const { claim, holds, status, backend, fingerprint, network, domains, proof } = parts
  const functions = functionsIn(network).map(({ name }) => name)
  const sizes = network.inputs.map(({ size }) => size)
  const rest: Omit<Certificate, 'digest'> = {
    format: 'overshoot certificate',
    version: 1,
    claim,
    holds: packHolds(holds),
    status,
    backend,
    fingerprint,
    network: packNetwork(network),
    domains: domains.map(packDomain),
    figures: figuresOf(network, backend),
    restsOn: restsOn(backend, functions),
    proof: packProof(proof, sizes),
  }
  return { ...rest, digest: createHash('sha256').update(JSON.stringify(rest)).digest('hex') }
}

/** What a claim says, as it stands in a certificate. */
export function packHolds(holds: Quantifier): Certificate['holds'] {
  if (holds.kind === 'unbounded') return { kind: 'unbounded' }
  const { lo, hi, open, margins } = holds.set
  if (margins !== undefined) return { kind: holds.kind, margins: packMargins(margins), open: open.lo }
  return { kind: holds.kind, set: { lo: plain(lo), hi: plain(hi), open: { lo: open.lo, hi: open.hi } } }
}

/** The fields in a fixed order. */
function packMargins({ width, clauses }: Margins): Margins {
  return {
    width,
    clauses: clauses.map((clause) =>
      clause.map(({ outputs, coefficients, bound, lifted }) => ({
        outputs: [...outputs],
        coefficients: [...coefficients],
        bound,
        lifted,
      })),
    ),
  }
}

/** A domain, as it stands in a certificate. */
export function packDomain({
  kind,
  shape,
  lo,
  hi,
  endless,
}: CertificateParts['domains'][number]): Certificate['domains'][number] {
  return {
    lo: pack(lo),
    hi: pack(hi),
    ...(kind === 'oneHot' && { letters: shape.at(-1)! }),
    endless: { lo: [...endless.lo], hi: [...endless.hi] },
  }
}
