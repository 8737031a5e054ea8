import type { BackendName } from '../../backend/name.ts'
import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import type { Network } from '../../network/network.ts'
import type { Region } from '../region.ts'
import type { RegionBounds } from './regionBounds.ts'
import type { Target } from '../../claim/target.ts'
import { type Frontier, newFrontier } from './frontier.ts'
import { openPool } from './pool.ts'
import { regionWork, STEPS } from './regionWork.ts'
import { splitRegion, type Split } from './split.ts'
import type { SideSlopes } from '../sideSlopes.ts'

/** How a region was proved: at once, or in two halves. */
export type ProofTree =
  | { readonly kind: 'leaf'; readonly slopes: readonly SideSlopes[] }
  /** The goal is not shown here: one of those in `BranchResult.left`. */
  | { readonly kind: 'open'; readonly region: Region }
  | { readonly kind: 'split'; readonly split: Split; readonly left: ProofTree; readonly right: ProofTree }

export interface BranchOptions {
  /** On the clock of `performance.now()`. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
  /** Steps of slope optimization for the whole region, and for each of its parts where relus are split; 0 for none. */
  readonly steps?: number
  /** Regions kept at most, closed ones included: what bounds the memory. */
  readonly most?: number
  /**
   * Inputs that could be counterexamples, one row for each input, after so many regions: true if one is, which ends the
   * search.
   */
  readonly tryRows?: (rows: readonly Float32Array[][], regions: number) => boolean | Promise<boolean>
  readonly onProgress?: (progress: { regions: number; open: number }) => void
}

export interface BranchResult {
  /**
   * `shown`: the goal holds on all of the region. `hit`: `tryRows` found a counterexample. `stuck`: some part is one
   * single point, or has nothing left to split, and its bounds do not decide. `stopped`: out of time or room.
   */
  readonly outcome: 'shown' | 'hit' | 'stuck' | 'stopped'
  /** Sound bounds of the outputs that are numbers, whatever the outcome; and may one be NaN? */
  readonly lo: number
  readonly hi: number
  readonly nan: boolean
  /** Regions bounded. */
  readonly regions: number
  readonly tree: ProofTree
  /** Parts of the region of which the goal is not shown; sound bounds of the outputs of all others are in `closed`. */
  readonly left: readonly Region[]
  readonly closed: Pick<RegionBounds, 'lo' | 'hi' | 'nan'>
}

/** A part of the tree: open, shown, or split in two. */
interface Node {
  slopes: readonly SideSlopes[]
  state: Open | 'shown' | { readonly split: Split; readonly halves: readonly [Node, Node] }
}

/** A region on its way: bounds that hold of it, its own or those of the region that it is half of. */
interface Open {
  readonly region: Region
  readonly bounds: Pick<RegionBounds, 'lo' | 'hi' | 'nan'>
}

/**
 * Regions bounded at once: enough for all cores to be busy, few enough for the order to matter; of many that are open a
 * share. Of a large network only what takes about so many multiplications, or nothing else would have its turn.
 */
const BATCH = { least: 64, most: 512, share: 1 / 16, work: 2e9 }

/**
 * Of a batch, the regions whose candidates are tried: not by time, or the same claim would be decided otherwise on
 * another day.
 */
const TRIED = 64

/**
 * Numbers that open regions may hold: 128 MB. With more the search goes depth first; before, the worst bounds come
 * first.
 */
const OPEN_NUMBERS = 2 ** 24

const unknown = { lo: -Infinity, hi: Infinity, nan: true }

/** How far branch and bound has come. */
interface Progress {
  readonly root: Node
  readonly open: Frontier<Node>
  readonly stuck: Node[]
  closed: Open['bounds']
  /** Regions bounded. */
  regions: number
}

/**
 * Branch and bound (Land and Doig 1960): bounds a region, splits it where that is worth most while the goal is open,
 * and goes on with the halves whose bounds are worst, in batches on all cores, until all are closed or time is up.
 * Any-time: the bounds returned hold however far it came.
 */
export async function branchAndBound(
  network: Network,
  region: Region,
  goal: Target,
  backend: BackendName,
  options: BranchOptions,
): Promise<BranchResult> {
  const { deadline, signal, steps = STEPS.first, most = 200_000, tryRows, onProgress } = options
  const pool = openPool({ network, goal, backend })
  const progress = begin(network, region)
  const { root, open, stuck } = progress
  const work = regionWork(network, region)
  const isOver = (): boolean => signal?.aborted === true || performance.now() > deadline || progress.regions >= most
  try {
    while (open.size > 0) {
      if (isOver()) return resultOf(progress, 'stopped')
      const batch = open.take(Math.min(most - progress.regions, batchSize(work, open.size)))
      const regions = batch.map((node) => opened(node).region)
      // Of few inputs a part is split again in the time that optimizing its slopes takes.
      const areWorthIt = batch.includes(root) || regions.some(({ phases }) => phases.length > 0)
      const results = await pool.bound({
        regions,
        steps: areWorthIt ? steps : 0,
        until: deadline,
      })
      for (const [i, node] of batch.entries()) take(progress, goal, node, results[i])
      const candidates = candidatesIn(results)
      if (candidates.length > 0 && (await tryRows?.(candidates, progress.regions))) return resultOf(progress, 'hit')
      onProgress?.({ regions: progress.regions, open: open.size })
      // Lets an abort or a timer have its turn.
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    return resultOf(progress, stuck.length > 0 ? 'stuck' : 'shown')
  } finally {
    await pool.close()
  }
}

function begin(network: Network, region: Region): Progress {
  const root: Node = { slopes: [], state: { region, bounds: unknown } }
  const open = newFrontier<Node>(Math.ceil(OPEN_NUMBERS / numbersIn(network)))
  open.push(root, 0)
  return { root, open, stuck: [], closed: { lo: Infinity, hi: -Infinity, nan: false }, regions: 0 }
}

/** Regions to bound at once, of so many that are open, where one takes so many multiplications. */
function batchSize(work: number, open: number): number {
  const least = Math.max(1, Math.min(BATCH.least, Math.floor(BATCH.work / work)))
  const share = least < BATCH.least ? 0 : Math.min(BATCH.most, Math.floor(BATCH.share * open))
  return Math.max(least, share)
}

function candidatesIn(results: readonly (RegionBounds | undefined)[]): Float32Array[][] {
  return results.slice(0, TRIED).flatMap((result) => result?.candidates ?? [])
}

/**
 * Closes a part of the tree, splits it, or leaves it open, by what bounding it came to; undefined where there was no
 * time for it.
 */
function take(progress: Progress, goal: Target, node: Node, result: RegionBounds | undefined): void {
  const { open, stuck } = progress
  if (result === undefined) {
    // What holds of it is what held before.
    open.push(node, 0)
    return
  }
  progress.regions++
  const { split, shown, slopes, lo, hi, nan, inheritedBounds, boundsBefore } = result
  const { region, bounds: before } = opened(node)
  // What holds of a region holds of its halves.
  const bounds = { lo: Math.max(lo, before.lo), hi: Math.min(hi, before.hi), nan: nan && before.nan }
  if (shown) {
    progress.closed = hull(progress.closed, bounds)
    node.state = 'shown'
    node.slopes = slopes
  } else if (split === undefined) {
    node.state = { region, bounds }
    stuck.push(node)
  } else {
    const [left, right] = splitRegion(region, split).map((half): Node => {
      const inherited = defined({ inheritedBounds, boundsBefore, slopesBefore: boundsBefore && slopes })
      return { slopes: [], state: { region: { ...half, ...inherited }, bounds } }
    }) as [Node, Node]
    node.state = { split, halves: [left, right] }
    for (const half of [left, right]) open.push(half, distance(goal, bounds))
  }
}

function resultOf({ root, open, stuck, closed, regions }: Progress, outcome: BranchResult['outcome']): BranchResult {
  const left = [...open.items(), ...stuck].map(opened)
  return {
    outcome,
    ...left.reduce((all, { bounds }) => hull(all, bounds), closed),
    regions,
    tree: treeOf(root),
    left: left.map((one) => one.region),
    closed,
  }
}

function opened({ state }: Node): Open {
  if (state === 'shown' || 'halves' in state)
    throw new OvershootError('INTERNAL', 'a part of the domain was closed twice')
  return state
}

/** About how many numbers an open region keeps. */
function numbersIn({ operations }: Network): number {
  return operations.reduce((sum, { kind, size }) => sum + (kind === 'input' || kind === 'affine' ? size : 0), 0)
}

function hull(a: Open['bounds'], b: Open['bounds']): { lo: number; hi: number; nan: boolean } {
  return { lo: Math.min(a.lo, b.lo), hi: Math.max(a.hi, b.hi), nan: a.nan || b.nan }
}

/** How far bounds are from the goal. */
function distance({ set, side }: Target, { lo, hi }: Open['bounds']): number {
  return side === 'inside' ? Math.max(set.lo - lo, hi - set.hi) : Math.min(hi - set.lo, set.hi - lo)
}

function treeOf({ slopes, state }: Node): ProofTree {
  if (state === 'shown') return { kind: 'leaf', slopes }
  if ('region' in state) return { kind: 'open', region: state.region }
  const { split, halves } = state
  return { kind: 'split', split, left: treeOf(halves[0]), right: treeOf(halves[1]) }
}
