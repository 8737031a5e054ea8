import { floatOf, textOf, type Node } from '../node.ts'
import { SELU } from '../operators/composed/activations.ts'

/*
 * ONNX Runtime has a kernel of its own for each operator. Proofs speak of what it computes where it was looked at what
 * that is: products that are added up in any order, one rounding, none at all, or a function that was measured. What
 * the others compute is taken for unknown.
 */

const setOf = (...lists: readonly string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')))

/** They move numbers, or make some that are known, and compute none. */
const moving = [
  'Concat Constant ConstantOfShape DepthToSpace Dropout Expand Flatten Gather GatherElements GatherND Identity',
  'Pad Reshape SequenceAt SequenceConstruct SequenceLength ConcatFromSequence Shape Size Slice SpaceToDepth SplitToSequence Split Squeeze Tile Transpose Unsqueeze ZipMap',
]
/** Of known numbers they make what is rounded at most once, as it is here. */
const rounding = ['Abs Add Clip Div Max Min Mul Neg Relu Sub']
/** They compare, choose, and make whole: nothing is rounded. What a type has no number for is unknown everywhere. */
const converting = ['Cast Ceil Floor Round']
const comparing = ['And Equal Greater GreaterOrEqual Less LessOrEqual Not Or Sign Where Xor']
/** Steps that are those which they are read as, but for sums in another order. */
const adding = [
  'AveragePool BatchNormalization Conv ConvTranspose Gemm GlobalAveragePool GlobalMaxPool HardSigmoid HardSwish MatMul',
  'MaxPool Mean Reciprocal ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceSum ReduceSumSquare Scaler Softmax Sum',
]
/** Functions, whose kernels are tried before the first claim: `runtimeWays`. The last is one by the name that it has here. */
const functions = ['Cos Elu Erf Exp LeakyRelu Log PRelu Sigmoid Sin Softplus Sqrt Tanh selu']

const examined = setOf(...moving, ...rounding, ...converting, ...comparing, ...adding, ...functions)

/** Those of which it depends on more than their names. */
const inPart: Readonly<Record<string, (node: Node) => boolean>> = {
  LinearClassifier: (node) => textOf(node, 'post_transform', 'NONE') === 'NONE',
  LinearRegressor: (node) => textOf(node, 'post_transform', 'NONE') === 'NONE',
  Pow: isProduct,
  // With other numbers it multiplies them first.
  Selu: (node) =>
    node.opset >= 6 &&
    floatOf(node, 'alpha', SELU.alpha) === SELU.alpha &&
    floatOf(node, 'gamma', SELU.gamma) === SELU.gamma,
}

/**
 * One power for neighbours is a product, factor by factor, where it is 2 or 3. Of one number, and where each has a
 * power of its own, it is taken by C's `pow`, which rounds otherwise.
 */
function isProduct({ inputs: [x, y] }: Pick<Node, 'inputs'>): boolean {
  const isSingle = y?.kind === 'constant' && y.data.length === 1
  return isSingle && (x?.shape.at(-1) ?? 1) > 1 && (y.data[0] === 2 || y.data[0] === 3)
}

/** Of 64-bit integers they look at some of the bits. */
const looksAtSome = setOf('Clip Max Min ReduceMax ReduceMin Relu Sign')

/** Is it known what ONNX Runtime computes for the node? */
export function isExamined(node: Node): boolean {
  const isLong = node.inputs.some((one, i) => one?.kind === 'variable' && node.types[i] === 'int64')
  if (isLong && looksAtSome.has(node.type)) return false
  return inPart[node.type]?.(node) ?? examined.has(node.type)
}

/** Operators that make the same of known floats here, to the bit. */
export const foldedAlike: ReadonlySet<string> = setOf(...moving, ...rounding, ...converting)
