import { FLOAT32_MIN_NORMAL } from '../../../../numeric/float32.ts'
import { intOf, type Node, refuse, textOf, wrong } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'
import { int } from './attributes.ts'
import { labelled, transformed } from './scores.ts'

/*
 * Operators of `ai.onnx.ml`, as scikit-learn's estimators are exported: of tables, [rows, features].
 */

const floatsOf = ({ attributes }: Node, name: string): readonly number[] => attributes.get(name)?.floats ?? []

/** (x - offset) scale */
const scaler: Compose = (node, { inputs: [x], run, known }) => {
  const centred = run('Sub', [x, known(floatsOf(node, 'offset'))])
  return [run('Mul', [centred, known(floatsOf(node, 'scale'))])]
}

/** A score of each target, or class: a sum of features, each times a coefficient. */
function scored(node: Node, { inputs: [x], run, known }: Others, targets: number): Known {
  const [coefficients, intercepts] = [floatsOf(node, 'coefficients'), floatsOf(node, 'intercepts')]
  const features = coefficients.length / targets
  const areFew = intercepts.length !== 0 && intercepts.length !== targets
  if (!(Number.isInteger(features) && features >= 1) || areFew)
    throw wrong(node, `coefficients of ${targets} scores`, 'coefficients', coefficients.length)
  const weights = known(coefficients, 'float32', [targets, features])
  return run('Gemm', [x, weights, intercepts.length === 0 ? undefined : known(intercepts)], int('transB', 1))
}

const transformOf = (node: Node): string => textOf(node, 'post_transform', 'NONE')

const linearRegressor: Compose = (node, others) => [
  transformed(node, others, scored(node, others, intOf(node, 'targets', 1)), transformOf(node)),
]

/** Labels and scores. */
const linearClassifier: Compose = (node, others) => {
  const { ints = [] } = node.attributes.get('classlabels_ints') ?? {}
  const { texts = [] } = node.attributes.get('classlabels_strings') ?? {}
  const scores = scored(node, others, Math.max(ints.length, texts.length))
  return [labelled(node, others, scores, ints), transformed(node, others, scores, transformOf(node))]
}

/**
 * Divides a row by the sum of sizes, or the root of the sum of squares, which none of its numbers is larger than; zeros
 * stay zeros.
 */
const normalizer: Compose = (node, { inputs: [x], run, known }) => {
  const norm = textOf(node, 'norm', 'MAX')
  if (norm !== 'L1' && norm !== 'L2') throw refuse(node, `a norm of ${norm}`, 'Export the model with L1 or L2.')
  const size = run(norm === 'L1' ? 'ReduceL1' : 'ReduceL2', [x, known([-1], 'int64')])
  const share = run('Div', [x, run('Max', [size, known(FLOAT32_MIN_NORMAL)])])
  return [run('Clip', [share, known(-1), known(1)])]
}

/** Some features of each row, one after the other, whatever shape their places are given in; of a list as one row. */
const features: Compose = (_node, { inputs: [x, indices], run, known }) => {
  const isList = indices?.tensor.shape.length === 1
  const places = isList ? indices : run('Reshape', [indices, known([-1], 'int64')])
  const found = run('Gather', [x, places], int('axis', -1))
  return [x!.tensor.shape.length === 1 ? run('Unsqueeze', [found, known([0], 'int64')]) : found]
}

const joined: Compose = (_node, { inputs, run }) => [run('Concat', inputs, int('axis', -1))]

/** Names for probabilities, which stay what they are. */
const named: Compose = (_node, { inputs: [x], run }) => [run('Identity', [x])]

const ofDomain = (operators: Operators): Operators =>
  Object.fromEntries(Object.entries(operators).map(([name, operator]) => [`ai.onnx.ml.${name}`, operator]))

export const learned: Operators = ofDomain({
  ArrayFeatureExtractor: { compose: features, fixed: noAxes, takesSeveral: [1] },
  FeatureVectorizer: { compose: joined, fixed: noAxes, takesSeveral: true },
  LinearClassifier: { compose: linearClassifier, fixed: noAxes },
  LinearRegressor: { compose: linearRegressor, fixed: noAxes },
  Normalizer: { compose: normalizer, fixed: noAxes },
  Scaler: { compose: scaler, fixed: noAxes },
  ZipMap: { compose: named, fixed: noAxes },
})
