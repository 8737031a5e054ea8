import type { BackendName } from '../backend/name.ts'
import { backendDescription } from '../backend/useBackend.ts'
import type { Claim } from '../claim/claim.ts'
import { gatheringOf } from '../claim/quantifier.ts'
import type { Network } from '../network/network.ts'
import { type Operation, rulesOf } from '../operations/index.ts'
import { isFoldedIn } from '../network/graphModel/foldedIn.ts'
import { roundedIn } from '../network/onnx/roundedIn.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { checkSums } from './sums/checkSums.ts'
import { checkFunctions } from '../functions/errors/checkFunctions.ts'
import { type FunctionName, restsOn } from '../functions/errors/restsOn.ts'
import { appendMargins } from './appendMargins.ts'
import type { Region } from './region.ts'

/** What a proof speaks of: a claim's model as a network, on a backend, and the whole of the claim's domains. */
export interface ProofSubject {
  readonly network: Network
  /**
   * The part of the network that is the model itself: all of it, but for a claim of a linear set, where margins of its
   * outputs follow.
   */
  readonly model: Network
  readonly region: Region
  readonly backend: BackendName
  /**
   * What no proof can look into, in words: layers, and functions that this backend computes otherwise than was
   * measured.
   */
  readonly opaque: readonly string[]
  /**
   * What proofs take for granted beside the rounding of float32: what was measured of the backend's functions, a
   * sentence each.
   */
  readonly restsOn: readonly string[]
}

/**
 * Undefined for a model with inputs of variable shape: proofs need to know how many numbers there are.
 * @throws TimeUp when it is past `until`
 */
export function subjectOf(claim: Claim, backend: BackendName, until: number = Infinity): ProofSubject | undefined {
  if (claim.model.inputs.some(({ shape }) => shape.slice(1).includes(null))) return undefined
  const read = readNetwork(claim.model, until)
  const rounded = roundedIn(claim.model)
  const names = [...new Set(read.operations.flatMap(functionsOf))]
  const unlike = new Set<string>(checkFunctions(backend, names))
  const off = read.operations.some(addsUp) ? checkSums(backend) : []
  const trusted = (operation: Operation): Operation =>
    functionsOf(operation).some((name) => unlike.has(name)) || (off.length > 0 && addsUp(operation))
      ? { ...operation, faultyOn: [...operation.faultyOn, backend] }
      : operation
  const model = { ...read, operations: read.operations.map(trusted) }
  const faulty = model.operations.filter(({ faultyOn }) => faultyOn.includes(backend))
  return {
    network: withMargins(model, claim),
    model,
    region: regionOf(claim),
    backend,
    opaque: [
      ...read.opaque,
      ...new Set(faulty.map(({ layer }) => `${layer} on ${backend}`)),
      ...(off.length > 0 ? [`sums that are not float32's: ${off.join(', ')} on ${backend}`] : []),
    ],
    restsOn: [
      ...restsOn(backend, names),
      ...(rounded === undefined ? [] : [`what is meant: ${rounded}`]),
      ...pinned(backend),
      ...(isFoldedIn(claim.model, until) ? [`what ${backend} made of the graph's constants on this machine`] : []),
    ],
  }
}

/** What ONNX Runtime is told, which proofs speak of: with optimizations it may compute otherwise. */
function pinned(backend: BackendName): string[] {
  return backend === 'onnxruntime'
    ? [`${backendDescription()}: each operator by its own kernel, without graph optimizations, on one thread`]
    : []
}

/**
 * The same with nothing known of what the model computes, because it is not what its layers say; `why`, for messages.
 */
export function unknownSubject(subject: ProofSubject, claim: Claim, why: string): ProofSubject {
  const operations = subject.model.operations.map((operation): Operation =>
    operation.kind === 'input'
      ? operation
      : { kind: 'opaque', size: operation.size, reads: operation.reads, layer: operation.layer, faultyOn: [] },
  )
  const model = { ...subject.model, operations, opaque: [why] }
  return { ...subject, model, network: withMargins(model, claim), opaque: [why] }
}

/** The model, and the margins that the claim speaks of. */
function withMargins(model: Network, { holds }: Claim): Network {
  if (holds.kind === 'unbounded' || holds.set.margins === undefined) return model
  return appendMargins(model, holds.set.margins, gatheringOf(holds.kind))
}

/** The whole domain of a claim. */
function regionOf({ inputs }: Pick<Claim, 'inputs'>): Region {
  const boxes = inputs.map(({ domain: { kind, shape, lo, hi } }) => ({
    lo,
    hi,
    ...(kind === 'oneHot' ? { letters: shape.at(-1)! } : {}),
  }))
  return { boxes, phases: [] }
}

/** The functions behind an operation whose errors are measured. */
function functionsOf(operation: Operation): readonly FunctionName[] {
  return operation.kind === 'input' ? [] : rulesOf(operation).functions(operation)
}

/** Does it add up products, as a kernel of the backend does? */
function addsUp(operation: Operation): boolean {
  return operation.kind !== 'input' && rulesOf(operation).addsUp(operation)
}
