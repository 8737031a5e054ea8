import type { BackendName } from '../../backend/name.ts'
import type { RegionBounds } from '../branch/regionBounds.ts'
import { centreOf } from '../branch/candidates.ts'
import type { Target } from '../../claim/target.ts'
import { defined } from '../../defined.ts'
import type { SideSlopes } from '../sideSlopes.ts'
import type { Region } from '../region.ts'
import { type BoundForm, boundForms, combination, combine, formError } from './boundForms.ts'
import type { ReluNetwork } from './reluNetwork.ts'
import { isMet, type Side, sideBound, sidesOf } from './reluNetworkGoal.ts'
import { reluWorkspaceOf } from './reluWorkspace.ts'
import { chooseNumber } from './chooseNumber.ts'
import { relaxReluNetwork, boundsToInherit } from './relaxReluNetwork.ts'
import type { ReluRelaxation } from './reluRelaxation.ts'

/**
 * As `boundRegion`, for ReLU networks, without optimized slopes; undefined where the general way has to be gone.
 * @throws TimeUp
 */
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
  const all = boundSides(relaxation, sides)
  const known = { ...hullOf(relaxation, all), slopes: all.flatMap(slopesOf) }
  const open = all.filter(({ side, most }) => !isMet(side, most))
  if (open.length === 0) return { ...known, shown: true, candidates: [] }
  const short = ({ side, most }: SideBound): number => most - side.limit
  const worst = open.reduce((most, one) => (short(one) > short(most) ? one : most))
  const split = chooseNumber(relaxation, combination(worst.side, worst.weights))
  return {
    ...known,
    shown: false,
    ...defined({ split }),
    candidates: [...open.map(({ best }) => [cornerOf(relaxation, best)]), centreOf(region)],
    inheritedBounds: boundsToInherit(relaxation),
  }
}

/** What is found of one side: its bound, the form that has it, and how much each of the side's forms counts in that. */
interface SideBound {
  readonly side: Side
  readonly most: number
  readonly best: BoundForm
  readonly weights: Float64Array
}

function boundSides(relaxation: ReluRelaxation, sides: readonly Side[]): SideBound[] {
  const forms = sides.flatMap((side) => side.forms)
  const bounds = boundForms(relaxation, forms, relaxation.network.isExact)
  let first = 0
  return sides.map((side) => {
    const own = bounds.slice(first, first + side.forms.length)
    first += side.forms.length
    const { best, weights } = boundSide(relaxation, side, own)
    return { side, most: sideBound(side, best.most), best, weights }
  })
}

/** What a certificate has to say of a side that is shown: weights of more than one form. */
function slopesOf({ side, most, weights }: SideBound): SideSlopes[] {
  if (!isMet(side, most) || weights.filter((weight) => weight > 0).length < 2) return []
  return [{ output: side.output, side: side.sign, lower: {}, multipliers: [], weights }]
}

/** Bounds of all outputs together. */
function hullOf(relaxation: ReluRelaxation, all: readonly SideBound[]): { lo: number; hi: number; nan: boolean } {
  const { lo, hi } = outputBounds(relaxation)
  for (const { side, most } of all)
    if (side.sign > 0) hi[side.output] = Math.min(hi[side.output]!, most)
    else lo[side.output] = Math.max(lo[side.output]!, -most)
  return { lo: Math.min(...lo), hi: Math.max(...hi), nan: false }
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
