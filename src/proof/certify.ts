import type { BackendName } from '../backend/name.ts'
import type { Claim } from '../claim/claim.ts'
import { readNetwork } from '../network/readNetwork.ts'
import { intervalBounds } from './intervalBounds.ts'
import type { Region } from './region.ts'

/** What is certain of every output number of a claim's model over the whole domain. */
export interface Certified {
  /** Bounds of the outputs that are numbers. */
  readonly lo: number
  readonly hi: number
  /** May an output be NaN? */
  readonly nan: boolean
  /** Layers that no proof can look into. */
  readonly opaque: readonly string[]
}

/** Bounds on the claim's outputs, sound for the float32 that this backend computes. Of several output numbers, the hull. */
export function certify(claim: Claim, backend: BackendName): Certified {
  const variable = claim.model.inputs.filter(({ shape }) => shape.slice(1).includes(null))
  if (variable.length > 0) {
    const opaque = variable.map(({ sourceLayer }) => `${sourceLayer.name} (variable shape)`)
    return { lo: -Infinity, hi: Infinity, nan: true, opaque }
  }
  const network = readNetwork(claim.model)
  const { lo, hi, nan } = intervalBounds(network, regionOf(claim), backend)
  return {
    lo: lo.reduce((a, b) => Math.min(a, b)),
    hi: hi.reduce((a, b) => Math.max(a, b)),
    nan,
    opaque: network.opaque,
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
