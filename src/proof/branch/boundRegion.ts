import type { RegionBounds } from './regionBounds.ts'
import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import { setBounds } from '../../numeric/bounds.ts'
import { type Relaxation, upperBound } from '../linear/backward.ts'
import { linearBounds } from '../linear/linearBounds.ts'
import { type OptimizeOptions, optimizeSlopes } from '../linear/optimizeSlopes.ts'
import { boundReluNetwork } from '../reluNetwork/boundReluNetwork.ts'
import { reluNetworkOf } from '../reluNetwork/reluNetwork.ts'
import { checkTime } from '../../timeUp.ts'
import type { Region } from '../region.ts'
import { centreOf, rowsAt } from './candidates.ts'
import { chooseSplit } from './chooseSplit.ts'
import { shows, type Target } from '../../claim/target.ts'
import { defined } from '../../defined.ts'
import type { Split } from './split.ts'
import { STEPS } from './regionWork.ts'
import type { SideSlopes } from '../sideSlopes.ts'
import { takeSlopes } from './slopes.ts'

export interface BoundOptions {
  /** Steps of slope optimization for each end that stands in the way; 0 for none. */
  readonly steps: number
  /** On the clock of `performance.now()`. */
  readonly until?: number
}

/**
 * Bounds a region by linear relaxation, optimizes what stands in the way of the goal, and says how to split if it still
 * does.
 * @throws TimeUp when it is past `until`
 */
export function boundRegion(
  network: Network,
  region: Region,
  goal: Target,
  backend: BackendName,
  { steps, until = Infinity }: BoundOptions,
): RegionBounds {
  checkTime(until)
  const relus = reluNetworkOf(network)
  // Slopes are optimized the general way only.
  const bounded = relus && (steps === 0 || relus.isExact) && boundReluNetwork(relus, region, goal, backend, until)
  if (bounded) return bounded
  const relaxation = linearBounds(network, region, backend, until)
  if (relaxation === undefined)
    return { lo: Infinity, hi: -Infinity, nan: false, shown: true, slopes: [], candidates: [] }
  const out = relaxation.bounds[network.output]!
  // What slopes show of outputs is shown of each part anew: it is not said of more than one.
  const plain = { ...out, lo: out.lo.slice(), hi: out.hi.slice() }
  const found: Found = { slopes: [], candidates: [] }
  let shown = true
  for (let i = 0; i < out.lo.length; i++) shown = showOutput(relaxation, goal, i, steps, found) && shown
  const { slopes, candidates, split } = found
  return {
    lo: out.lo.reduce((a, b) => Math.min(a, b)),
    hi: out.hi.reduce((a, b) => Math.max(a, b)),
    nan: out.nan.includes(1),
    shown,
    slopes,
    ...defined({ split: shown ? undefined : split }),
    ...(!shown &&
      split?.kind === 'phase' && {
        boundsBefore: region.boundsBefore ?? relaxation.bounds.with(network.output, plain),
      }),
    candidates: shown ? [] : [...candidates, centreOf(region)],
  }
}

/** What is found on the way through all outputs of a region. */
interface Found {
  readonly slopes: SideSlopes[]
  readonly candidates: Float32Array[][]
  split?: Split | undefined
}

/** Shows the goal of output number `i` if it can, and optimizes the bounds that stand in the way. */
function showOutput(relaxation: Relaxation, goal: Target, i: number, steps: number, found: Found): boolean {
  const { lo, hi, nan } = relaxation.bounds[relaxation.network.output]!
  const isShown = (): boolean => shows(goal, lo[i]!, hi[i]!, nan[i] === 1)
  if (isShown()) return true
  const open = ends(goal, lo[i]!, hi[i]!)
  for (const side of [1, -1] as const) {
    if (!(side > 0 ? open.upper : open.lower)) continue
    narrow(relaxation, goal, { i, side, steps }, found)
    found.candidates.push(rowsAt(relaxation))
    if (!isShown()) found.split ??= chooseSplit(relaxation)
  }
  if (isShown()) return true
  // Neither end stands in the way, but a NaN does.
  if (found.split === undefined) {
    improve(relaxation, i, 1, { steps: 0 })
    found.split = chooseSplit(relaxation)
  }
  return false
}

/** Takes the better bound of one side, and the slopes behind it. */
function narrow(
  relaxation: Relaxation,
  goal: Target,
  { i, side, steps }: { i: number; side: 1 | -1; steps: number },
  { slopes }: Found,
): void {
  const out = relaxation.bounds[relaxation.network.output]!
  const [lo, hi] = [out.lo[i]!, out.hi[i]!]
  const first = relaxation.region.slopesBefore?.find((one) => one.output === i && one.side === side)
  const isEnough = (most: number): boolean => {
    const end = side * most
    const [low, high] = side > 0 ? [lo, Math.min(end, hi)] : [Math.max(end, lo), hi]
    const open = ends(goal, low, high)
    return shows(goal, low, high, false) || (goal.side === 'inside' && !(side > 0 ? open.upper : open.lower))
  }
  const some = first === undefined ? steps : Math.min(steps, STEPS.later)
  const bound = improve(relaxation, i, side, { steps: some, first, isEnough })
  if (!(side > 0 ? bound < hi : bound > lo)) return
  setBounds(out, i, side > 0 ? lo : bound, side > 0 ? bound : hi)
  slopes.push({ output: i, side, ...takeSlopes(relaxation) })
}

/**
 * A bound of output number `i` from above (side 1) or below (-1): optimized, or the plain rule's, which leaves its
 * coefficients behind.
 */
function improve(relaxation: Relaxation, i: number, side: 1 | -1, options: OptimizeOptions): number {
  const { network, coefficients } = relaxation
  const L = coefficients[network.output]!
  L.fill(0)
  L[i] = side
  const bound =
    options.steps > 0 ? optimizeSlopes(relaxation, network.output, options) : upperBound(relaxation, network.output)
  return side * bound
}

/** Which of an output's two bounds stand in the way of the goal: those that would have to be tighter. */
function ends({ set, side }: Target, lo: number, hi: number): { lower: boolean; upper: boolean } {
  if (side === 'inside')
    return {
      lower: set.open.lo ? lo <= set.lo : lo < set.lo,
      upper: set.open.hi ? hi >= set.hi : hi > set.hi,
    }
  // Past the nearer end of the set.
  const below = hi - set.lo <= set.hi - lo
  return { lower: !below, upper: below }
}
