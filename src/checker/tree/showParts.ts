import { boundAll } from '../bounds/boundAll.ts'
import type { Known, Region } from '../bounds/known.ts'
import { spend } from '../budget.ts'
import type { Check } from '../check.ts'
import { demand, Rejection } from '../demand.ts'
import type { Computed, Leaf, Node, Split } from '../format/certificate.ts'
import { type Nodes, nodesIn, plain } from '../format/nodesIn.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { type Ancestor, fillIn, newAncestor } from '../reluNetwork/ancestors.ts'
import { readReluNetwork } from '../reluNetwork/readReluNetwork.ts'
import { type BoxChecker, newBoxChecker, type Weights } from '../reluNetwork/showBox.ts'
import { computedBounds, type Source } from './computed.ts'
import { CUTS, showLeaf, showWithin } from './showLeaf.ts'
import { split } from './split.ts'

/** Phases known at once, and numbers of all boxes that are yet to be seen, for which there is memory. */
const [MOST_PHASES, MOST_NUMBERS] = [2 ** 12, 2 ** 26]

/** The least and the greatest output. */
export type Extent = readonly [least: number, most: number]

/** What every leaf has to show, and with what. */
interface Task {
  readonly check: Check
  /** Do outputs within these bounds show the claim? */
  readonly shows: (one: Bounds) => boolean
  readonly source: Source
  /** For networks of dense layers with relu alone. */
  readonly quick: BoxChecker | undefined
  /** The last part that was split by phases whose bounds were needed. One at a time: there may be many. */
  readonly last: { region?: Region; known?: Known | undefined }
}

/** A part that is yet to be seen, and what it lies in. */
interface Open {
  readonly region: Region
  readonly above: Ancestor | undefined
  /** The part that it differs from in phases only. */
  readonly whole?: Region | undefined
}

/**
 * Walks the tree of all parts, whose every output number has to show it. The least and greatest output. @throws Error
 */
export function checkParts(
  check: Check,
  root: Region,
  shows: (one: Bounds) => boolean,
  nodes: Nodes,
  source: Source,
): Extent {
  const { network, budget } = check
  const relu = root.boxes.some(({ letters }) => letters !== undefined) ? undefined : readReluNetwork(check)
  const task: Task = { check, shows, source, quick: relu && newBoxChecker(relu, budget), last: {} }
  const ownNumbers = root.boxes.reduce((sum, { lo }) => sum + lo.length, 1)
  const numbers = ownNumbers + (relu?.layers.reduce((sum, { size }) => sum + size, 0) ?? 0)
  const open: Open[] = [{ region: root, above: undefined }]
  let [least, most, leaves] = [Infinity, -Infinity, 0]
  for (const node of nodesIn(network, nodes)) {
    const part = open.pop()
    demand(part !== undefined, 'it has more parts than the domain')
    const { phases } = part.region
    spend(budget, ownNumbers + phases.length)
    demand(phases.length <= MOST_PHASES && open.length * numbers <= MOST_NUMBERS, 'its parts are nested too deep')
    if (isSplit(node)) {
      open.push(...halvesOf(task, part, node).toReversed())
      continue
    }
    const [lo, hi] = atLeaf(leaves++, () => showPart(task, part, node))
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  demand(open.length === 0, 'a part of the domain has no proof')
  return [least, most]
}

const isSplit = (node: Node): node is Split => !('slopes' in node) && node.kind !== 'computed'

function halvesOf({ check, quick }: Task, { region, above, whole }: Open, node: Split): Open[] {
  const here = quick && node.kind === 'number' ? newAncestor(quick, region.boxes[0]!, above) : above
  const within = node.kind === 'phase' ? (whole ?? region) : undefined
  return split(check.network, region, node).map((half) => ({ region: half, above: here, whole: within }))
}

const showPart = (task: Task, part: Open, node: Leaf | Computed): Extent =>
  quickly(task, part, node) ?? byPhases(task, part, node) ?? slowly(task, part.region, node)

/** What is rejected at a leaf says so. */
function atLeaf<Result>(leaf: number, show: () => Result): Result {
  try {
    return show()
  } catch (error) {
    if (error instanceof Rejection) error.leaf = leaf
    throw error
  }
}

/** By the fast path; undefined where that is no way, or not enough. */
function quickly({ quick, shows }: Task, { region, above }: Open, node: Leaf | Computed): Extent | undefined {
  const weights = node.kind === 'computed' || region.phases.length > 0 ? undefined : weightsOf(node)
  if (!quick || !weights) return undefined
  const box = region.boxes[0]!
  const once = above?.isFull === false ? quick.show({ ...box, known: above.known }, shows, weights, 0) : undefined
  if (once) return once
  if (above) fillIn(quick, above)
  return quick.show({ ...box, known: above?.known }, shows, weights, CUTS)
}

/** By bounds of a part that has fewer phases; undefined where there is none, or that is not enough. */
function byPhases({ check, shows, last }: Task, { region, whole }: Open, node: Leaf | Computed): Extent | undefined {
  if (!whole || node.kind !== 'linear' || node.sequences.length > 0 || node.lines.length > 0) return undefined
  if (last.region !== whole) Object.assign(last, { region: whole, known: boundAll(check, whole, plain) })
  return last.known && showWithin(last.known, region, node, shows)
}

/** What a leaf asks for beside weights is left to the general way. */
function weightsOf({ kind, slopes, sequences, lines, range }: Leaf): Weights | undefined {
  const isPlain = kind === 'linear' && sequences.length === 0 && lines.length === 0 && range === undefined
  const weights = slopes.flatMap(({ output, side, lower, weights: own }) =>
    own && side < 0 && lower.length === 0 ? [{ output, weights: own }] : [],
  )
  return isPlain && weights.length === slopes.length ? weights : undefined
}

/** By bounds of any network, or by what was computed. @throws Rejection */
function slowly({ check, shows, source }: Task, region: Region, node: Leaf | Computed): Extent {
  if (node.kind !== 'computed') return showLeaf(check, region, node, shows)
  let [least, most] = [Infinity, -Infinity]
  for (const one of computedBounds(check, region, node, source, shows)) {
    const [lo, hi, nan] = one
    demand(shows(one), `outputs within [${lo}, ${hi}]${nan ? ' or NaN' : ''} do not show it`)
    least = Math.min(least, lo)
    most = Math.max(most, hi)
  }
  return [least, most]
}
