import type { BackendName } from '../../backend/name.ts'
import type { RegionBounds } from '../branch/boundRegion.ts'
import { centreOf } from '../branch/candidates.ts'
import type { Target } from '../../claim/target.ts'
import type { SideSlopes } from '../branch/slopes.ts'
import type { Region } from '../region.ts'
import { type BoundForm, boundForms, combination, combine, formError } from './boundForms.ts'
import type { Chain } from './chain.ts'
import { isMet, type Side, sideBound, sidesOf } from './chainGoal.ts'
import { spaceOf } from './chainSpace.ts'
import { chooseNumber } from './chooseNumber.ts'
import { relaxChain, type RelaxedChain, knownOf } from './relaxChain.ts'

/** As `boundRegion`, for chains, without optimized slopes; undefined where the general way has to be gone. @throws TimeUp */
export function boundChain(
  chain: Chain,
  region: Region,
  goal: Target,
  backend: BackendName,
  until: number = Infinity,
): RegionBounds | undefined {
  const [box] = region.boxes
  const sides = sidesOf(chain, goal)
  if (sides === undefined || box?.letters !== undefined || region.phases.length > 0) return undefined
  const relaxed = relaxChain(chain, spaceOf(chain), box!, backend, region.known, until)
  if (relaxed === undefined) return undefined
  const out = outputBounds(relaxed)
  const forms = boundForms(
    relaxed,
    sides.flatMap((side) => side.forms),
    chain.isExact,
  )
  const slopes: SideSlopes[] = []
  const candidates: Float32Array[][] = []
  let worst: { side: Side; weights: Float64Array; short: number } | undefined
  let first = 0
  for (const side of sides) {
    const own = forms.slice(first, first + side.forms.length)
    first += side.forms.length
    const { best, weights } = boundSide(relaxed, side, own)
    const most = sideBound(side, best.most)
    if (side.sign > 0) out.hi[side.output] = Math.min(out.hi[side.output]!, most)
    else out.lo[side.output] = Math.max(out.lo[side.output]!, -most)
    if (isMet(side, most)) {
      if (weights.filter((weight) => weight > 0).length > 1)
        slopes.push({ output: side.output, side: side.sign, lower: {}, multipliers: [], weights })
      continue
    }
    candidates.push([cornerOf(relaxed, best)])
    const short = most - side.limit
    if (worst === undefined || short > worst.short) worst = { side, weights, short }
  }
  const bounds = { lo: Math.min(...out.lo), hi: Math.max(...out.hi), nan: false }
  if (worst === undefined) return { ...bounds, shown: true, slopes, candidates: [] }
  const split = chooseNumber(relaxed, combination(worst.side, worst.weights))
  return {
    ...bounds,
    shown: false,
    slopes,
    ...(split && { split }),
    candidates: [...candidates, centreOf(region)],
    known: knownOf(relaxed),
  }
}

/** Of one side the best of its forms, or of their combinations where none is good enough. */
function boundSide(
  relaxed: RelaxedChain,
  side: Side,
  forms: readonly BoundForm[],
): { best: BoundForm; weights: Float64Array } {
  const single = forms.reduce((least, form) => (form.most < least.most ? form : least))
  const weights = Float64Array.from(forms, (form) => (form === single ? 1 : 0))
  if (forms.length < 2 || isMet(side, sideBound(side, single.most)) || single.most === Infinity)
    return { best: single, weights }
  // Certificates hold them as float32.
  const combined = combine(relaxed, forms).map(Math.fround)
  if (combined.includes(1)) return { best: single, weights }
  const [best] = boundForms(relaxed, [combination(side, combined)], true)
  return best!.most < single.most ? { best: best!, weights: combined } : { best: single, weights }
}

/** Bounds of the outputs by the intervals of the last layer's results. */
function outputBounds({ chain, space }: RelaxedChain): { lo: Float64Array; hi: Float64Array } {
  const { lo: low, hi: high } = space.known.at(-1)!
  const out = { lo: new Float64Array(chain.outputs.length), hi: new Float64Array(chain.outputs.length) }
  for (const [i, forms] of chain.outputs.entries()) {
    const ends = forms.map(({ coefficients, constant }) => {
      let [least, most, size] = [constant, constant, Math.abs(constant)]
      for (const [k, c] of coefficients.entries()) {
        if (c === 0) continue
        least += c * (c > 0 ? low[k]! : high[k]!)
        most += c * (c > 0 ? high[k]! : low[k]!)
        size += Math.abs(c) * Math.max(-low[k]!, high[k]!)
      }
      const lost = chain.isExact ? formError(size) : 0
      return [least - lost, most + lost] as const
    })
    out.lo[i] = Math.max(...ends.map(([least]) => least))
    out.hi[i] = Math.max(...ends.map(([, most]) => most))
  }
  return out
}

/** The corner of the box at which a form of the input is largest. */
function cornerOf({ box: { lo, hi } }: RelaxedChain, { inputs }: BoundForm): Float32Array {
  return lo.map((low, i) => (inputs[i]! > 0 ? hi[i]! : inputs[i]! < 0 ? low : low / 2 + hi[i]! / 2))
}
