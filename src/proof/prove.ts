import type { Stretch } from '../claim/stretch.ts'
import { type BranchResult, branchAndBound, type ProofTree } from './branch/branchAndBound.ts'
import { shows, type Target } from '../claim/target.ts'
import { inTime } from '../timeUp.ts'
import type { Region } from './region.ts'
import { type SequenceBounds, sequenceBounds } from './sequences/sequenceBounds.ts'
import type { ProofSubject } from './subject.ts'

/** What a proof rests on beside the network. */
export type Evidence =
  | { readonly kind: 'bounds'; readonly tree: ProofTree }
  | { readonly kind: 'sequences' }
  /** Every float32 of the open parts of the tree was computed: what came of those of each part, in its order. */
  | { readonly kind: 'exhaustion'; readonly tree: ProofTree; readonly record: readonly (readonly Stretch[])[] }

/** What tries to show a goal came to. */
export interface ProofResult {
  /**
   * `shown`: the goal holds everywhere, by `evidence`. `hit`: one of the inputs that were tried is what the goal rules
   * out. `stuck`: single points are left whose bounds do not decide, in `left`. `stopped`: out of time or of regions.
   */
  readonly outcome: BranchResult['outcome']
  readonly by: 'bounds' | 'sequences'
  /** Sound bounds of every output that is a number, whatever the outcome. */
  readonly lo: number
  readonly hi: number
  readonly nan: boolean
  readonly regions: number
  /** Parts of the domain of which the goal is not shown, and sound bounds of the outputs of all others. */
  readonly left: readonly Region[]
  readonly closed: { readonly lo: number; readonly hi: number; readonly nan: boolean }
  readonly tree?: ProofTree
  readonly evidence?: Evidence
}

export interface ProveOptions {
  /** On the clock of `performance.now()`. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /** Regions that branch and bound may bound. */
  readonly regions: number
  /** Computes inputs, one row for each input of the network: is one of them what the goal rules out? */
  readonly tryRows: (rows: readonly Float32Array[][], regions: number) => boolean | Promise<boolean>
  readonly onProgress?: (progress: { regions: number; open: number }) => void
}

/**
 * Tries to show a goal, cheap ways first: exact bounds over strings of letters where that applies, then branch and
 * bound.
 */
export async function prove(
  { network, region, backend }: ProofSubject,
  goal: Target,
  options: ProveOptions,
): Promise<ProofResult> {
  const exact: SequenceBounds = inTime(() => sequenceBounds(network, region, backend, { until: options.deadline })) ?? {
    kind: 'none',
    reason: 'the time was up',
  }
  if (exact.kind === 'exact') {
    const { lo, hi, lowest, highest } = exact
    const known = { by: 'sequences', lo, hi, nan: false, regions: 0, left: [], closed: { lo, hi, nan: false } } as const
    if (shows(goal, lo, hi, false)) return { ...known, outcome: 'shown', evidence: { kind: 'sequences' } }
    if (await options.tryRows([lowest, highest], 0)) return { ...known, outcome: 'hit' }
  }
  const branched = await branchAndBound(network, region, goal, backend, { ...options, most: options.regions })
  const narrowed = exact.kind === 'exact' ? exact : { lo: -Infinity, hi: Infinity, nan: true }
  return {
    ...branched,
    by: 'bounds',
    lo: Math.max(branched.lo, narrowed.lo),
    hi: Math.min(branched.hi, narrowed.hi),
    nan: branched.nan && exact.kind !== 'exact',
    ...(branched.outcome === 'shown' && { evidence: { kind: 'bounds', tree: branched.tree } }),
  }
}
