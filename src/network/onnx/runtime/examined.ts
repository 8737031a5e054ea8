import { floatOf, intOf, textOf, type Node } from '../node.ts'
import type { Tensor } from '../tensors.ts'
import { SELU } from '../operators/composed/activations.ts'

/*
 * ONNX Runtime has a kernel of its own for each operator. Proofs speak of what it computes where it was looked at what
 * that is: products that are added up in any order, one rounding, none at all, or a function that was measured. What
 * the others compute is taken for unknown.
 */

const setOf = (...lists: readonly string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')))

/** They move numbers, or make some that are known, and compute none. */
const moving = [
  'ArrayFeatureExtractor Concat Constant ConstantOfShape DepthToSpace Dropout Expand Flatten Gather GatherElements',
  'GatherND Identity Pad Reshape Shape Size Slice SpaceToDepth Split Squeeze Tile Transpose Trilu Unsqueeze ZipMap',
  'ConcatFromSequence SequenceAt SequenceConstruct SequenceLength SplitToSequence',
]
/** Of known numbers they make what is rounded at most once, as it is here. */
const rounding = ['Abs Add Clip Div Max Min Mul Neg Relu Sub']
/** They compare, choose, and make whole: nothing is rounded. What a type has no number for is unknown everywhere. */
const converting = ['Cast Ceil Floor Round']
const comparing = ['And ArgMax ArgMin Equal Greater GreaterOrEqual Less LessOrEqual Not Or Sign Where Xor']
/** Steps that are those which they are read as, but for sums in another order. */
const adding = [
  'AveragePool BatchNormalization batchNormalization Conv ConvTranspose Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish MatMul',
  'MaxPool Mean Reciprocal ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum ReduceSumSquare Scaler Softmax Sum',
]
/** Functions, whose kernels are tried before the first claim: `runtimeWays`. The last is one by the name that it has here. */
const functions = ['Cos Elu Erf Exp LeakyRelu Log PRelu Sigmoid Sin Softplus Sqrt Tanh selu']

const examined = setOf(...moving, ...rounding, ...converting, ...comparing, ...adding, ...functions)

/** Those of which it depends on more than their names. */
const inPart: Readonly<Record<string, (node: Node) => boolean>> = {
  Einsum: (node) => isProductOfTwo(textOf(node, 'equation', '')),
  LinearClassifier: (node) => textOf(node, 'post_transform', 'NONE') === 'NONE',
  DequantizeLinear: ({ inputs: [, scale] }) => scale?.kind === 'constant' && scale.type === 'float32',
  LinearRegressor: (node) => textOf(node, 'post_transform', 'NONE') === 'NONE',
  Pow: isProduct,
  QuantizeLinear: ({ types: [type], inputs: [, , zero] }) => type === 'float32' && (zero === undefined || isByte(zero)),
  // With other numbers it multiplies them first.
  Selu: (node) =>
    node.opset >= 6 &&
    floatOf(node, 'alpha', SELU.alpha) === SELU.alpha &&
    floatOf(node, 'gamma', SELU.gamma) === SELU.gamma,
  TopK: (node) => intOf(node, 'sorted', 1) !== 0,
  TreeEnsembleClassifier: (node) => isSum(node) && !node.attributes.has('base_values'),
  TreeEnsembleRegressor: isSum,
}

/**
 * One power for neighbours is a product, factor by factor, where it is 2 or 3. Of one number, and where each has a
 * power of its own, it is taken by C's `pow`, which rounds otherwise.
 */
export function isProduct({ inputs: [x, y] }: Pick<Node, 'inputs'>): boolean {
  const isSingle = y?.kind === 'constant' && y.data.length === 1
  return isSingle && (x?.shape.at(-1) ?? 1) > 1 && (y.data[0] === 2 || y.data[0] === 3)
}

const isByte = (tensor: Tensor): boolean =>
  tensor.kind === 'constant' && (tensor.type === 'uint8' || tensor.type === 'int8')

/**
 * Is it a sum of products of two tensors, as a matrix product is: is no index in one of them alone, but those of
 * results? Others are added up first.
 */
function isProductOfTwo(equation: string): boolean {
  const [, ...terms] = /^([a-z]+),([a-z]+)->([a-z]*)$/i.exec(equation.replaceAll(' ', '')) ?? []
  const isUsedOnce = terms.every((term) => new Set(term).size === term.length)
  const isUsedTwice = [...new Set(terms.join(''))].every((one) => terms.filter((term) => term.includes(one)).length > 1)
  return terms.length === 3 && isUsedOnce && isUsedTwice
}

/** Weights of leaves that are added up, in float32, without more, and NaN that goes the way of what does not hold. */
function isSum(node: Node): boolean {
  const { ints: missing = [] } = node.attributes.get('nodes_missing_value_tracks_true') ?? {}
  return (
    node.types[0] === 'float32' &&
    textOf(node, 'post_transform', 'NONE') === 'NONE' &&
    ['SUM', 'AVERAGE'].includes(textOf(node, 'aggregate_function', 'SUM')) &&
    missing.every((one) => one === 0)
  )
}

/** Of 64-bit integers they look at some of the bits. */
const looksAtSome = setOf('ArgMax ArgMin Clip Max Min ReduceMax ReduceMin Relu Sign TopK')

/** Is it known what ONNX Runtime computes for the node? */
export function isExamined(node: Node): boolean {
  const isLong = node.inputs.some((one, i) => one?.kind === 'variable' && node.types[i] === 'int64')
  if (isLong && looksAtSome.has(node.type)) return false
  return inPart[node.type]?.(node) ?? examined.has(node.type)
}

/** Operators that make the same of known floats here, to the bit. */
export const foldedAlike: ReadonlySet<string> = setOf(...moving, ...rounding, ...converting, ...comparing, 'as')
