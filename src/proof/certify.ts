import type { Claim } from '../claim/claim.ts'
import { inTime } from '../timeUp.ts'
import { intervalBounds, type OutputBounds } from './intervalBounds.ts'
import { linearBounds } from './linear/linearBounds.ts'
import { planOf } from './linear/plan.ts'
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
  const relaxed = planOf(network).tighten.includes(true) ? inTime(() => relaxedBounds(subject, until)) : undefined
  // Intervals take a part of what relaxation does.
  const bounds = relaxed ?? inTime(() => intervalBounds(network, region, backend, until + (until - started)))
  if (bounds === undefined) return { lo: -Infinity, hi: Infinity, nan: true, opaque }
  const { lo, hi, nan } = bounds
  return { lo: lo.reduce((a, b) => Math.min(a, b)), hi: hi.reduce((a, b) => Math.max(a, b)), nan, opaque }
}

function relaxedBounds({ network, region, backend }: ProofSubject, until: number): OutputBounds {
  // A whole domain has no phases, and so is not empty.
  const { lo, hi, nan } = linearBounds(network, region, backend, until)!.bounds[network.output]!
  return { lo, hi, nan: nan.includes(1) }
}
