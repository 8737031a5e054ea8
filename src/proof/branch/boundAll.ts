import type { BackendName } from '../../backend/name.ts'
import type { Network } from '../../network/network.ts'
import { inTime } from '../../timeUp.ts'
import type { Region } from '../region.ts'
import { boundRegion } from './boundRegion.ts'
import type { RegionBounds } from './regionBounds.ts'
import type { Target } from '../../claim/target.ts'

/** What every region of one branch and bound has in common. */
export interface Task {
  readonly network: Network
  /** What has to be shown of every output number. */
  readonly goal: Target
  readonly backend: BackendName
}

/** Regions to bound, and the steps of slope optimization that each is worth. */
export interface Batch {
  readonly regions: readonly Region[]
  readonly steps: number
  /** On the clock of `performance.now()`, which is each thread's own: regions that would take longer are left alone. */
  readonly until: number
}

/** Bounds regions on this thread, in the order given; undefined for what there was no time for. */
export function boundAll(
  { network, goal, backend }: Task,
  { regions, ...options }: Batch,
): (RegionBounds | undefined)[] {
  return regions.map((region) => inTime(() => boundRegion(network, region, goal, backend, options)))
}
