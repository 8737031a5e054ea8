import { type Node, refuse, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import type { Others } from '../operator.ts'
import { int } from './attributes.ts'

/** A node of a tree: it asks for a feature and goes one of two ways, or has a weight for each score. */
export type Branch =
  | { readonly kind: 'leaf'; readonly weights: readonly number[] }
  | {
      readonly kind: 'inner'
      readonly feature: number
      readonly mode: string
      readonly threshold: number
      readonly ifTrue: number
      readonly ifFalse: number
    }

/** Trees as one list of nodes, and where each begins. */
export interface Forest {
  readonly nodes: readonly Branch[]
  readonly roots: readonly number[]
  /** How many numbers each leaf has. */
  readonly scores: number
}

/** What is asked of a feature, by its mode: an operator, and whether what it says is turned round. */
const questions: Readonly<Record<string, readonly [operator: string, isTurned: boolean]>> = {
  BRANCH_LEQ: ['LessOrEqual', false],
  BRANCH_LT: ['Less', false],
  BRANCH_GTE: ['GreaterOrEqual', false],
  BRANCH_GT: ['Greater', false],
  BRANCH_EQ: ['Equal', false],
  BRANCH_NEQ: ['Equal', true],
}

/** Answers, or what leaves hold, of nodes: which place each has, and all of them, [rows, nodes, ...]. */
interface Answers {
  readonly places: ReadonlyMap<number, number>
  readonly all: Known
}

/** For each row and each tree of more than a leaf the weights of the leaf that the row comes to: [rows, trees, scores]. */
export function leavesOf(node: Node, others: Others, forest: Forest): Known | undefined {
  const { nodes, roots } = forest
  const levels = levelsOf(node, forest)
  if (levels.length === 0) return undefined
  const answers = answersOf(node, others, nodes, levels.flat())
  let below: Answers | undefined
  for (const level of levels.toReversed()) below = chosen(others, forest, level, answers, below)
  return taken(
    others,
    below!,
    roots.filter((root) => nodes[root]!.kind === 'inner'),
  )
}

/** Nodes that ask, by how many are asked before them. */
function levelsOf(node: Node, { nodes, roots }: Forest): number[][] {
  const levels: number[][] = []
  const seen = new Set<number>()
  for (let level = [...roots]; ;) {
    for (const one of level) {
      if (nodes[one] === undefined || seen.has(one)) throw wrong(node, 'nodes that make up trees', 'nodes', one)
      seen.add(one)
    }
    const inner = level.filter((one) => nodes[one]!.kind === 'inner')
    if (inner.length === 0) return levels
    levels.push(inner)
    level = inner.flatMap((one) => childrenOf(nodes[one]!))
  }
}

const childrenOf = (branch: Branch): number[] => (branch.kind === 'leaf' ? [] : [branch.ifTrue, branch.ifFalse])

/** What some nodes say of their features: [rows, nodes, 1]. What is NaN goes the way of `ifFalse`. */
function answersOf(
  node: Node,
  { inputs: [x], run, known }: Others,
  nodes: readonly Branch[],
  asked: number[],
): Answers {
  const places = new Map<number, number>()
  const parts: Known[] = []
  const float32 = x!.type === 'float32' ? x! : run('Cast', [x], int('to', 1))
  for (const [mode, [operator, isTurned]] of Object.entries(questions)) {
    const own = asked.flatMap((i) => {
      const branch = nodes[i]!
      return branch.kind === 'inner' && branch.mode === mode ? [{ i, ...branch }] : []
    })
    if (own.length === 0) continue
    for (const { i } of own) places.set(i, places.size)
    const features = own.map(({ feature }) => feature)
    const thresholds = known(own.map(({ threshold }) => threshold))
    const said = run(operator, [run('Gather', [float32, known(features, 'int64')], int('axis', 1)), thresholds])
    parts.push(isTurned ? run('Not', [said]) : said)
  }
  if (places.size < asked.length)
    throw refuse(node, 'a question of another kind than comparisons', 'Export the model with BRANCH_LEQ.')
  return { places, all: run('Unsqueeze', [run('Concat', parts, int('axis', 1)), known([2], 'int64')]) }
}

/** What comes of some nodes, one level above those below. */
function chosen(
  others: Others,
  { nodes, scores }: Forest,
  level: readonly number[],
  answers: Answers,
  below: Answers | undefined,
): Answers {
  const { run, known } = others
  const isLeaf = (i: number): boolean => nodes[i]!.kind === 'leaf'
  const valuesOf = (children: readonly number[]): Known => {
    if (!isLeaf(children[0]!)) return taken(others, below!, children)
    const weights = children.flatMap((i) => (nodes[i] as Branch & { kind: 'leaf' }).weights)
    return known(weights, 'float32', [children.length, scores])
  }
  const places = new Map<number, number>()
  // Those whose children are leaves, or are not, are done together.
  const kindOf = (i: number): string => childrenOf(nodes[i]!).map(isLeaf).join()
  const parts = [...new Set(level.map(kindOf))].map((kind) => {
    const group = level.filter((i) => kindOf(i) === kind)
    for (const i of group) places.set(i, places.size)
    const [yes, no] = [0, 1].map((way) => valuesOf(group.map((i) => childrenOf(nodes[i]!)[way]!)))
    return run('Where', [taken(others, answers, group), yes, no])
  })
  return { places, all: run('Concat', parts, int('axis', 1)) }
}

function taken({ run, known }: Others, { places, all }: Answers, nodes: readonly number[]): Known {
  const indices = nodes.map((i) => places.get(i)!)
  return run('Gather', [all, known(indices, 'int64')], int('axis', 1))
}
