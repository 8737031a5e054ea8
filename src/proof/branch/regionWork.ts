import type { Network } from '../../network/network.ts'
import { planOf } from '../linear/plan.ts'
import type { Region } from '../region.ts'
import { isSplitByPhase } from './chooseSplit.ts'

/**
 * Backward passes for each bound that stands in the way: most of what optimizing gains is gained in them. Where slopes
 * were optimized before, of the region that one is half of, fewer do.
 */
export const STEPS = { first: 12, later: 8 }

/** Multiplications that it takes to bound a part of a region, as branch and bound cuts it. */
export function regionWork(network: Network, region: Region): number {
  const { work, pass } = planOf(network)
  // Parts by phases keep the bounds of the whole but for the output's, for each step of which it is there and back.
  return isSplitByPhase(network, region) ? 2 * STEPS.later * pass : work
}
