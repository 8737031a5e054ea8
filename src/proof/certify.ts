import type { Claim } from '../claim/claim.ts'
import { inTime } from '../timeUp.ts'
import { allBounds } from './intervalBounds.ts'
import { linearBounds } from './linear/linearBounds.ts'
import type { ProofSubject } from './subject.ts'

/** What is certain of every output number of a claim's model over the whole domain. */
export interface CertifiedBounds {
  /** Bounds of the outputs that are numbers. */
  readonly lo: number
  readonly hi: number
  /** May an output be NaN? */
  readonly nan: boolean
  /** Layers that no proof can look into. */
  readonly opaque: readonly string[]
}

/**
 * Bounds on a claim's outputs over its whole domain at once, by intervals and linear relaxation, sound for the float32
 * that the subject's backend computes. Of several output numbers, the hull. Past `until` what intervals say is all, or
 * nothing.
 */
export function certify(subject: ProofSubject | undefined, claim: Claim, until: number = Infinity): CertifiedBounds {
  if (subject === undefined) {
    const variable = claim.model.inputs.filter(({ shape }) => shape.slice(1).includes(null))
    const opaque = variable.map(({ sourceLayer }) => `${sourceLayer.name} (variable shape)`)
    return { lo: -Infinity, hi: Infinity, nan: true, opaque }
  }
  const { network, region, backend, opaque } = subject
  const started = performance.now()
  // A whole domain has no phases, and so is not empty.
  const relaxed = inTime(() => linearBounds(network, region, backend, until)!.bounds)
  // Intervals take a part of what relaxation does.
  const all = relaxed ?? inTime(() => allBounds(network, region, backend, until + (until - started)))
  if (all === undefined) return { lo: -Infinity, hi: Infinity, nan: true, opaque }
  const { lo, hi, nan } = all[network.output]!
  return {
    lo: lo.reduce((a, b) => Math.min(a, b)),
    hi: hi.reduce((a, b) => Math.max(a, b)),
    nan: nan.includes(1),
    opaque,
  }
}
