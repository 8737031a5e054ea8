import { defined } from '../../defined.ts'
import { pack } from '../../files/pack.ts'
import type { ProofTree } from '../branch/branchAndBound.ts'
import type { SideSlopes } from '../sideSlopes.ts'
import type { Split } from '../branch/split.ts'
import type { Choice, Node, Proof, Sequence } from './certificate.ts'
import { plain } from './plain.ts'

/** How a claim was proved, as provers say it: rows are one for each input of the network. */
export type ProofData =
  | { readonly kind: 'bounds'; readonly tree: CertifiedTree }
  | { readonly kind: 'witness'; readonly inputs: readonly Float32Array[] }
  | {
      readonly kind: 'growth'
      readonly inputs: readonly Float32Array[]
      readonly input: number
      readonly element: number
      readonly sign: 1 | -1
    }

/** What branch and bound found, or a tree with leaves of other kinds. */
export type CertifiedTree =
  | Exclude<ProofTree, { kind: 'open' | 'split' }>
  | CertifiedLeaf
  | { readonly kind: 'split'; readonly split: Split; readonly left: CertifiedTree; readonly right: CertifiedTree }

/** See `Node`; by default a leaf is bounded by linear relaxation. */
export type CertifiedLeaf =
  | {
      readonly kind: 'leaf'
      readonly method?: 'intervals' | 'linear'
      readonly slopes?: readonly SideSlopes[]
      readonly sequences?: readonly Sequence[]
      readonly lines?: readonly LineSlopes[]
      readonly range?: readonly [lo: number, hi: number]
    }
  | { readonly kind: 'computed'; readonly cases: number }

/** Slopes of the lines below and above each number of an elementwise operation, wherever a leaf needs them. */
export interface LineSlopes {
  readonly operation: number
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** `sizes` are those of the network's inputs. */
export function packProof(proof: ProofData, sizes: readonly number[]): Proof {
  if (proof.kind === 'bounds') return { kind: 'bounds', nodes: nodesOf(proof.tree, sizes) }
  const inputs = proof.inputs.map(pack)
  if (proof.kind === 'witness') return { kind: 'witness', inputs }
  const { input, element, sign } = proof
  return { kind: 'growth', inputs, input, element, sign }
}

type PlainSplit = Extract<Split, { kind: 'number' }>
type Packable = PlainSplit | 'leaf' | SideSlopes

/** The nodes of a tree, each before its halves, the left one first; however deep it is. */
function nodesOf(tree: CertifiedTree, sizes: readonly number[]): Node[] {
  const nodes: Node[] = []
  let run: Packable[] = []
  const endRun = (): void => {
    if (run.length > 0) nodes.push(packRun(run, sizes))
    run = []
  }
  const open = [tree]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'split') open.push(next.right, next.left)
    const one = packable(next)
    if (one !== undefined) {
      run.push(one)
      continue
    }
    endRun()
    nodes.push(next.kind === 'split' ? splitNode(next.split as Exclude<Split, PlainSplit>) : leafNode(next))
  }
  endRun()
  return nodes
}

/** What can be part of a run. */
function packable(tree: CertifiedTree): Packable | undefined {
  if (tree.kind === 'split') return tree.split.kind === 'number' ? tree.split : undefined
  if (tree.kind === 'computed') return undefined
  const { method = 'linear', slopes = [], sequences = [], lines = [], range } = tree as PlainLeaf
  if (method !== 'linear' || sequences.length > 0 || lines.length > 0 || range !== undefined) return undefined
  if (slopes.length === 0) return 'leaf'
  const [one, another] = slopes
  return another === undefined && isWeights(one!) ? one : undefined
}

/** Weights alone, which float32 holds: others would show less. */
function isWeights({ side, lower, multipliers, weights }: SideSlopes): boolean {
  const isAlone = side < 0 && Object.keys(lower).length === 0 && multipliers.length === 0
  return isAlone && weights !== undefined && weights.every((weight) => Math.fround(weight) === weight)
}

function packRun(run: readonly Packable[], sizes: readonly number[]): Node {
  const firsts = sizes.map((_, input) => sizes.slice(0, input).reduce((sum, size) => sum + size, 0))
  const stepOf = (one: Packable): number =>
    one === 'leaf' ? 0 : 'kind' in one ? 1 + firsts[one.input]! + one.index : -1 - one.output
  const at = run.flatMap((one) => (one !== 'leaf' && 'kind' in one ? [one.at + 0] : []))
  const weights = run.flatMap((one) => (one !== 'leaf' && 'side' in one ? [...one.weights!] : []))
  return {
    kind: 'run',
    steps: pack(Int32Array.from(run, stepOf)),
    at: pack(Float32Array.from(at)),
    weights: pack(Float32Array.from(weights)),
  }
}

function splitNode(split: Exclude<Split, PlainSplit>): Node {
  if (split.kind === 'phase') return { kind: 'phase', operation: split.operation, index: split.index }
  return { kind: 'letters', input: split.input, row: split.row, letters: [...split.letters] }
}

type PlainLeaf = Extract<CertifiedLeaf, { kind: 'leaf' }>

function leafNode(leaf: CertifiedLeaf | Exclude<CertifiedTree, { kind: 'split' }>): Node {
  if (leaf.kind === 'computed') return { kind: 'computed', cases: leaf.cases }
  const { method = 'linear', slopes = [], sequences = [], lines = [], range }: PlainLeaf = leaf
  return {
    kind: method,
    slopes: slopes.map(choiceOf),
    sequences: sequences.map(({ target, hidden, input }) => ({ target, hidden, input })),
    lines: lines.map(({ operation, lower, upper }) => ({ operation, lower: pack(lower), upper: pack(upper) })),
    ...defined({ range: range && ([plain(range[0]), plain(range[1])] as const) }),
  }
}

function choiceOf({ output, side, lower, multipliers, weights }: SideSlopes): Choice {
  return {
    output,
    side,
    lower: Object.entries(lower).map(([operation, slopes]) => ({ operation: Number(operation), slopes: pack(slopes) })),
    multipliers: [...multipliers],
    ...defined({ weights: weights && pack(weights) }),
  }
}
