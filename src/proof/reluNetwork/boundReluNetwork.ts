import type { BackendName } from '../../backend/name.ts'
import type { RegionBounds } from '../branch/boundRegion.ts'
import { centreOf } from '../branch/candidates.ts'
import type { Target } from '../../claim/target.ts'
import type { SideSlopes } from '../branch/slopes.ts'
import type { Region } from '../region.ts'
import { type BoundForm, boundForms, combination, combine, formError } from './boundForms.ts'
import type { ReluNetwork } from './reluNetwork.ts'
import { isMet, type Side, sideBound, sidesOf } from './reluNetworkGoal.ts'
import { reluWorkspaceOf } from './reluWorkspace.ts'
import { chooseNumber } from './chooseNumber.ts'
import { relaxReluNetwork, type ReluRelaxation, boundsToInherit } from './relaxReluNetwork.ts'

/** As `boundRegion`, for ReLU networks, without optimized slopes; undefined where the general way has to be gone. @throws TimeUp */
export function boundReluNetwork(
  network: ReluNetwork,
  region: Region,
  goal: Target,
  backend: BackendName,
  until: number = Infinity,
): RegionBounds | undefined {
  const [box] = region.boxes
  const sides = sidesOf(network, goal)
  if (sides === undefined || box?.letters !== undefined || region.phases.length > 0) return undefined
  const relaxation = relaxReluNetwork(network, reluWorkspaceOf(network), box!, backend, region.inheritedBounds, until)
  if (relaxation === undefined) return undefined
  const out = outputBounds(relaxation)
  const forms = boundForms(
    relaxation,
    sides.flatMap((side) => side.forms),
    network.isExact,
  )
  const slopes: SideSlopes[] = []
  const candidates: Float32Array[][] = []
  let worst: { side: Side; weights: Float64Array; short: number } | undefined
  let first = 0
  for (const side of sides) {
    const own = forms.slice(first, first + side.forms.length)
    first += side.forms.length
    const { best, weights } = boundSide(relaxation, side, own)
    const most = sideBound(side, best.most)
    if (side.sign > 0) out.hi[side.output] = Math.min(out.hi[side.output]!, most)
    else out.lo[side.output] = Math.max(out.lo[side.output]!, -most)
    if (isMet(side, most)) {
      if (weights.filter((weight) => weight > 0).length > 1)
        slopes.push({ output: side.output, side: side.sign, lower: {}, multipliers: [], weights })
      continue
    }
    candidates.push([cornerOf(relaxation, best)])
    const short = most - side.limit
    if (worst === undefined || short > worst.short) worst = { side, weights, short }
  }
  const bounds = { lo: Math.min(...out.lo), hi: Math.max(...out.hi), nan: false }
  if (worst === undefined) return { ...bounds, shown: true, slopes, candidates: [] }
  const split = chooseNumber(relaxation, combination(worst.side, worst.weights))
  return {
    ...bounds,
    shown: false,
    slopes,
    ...(split && { split }),
    candidates: [...candidates, centreOf(region)],
    inheritedBounds: boundsToInherit(relaxation),
  }
}

/** Of one side the best of its forms, or of their combinations where none is good enough. */
function boundSide(
  relaxation: ReluRelaxation,
  side: Side,
  forms: readonly BoundForm[],
): { best: BoundForm; weights: Float64Array } {
  const single = forms.reduce((least, form) => (form.most < least.most ? form : least))
  const weights = Float64Array.from(forms, (form) => (form === single ? 1 : 0))
  if (forms.length < 2 || isMet(side, sideBound(side, single.most)) || single.most === Infinity)
    return { best: single, weights }
  // Certificates hold them as float32.
  const combined = combine(relaxation, forms).map(Math.fround)
  if (combined.includes(1)) return { best: single, weights }
  const [best] = boundForms(relaxation, [combination(side, combined)], true)
  return best!.most < single.most ? { best: best!, weights: combined } : { best: single, weights }
}

/** Bounds of the outputs by the intervals of the last layer's results. */
function outputBounds({ network, space }: ReluRelaxation): { lo: Float64Array; hi: Float64Array } {
  const { lo: low, hi: high } = space.bounds.at(-1)!
  const out = { lo: new Float64Array(network.outputs.length), hi: new Float64Array(network.outputs.length) }
  for (const [i, forms] of network.outputs.entries()) {
    const ends = forms.map(({ coefficients, constant }) => {
      let [least, most, size] = [constant, constant, Math.abs(constant)]
      for (const [k, c] of coefficients.entries()) {
        if (c === 0) continue
        least += c * (c > 0 ? low[k]! : high[k]!)
        most += c * (c > 0 ? high[k]! : low[k]!)
        size += Math.abs(c) * Math.max(-low[k]!, high[k]!)
      }
      const lost = network.isExact ? formError(size) : 0
      return [least - lost, most + lost] as const
    })
    out.lo[i] = Math.max(...ends.map(([least]) => least))
    out.hi[i] = Math.max(...ends.map(([, most]) => most))
  }
  return out
}

/** The corner of the box at which a form of the input is largest. */
function cornerOf({ box: { lo, hi } }: ReluRelaxation, { inputs }: BoundForm): Float32Array {
  return lo.map((low, i) => (inputs[i]! > 0 ? hi[i]! : inputs[i]! < 0 ? low : low / 2 + hi[i]! / 2))
}
