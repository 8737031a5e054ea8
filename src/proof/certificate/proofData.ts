import { pack } from '../../network/pack.ts'
import type { ProofTree } from '../branch/branchAndBound.ts'
import type { SideSlopes } from '../branch/slopes.ts'
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
  | { readonly kind: 'computed'; readonly cases: number; readonly slack: number }

/** Slopes of the lines below and above each number of an elementwise operation, wherever a leaf needs them. */
export interface LineSlopes {
  readonly operation: number
  readonly lower: Float64Array
  readonly upper: Float64Array
}

export function packProof(proof: ProofData): Proof {
  if (proof.kind === 'bounds') return { kind: 'bounds', nodes: nodesOf(proof.tree) }
  const inputs = proof.inputs.map(pack)
  if (proof.kind === 'witness') return { kind: 'witness', inputs }
  const { input, element, sign } = proof
  return { kind: 'growth', inputs, input, element, sign }
}

/** The nodes of a tree, each before its halves, the left one first; however deep it is. */
function nodesOf(tree: CertifiedTree): Node[] {
  const nodes: Node[] = []
  const open = [tree]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'split') {
      nodes.push(splitNode(next.split))
      open.push(next.right, next.left)
    } else nodes.push(leafNode(next))
  }
  return nodes
}

function splitNode(split: Split): Node {
  if (split.kind === 'number') return { kind: 'number', input: split.input, index: split.index, at: split.at + 0 }
  if (split.kind === 'phase') return { kind: 'phase', operation: split.operation, index: split.index }
  return { kind: 'letters', input: split.input, row: split.row, letters: [...split.letters] }
}

function leafNode(leaf: CertifiedLeaf | Exclude<CertifiedTree, { kind: 'split' }>): Node {
  if (leaf.kind === 'computed') return { kind: 'computed', cases: leaf.cases, slack: leaf.slack }
  const {
    method = 'linear',
    slopes = [],
    sequences = [],
    lines = [],
    range,
  }: Extract<CertifiedLeaf, { kind: 'leaf' }> = leaf
  return {
    kind: method,
    slopes: slopes.map(choiceOf),
    sequences: sequences.map(({ target, hidden, input }) => ({ target, hidden, input })),
    lines: lines.map(({ operation, lower, upper }) => ({ operation, lower: pack(lower), upper: pack(upper) })),
    ...(range && { range: [plain(range[0]), plain(range[1])] as const }),
  }
}

function choiceOf({ output, side, lower, multipliers }: SideSlopes): Choice {
  return {
    output,
    side,
    lower: Object.entries(lower).map(([operation, slopes]) => ({ operation: Number(operation), slopes: pack(slopes) })),
    multipliers: [...multipliers],
  }
}
