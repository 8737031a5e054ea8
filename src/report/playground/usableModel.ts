import type { tf } from '../../backend/tf.ts'
import { currentBackend } from '../../backend/useBackend.ts'
import { type Claim, claim } from '../../claim/claim.ts'
import type { Domain } from '../../claim/domain.ts'
import { unbounded } from '../../claim/quantifier.ts'
import { OvershootError } from '../../errors.ts'
import { inputNames } from '../../network/inputNames.ts'
import { type CertifiedBounds, certify } from '../../proof/certify.ts'
import { type ProofSubject, subjectOf } from '../../proof/subject.ts'
import type { Control } from './controls.ts'

/** The models that claims are about, each once, by their names made different. */
export function modelsOf(
  claims: readonly Claim[],
  nameOf: (model: tf.LayersModel) => string = ({ name }) => name,
): Record<string, tf.LayersModel> {
  const named = new Map<string, tf.LayersModel>()
  for (const model of new Set(claims.map((one) => one.model))) {
    const own = nameOf(model)
    let name = own
    for (let count = 2; named.has(name); count++) name = `${own} (${count})`
    named.set(name, model)
  }
  return Object.fromEntries(named)
}

/** A model as a page can compute it, over all that the controls allow. */
export interface UsableModel {
  readonly whole: Claim
  /**
   * Its network is the one to show: operations that this backend computes otherwise than was measured are marked in it.
   */
  readonly subject: ProofSubject
  /** What bounds the domain at once; see `certify`. */
  readonly bounds: CertifiedBounds
}

/** What bounds of one model may take: without a page a run ends at once. */
export const BOUND_MS = 5000

/** A model that a page can compute itself, or why it cannot. */
export function usableModel(model: tf.LayersModel, controls: ReadonlyMap<string, Control>): UsableModel | string {
  const inputs: Domain[] = []
  for (const name of inputNames(model)) {
    const control = controls.get(name)
    if (control === undefined) return `no claim has ${name} as one number or letters`
    inputs.push(control.domain)
  }
  try {
    const whole = claim('anything', model, { inputs, holds: unbounded() })
    const subject = subjectOf(whole, currentBackend())
    if (subject === undefined) return 'inputs of variable shape'
    const { network, opaque } = subject
    if (opaque.length > 0) return `unknown layers: ${opaque.join(', ')}`
    const { size } = network.operations[network.output]!
    if (size !== 1) return `${size} output numbers`
    // The page computes in float64, which overflows elsewhere: it would show numbers where the backend gives none.
    const bounds = certify(subject, whole, performance.now() + BOUND_MS)
    return bounds.nan ? 'its output may be NaN' : { whole, subject, bounds }
  } catch (error) {
    if (error instanceof OvershootError) return error.message
    throw error
  }
}
