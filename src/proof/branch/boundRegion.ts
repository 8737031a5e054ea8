import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import { setBounds } from '../../numeric/bounds.ts'
import { type Relaxation, upperBound } from '../linear/backward.ts'
import { linearBounds } from '../linear/linearBounds.ts'
import { optimizeSlopes } from '../linear/optimizeSlopes.ts'
import { boundReluNetwork } from '../reluNetwork/boundReluNetwork.ts'
import { reluNetworkOf } from '../reluNetwork/reluNetwork.ts'
import { checkTime } from '../../timeUp.ts'
import type { Region } from '../region.ts'
import { centreOf, rowsAt } from './candidates.ts'
import { chooseSplit } from './chooseSplit.ts'
import { ends } from './ends.ts'
import { shows, type Target } from '../../claim/target.ts'
import type { Split } from './split.ts'
import { type SideSlopes, takeSlopes } from './slopes.ts'

/** What is found out about one region. */
export interface RegionBounds {
  /** Hull of all output numbers; empty (Infinity, -Infinity) where no input has all of the region's phases. */
  readonly lo: number
  readonly hi: number
  readonly nan: boolean
  /** Is the goal shown of every output number? */
  readonly shown: boolean
  /** Slopes that the bounds need where those of the plain rule are not enough: one entry an output number and side. */
  readonly slopes: readonly SideSlopes[]
  /** How to go on; undefined where the goal is shown, or nothing is left to split. */
  readonly split?: Split
  /** Inputs that could be counterexamples, one row for each input. */
  readonly candidates: readonly Float32Array[][]
  /** For the region's halves: see `Region`. */
  readonly inheritedBounds?: Float32Array
}

export interface BoundOptions {
  /** Steps of slope optimization for each end that stands in the way; 0 for none. */
  readonly steps: number
  /** On the clock of `performance.now()`. */
  readonly until?: number
}

/**
 * Bounds a region by linear relaxation, optimizes what stands in the way of the goal, and says how to split if it still does.
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
  const slopes: SideSlopes[] = []
  const candidates: Float32Array[][] = []
  let split: Split | undefined
  let shown = true
  for (let i = 0; i < out.lo.length; i++) {
    if (shows(goal, out.lo[i]!, out.hi[i]!, out.nan[i] === 1)) continue
    const open = ends(goal, out.lo[i]!, out.hi[i]!)
    for (const side of [1, -1] as const) {
      if (!(side > 0 ? open.upper : open.lower)) continue
      const bound = improve(relaxation, i, side, steps)
      if (side > 0 ? bound < out.hi[i]! : bound > out.lo[i]!) {
        setBounds(out, i, side > 0 ? out.lo[i]! : bound, side > 0 ? bound : out.hi[i]!)
        slopes.push({ output: i, side, ...takeSlopes(relaxation) })
      }
      candidates.push(rowsAt(relaxation))
      if (!shows(goal, out.lo[i]!, out.hi[i]!, out.nan[i] === 1)) split ??= chooseSplit(relaxation)
    }
    if (!shows(goal, out.lo[i]!, out.hi[i]!, out.nan[i] === 1)) {
      shown = false
      // Neither end stands in the way, but a NaN does.
      if (split === undefined) {
        improve(relaxation, i, 1, 0)
        split = chooseSplit(relaxation)
      }
    }
  }
  return {
    lo: out.lo.reduce((a, b) => Math.min(a, b)),
    hi: out.hi.reduce((a, b) => Math.max(a, b)),
    nan: out.nan.includes(1),
    shown,
    slopes,
    ...(shown || split === undefined ? {} : { split }),
    candidates: shown ? [] : [...candidates, centreOf(region)],
  }
}

/** A bound of output number `i` from above (side 1) or below (-1): optimized, or the plain rule's, which leaves its coefficients behind. */
function improve(relaxation: Relaxation, i: number, side: 1 | -1, steps: number): number {
  const { network, coefficients } = relaxation
  const L = coefficients[network.output]!
  L.fill(0)
  L[i] = side
  const bound =
    steps > 0 ? optimizeSlopes(relaxation, network.output, { steps }) : upperBound(relaxation, network.output)
  return side * bound
}
