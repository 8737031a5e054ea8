import { type BackendName, tfjsBackends } from '../../backend/name.ts'
import { useBackend } from '../../backend/useBackend.ts'
import type { Compute } from '../../checker/tree/computed.ts'
import type { Claim } from '../../claim/claim.ts'
import { oneOutput } from '../../claim/linear/oneOutput.ts'
import { fingerprint } from '../../network/fingerprint.ts'
import { isFoldedIn } from '../../network/graphModel/foldedIn.ts'
import { readNetwork } from '../../network/readNetwork.ts'
import { packNetwork } from '../../network/packNetwork.ts'
import { packDomain, packHolds } from '../../proof/certificate/index.ts'
import { freeNumber } from '../../search/exhaust.ts'
import { computeOutputs, emptyBatch } from '../../search/model.ts'
import { type ModelOptions, openModel } from '../model/openModel.ts'
import { openSource } from '../module/openSource.ts'

/** How a model or claim stands to what a certificate says. */
export interface Compared {
  readonly fingerprint: string
  /** What the certificate says otherwise, in words; undefined where it is about them. */
  readonly differs?: string
  /** Of a claim with one free number. */
  readonly compute?: Compute
}

/** What a certificate has to be about: a model's file, or what states a claim. */
export interface CertifiedSource extends ModelOptions {
  readonly model: string | undefined
  readonly claims: string | undefined
}

/**
 * Loads the model, or the claim that a certificate names, and compares it with the certificate: network, and what is
 * claimed. A claim is loaded on the certificate's backend, which may have to compute.
 * @throws what loading meets
 */
export async function comparedWith(
  data: unknown,
  { model: path, claims: module, ...onnx }: CertifiedSource,
): Promise<Compared> {
  const certificate = (typeof data === 'object' && data !== null ? data : {}) as Partial<Record<string, unknown>>
  const differs = (part: string, own: unknown): boolean => withoutNames(certificate[part]) !== withoutNames(own)
  const backend = certificate['backend'] as BackendName
  if (module === undefined) {
    await useBackend('cpu')
    const model = oneOutput(await openModel(path!, onnx))
    // A graph's constants may be what one backend makes of others.
    if (isFoldedIn(model, Infinity) && tfjsBackends.some((name) => name === backend)) await useBackend(backend)
    return {
      fingerprint: fingerprint(model),
      ...(differs('network', packNetwork(readNetwork(model))) && {
        differs: 'its network is not what the model computes',
      }),
    }
  }
  await useBackend(backend)
  const { claims } = await openSource(module)
  const claim = claims.find(({ name }) => name === certificate['claim'])
  if (claim === undefined) return { fingerprint: '', differs: `${module} states no claim of this name` }
  const own = fingerprint(claim.model)
  if (differs('network', packNetwork(readNetwork(claim.model))))
    return { fingerprint: own, differs: "its network is not what the claim's model computes" }
  const domains = claim.inputs.map(({ domain }) => packDomain(domain))
  if (differs('holds', packHolds(claim.holds)) || differs('domains', domains))
    return { fingerprint: own, differs: 'it is not what is claimed' }
  return { fingerprint: own, compute: computeOf(claim) }
}

/** JSON without what layers and inputs are called, which may be generated anew each time a model is made. */
function withoutNames(part: unknown): string {
  return JSON.stringify(part, (key, value: unknown) => {
    if (key === 'layer' || key === 'opaque') return undefined
    return key === 'inputs' && Array.isArray(value) ? value.map(({ size }: { size?: unknown }) => size) : value
  })
}

/** Numbers of a batch, 4 MB. */
const BATCH = 2 ** 20

/** Computes rows that differ in the claim's one free number; the others are where they have to be. */
function computeOf(claim: Claim): Compute {
  const rowSize = claim.inputs.reduce((sum, { domain }) => sum + domain.size, 0)
  const rows = Math.max(1, Math.floor(BATCH / rowSize))
  return (values) => {
    const parts: Float32Array[] = []
    for (let first = 0; first < values.length; first += rows)
      parts.push(computeRows(claim, values.subarray(first, first + rows)))
    return parts.length === 1 ? parts[0]! : Float32Array.from(parts.flatMap((part) => [...part]))
  }
}

function computeRows(claim: Claim, values: Float32Array): Float32Array {
  const { input, element } = freeNumber(claim) ?? { input: 0, element: 0 }
  const batch = emptyBatch(claim, values.length)
  for (const [i, { domain }] of claim.inputs.entries())
    for (let row = 0; row < values.length; row++) {
      batch.inputs[i]!.set(domain.lo, row * domain.size)
      if (i === input) batch.inputs[i]![row * domain.size + element] = values[row]!
    }
  return computeOutputs(claim, claim.model, batch)
}
