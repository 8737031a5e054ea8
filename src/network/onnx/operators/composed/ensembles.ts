import { intOf, type Node, refuse, textOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { isFloat32 } from '../../nodeType.ts'
import { dataTypeNamed, isInteger } from '../../numberTypes.ts'
import type { Compose, Operators, Others } from '../operator.ts'
import { int } from './attributes.ts'
import { labelled, transformed } from './scores.ts'
import { type Branch, type Forest, leavesOf } from './trees.ts'

/*
 * Ensembles of decision trees, of `ai.onnx.ml`, as scikit-learn, LightGBM and XGBoost are exported.
 */

const intsOf = ({ attributes }: Node, name: string): readonly number[] => attributes.get(name)?.ints ?? []
const textsOf = ({ attributes }: Node, name: string): readonly string[] => attributes.get(name)?.texts ?? []

/** Numbers in an attribute: a list, or a tensor, whose numbers may have more digits than float32. */
function numbersOf(node: Node, ...names: string[]): readonly number[] {
  for (const name of names) {
    const attribute = node.attributes.get(name)
    if (attribute?.tensor === undefined) continue
    const tensor = node.open(attribute.tensor)
    if (!isFloat32(tensor)) node.rounds(`${name} of node ${node.label}, ${tensor.type}`)
    return [...tensor.data].map(Math.fround)
  }
  return names.flatMap((name) => node.attributes.get(name)?.floats ?? [])
}

/** Trees before version 5 of the operators: nodes have a tree and a number in it; leaves have what `prefix` says. */
function forestOf(node: Node, prefix: 'target' | 'class', scores: number): Forest {
  const lists = ['treeids', 'nodeids', 'featureids', 'truenodeids', 'falsenodeids'].map((one) => intsOf(node, `nodes_${one}`)) // prettier-ignore
  const [trees, ids, features, whereTrue, whereFalse] = lists as [number[], number[], number[], number[], number[]]
  const [modes, values] = [textsOf(node, 'nodes_modes'), numbersOf(node, 'nodes_values_as_tensor', 'nodes_values')]
  const count = modes.length
  if ([...lists, values].some(({ length }) => length !== count))
    throw wrong(
      node,
      `lists of ${count} nodes`,
      'nodes',
      [...lists, values].map(({ length }) => length),
    )
  const indices = new Map(trees.map((tree, i) => [`${tree} ${ids[i]}`, i]))
  const find = (tree: number, id: number): number => indices.get(`${tree} ${id}`) ?? -1
  const weights = weightsOf(node, prefix, scores, count, find)
  const nodes = modes.map((mode, i): Branch => {
    if (mode === 'LEAF') return { kind: 'leaf', weights: weights[i]! }
    const [ifTrue, ifFalse] = [whereTrue[i]!, whereFalse[i]!].map((id) => find(trees[i]!, id)) as [number, number]
    return { kind: 'inner', feature: features[i]!, mode, threshold: values[i]!, ifTrue, ifFalse }
  })
  const children = new Set(nodes.flatMap((one) => (one.kind === 'leaf' ? [] : [one.ifTrue, one.ifFalse])))
  return { nodes, scores, roots: [...nodes.keys()].filter((i) => !children.has(i)) }
}

function weightsOf(
  node: Node,
  prefix: 'target' | 'class',
  scores: number,
  count: number,
  find: (tree: number, id: number) => number,
): number[][] {
  const [trees, ids, of] = ['treeids', 'nodeids', 'ids'].map((name) => intsOf(node, `${prefix}_${name}`))
  const values = numbersOf(node, `${prefix}_weights_as_tensor`, `${prefix}_weights`)
  const weights = Array.from({ length: count }, () => Array.from({ length: scores }, () => 0))
  for (const [k, value] of values.entries()) {
    const own = weights[find(trees?.[k] ?? -1, ids?.[k] ?? -1)]
    const score = of?.[k]
    if (own === undefined || score === undefined || !(score >= 0 && score < scores))
      throw wrong(node, `weights of nodes and of ${scores} scores`, `${prefix}_ids`, score)
    own[score] = Math.fround(own[score]! + value)
  }
  return weights
}

/** Trees of version 5: each question says where to go, and whether that is a leaf. */
function newForestOf(node: Node, scores: number): Forest {
  const [features, whereTrue, trueLeaves, whereFalse, falseLeaves, targets, roots] = ['nodes_featureids', 'nodes_truenodeids', 'nodes_trueleafs', 'nodes_falsenodeids', 'nodes_falseleafs', 'leaf_targetids', 'tree_roots'].map((name) => intsOf(node, name)) as number[][] // prettier-ignore
  const modes = numbersOf(node, 'nodes_modes')
  const splits = numbersOf(node, 'nodes_splits')
  const weights = numbersOf(node, 'leaf_weights')
  const names = ['BRANCH_LEQ', 'BRANCH_LT', 'BRANCH_GTE', 'BRANCH_GT', 'BRANCH_EQ', 'BRANCH_NEQ', 'BRANCH_MEMBER']
  const count = modes.length
  // A leaf is one node for each way that leads there.
  const nodes: Branch[] = []
  const leaf = (at: number): number => {
    const own = Array.from({ length: scores }, (_, score) => (score === targets![at] ? (weights[at] ?? NaN) : 0))
    return nodes.push({ kind: 'leaf', weights: own }) - 1
  }
  for (const [i, mode] of modes.entries())
    nodes.push({ kind: 'inner', feature: features![i]!, mode: names[mode] ?? '', threshold: splits[i]!, ifTrue: -1, ifFalse: -1 }) // prettier-ignore
  for (let i = 0; i < count; i++) {
    const ifTrue = trueLeaves![i] === 0 ? whereTrue![i]! : leaf(whereTrue![i]!)
    const ifFalse = falseLeaves![i] === 0 ? whereFalse![i]! : leaf(whereFalse![i]!)
    nodes[i] = { ...(nodes[i] as Branch & { kind: 'inner' }), ifTrue, ifFalse }
  }
  return { nodes, scores, roots: roots! }
}

const aggregates: Readonly<Record<string, string>> = {
  SUM: 'ReduceSum',
  AVERAGE: 'ReduceMean',
  MIN: 'ReduceMin',
  MAX: 'ReduceMax',
}

/** What all trees say together, [rows, scores], with the scores that all rows begin with. */
function aggregated(node: Node, others: Others, forest: Forest, aggregate: string): Known {
  const { run, known } = others
  const { nodes, roots, scores } = forest
  const base = numbersOf(node, 'base_values_as_tensor', 'base_values')
  const constant = roots.flatMap((root) => (nodes[root]!.kind === 'leaf' ? [nodes[root]!.weights] : []))
  const leaves = leavesOf(node, others, forest)
  const reduce = aggregates[aggregate]
  if (leaves === undefined || reduce === undefined || (constant.length > 0 && aggregate !== 'SUM'))
    throw refuse(node, `trees of one leaf each, or taken together by ${aggregate}`, 'Leave them out.')
  const all = run(reduce, [leaves, known([1], 'int64')], int('keepdims', 0))
  const more = Array.from({ length: scores }, (_, score) =>
    constant.reduce((sum, own) => sum + own[score]!, base.length === scores ? base[score]! : 0),
  )
  if (base.length !== 0 && base.length !== scores) throw wrong(node, `${scores} numbers`, 'base_values', base.length)
  return more.every((one) => one === 0) ? all : run('Add', [all, known(more.map(Math.fround))])
}

const regressor: Compose = (node, others) => {
  const targets = intOf(node, 'n_targets', 1)
  const transform = textOf(node, 'post_transform', 'NONE')
  if (targets === 1 && transform !== 'NONE')
    throw refuse(node, 'a transform of one score', 'Runtimes do that each in their own way: leave it out.')
  const forest = forestOf(node, 'target', targets)
  const scores = aggregated(node, others, forest, textOf(node, 'aggregate_function', 'SUM'))
  return [transformed(node, others, scores, transform)]
}

const ensemble: Compose = (node, others) => {
  const forest = newForestOf(node, intOf(node, 'n_targets', 1))
  const aggregate = ['AVERAGE', 'SUM', 'MIN', 'MAX'][intOf(node, 'aggregate_function', 1)] ?? 'another way'
  const transform = ['NONE', 'SOFTMAX', 'LOGISTIC', 'SOFTMAX_ZERO', 'PROBIT'][intOf(node, 'post_transform', 0)]
  const scores = transformed(node, others, aggregated(node, others, forest, aggregate), transform ?? 'another kind')
  const { type } = others.inputs[0]!
  return [isInteger(type) ? scores : others.run('Cast', [scores], int('to', dataTypeNamed(type)))]
}

/** Labels and scores. */
const classifier: Compose = (node, others) => {
  const labels = intsOf(node, 'classlabels_int64s')
  const count = Math.max(labels.length, textsOf(node, 'classlabels_strings').length)
  const transform = textOf(node, 'post_transform', 'NONE')
  if (count === 2 && intsOf(node, 'class_ids').every((one) => one === 0))
    return oneOfTwo(node, others, labels, transform)
  if (count === 2 && node.wanted[0] === true)
    throw refuse(node, 'the label of two classes with a score each', 'Take the scores: labels are not their largest.')
  const scores = aggregated(node, others, forestOf(node, 'class', count), 'SUM')
  return [labelled(node, others, scores, labels), transformed(node, others, scores, transform)]
}

/** One score for two classes: a share of 1 where no weight is below 0, else on which side of 0 it is decides. */
function oneOfTwo(node: Node, others: Others, labels: readonly number[], transform: string): readonly Known[] {
  const { run, known } = others
  if (transform !== 'NONE' && transform !== 'LOGISTIC')
    throw refuse(node, `one score of the transform ${transform}`, 'Export the model with LOGISTIC.')
  const score = aggregated(node, others, forestOf(node, 'class', 1), 'SUM')
  const isShare = numbersOf(node, 'class_weights_as_tensor', 'class_weights').every((weight) => weight >= 0)
  const other = isShare && transform === 'NONE' ? run('Sub', [known(1), score]) : run('Neg', [score])
  const scores = transformed(node, others, run('Concat', [other, score], int('axis', 1)), transform)
  if (node.wanted[0] !== true) return [scores, scores]
  if (labels.length === 0) throw refuse(node, 'a label that is a text', 'Take the scores.')
  const isSecond = run('Greater', [score, known(isShare ? 0.5 : 0)])
  const label = run('Where', [isSecond, known(labels[1]!, 'int64'), known(labels[0]!, 'int64')])
  return [run('Squeeze', [label, known([1], 'int64')]), scores]
}

export const ensembles: Operators = Object.fromEntries(
  Object.entries({ TreeEnsemble: ensemble, TreeEnsembleClassifier: classifier, TreeEnsembleRegressor: regressor }).map(
    ([name, compose]) => [`ai.onnx.ml.${name}`, { compose, fixed: () => [1] }],
  ),
)
