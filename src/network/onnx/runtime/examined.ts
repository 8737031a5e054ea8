/*
 * ONNX Runtime has a kernel of its own for each operator. Proofs speak of what it computes where it was looked at what
 * that is: products that are added up in any order, one rounding, none at all, or a function that was measured. What
 * the others compute is taken for unknown.
 */

/** They move numbers, or make some that are known, and compute none. */
const moving = [
  'Concat Constant ConstantOfShape DepthToSpace Dropout Expand Flatten Gather GatherElements GatherND Identity',
  'Pad Reshape Shape Size Slice SpaceToDepth Split Squeeze Tile Transpose Unsqueeze',
]
/** Of known numbers they make what is rounded at most once, as it is here. */
const rounding = ['Abs Add Clip Div Max Min Mul Neg Relu Sub']
/** Of known numbers they make the same everywhere; of computed ones, past the ends of a type, they need not. */
const converting = ['Cast Ceil Floor Round']
const adding = [
  'AveragePool BatchNormalization Conv Gemm GlobalAveragePool GlobalMaxPool MatMul MaxPool ReduceMax ReduceMean',
  'ReduceMin ReduceSum Softmax Sum',
]
/** Functions, whose kernels are tried before the first claim: `runtimeWays`. */
const functions = ['Elu Erf Exp LeakyRelu Log PRelu Sigmoid Softplus Sqrt Tanh']

const setOf = (lists: readonly string[]): ReadonlySet<string> => new Set(lists.flatMap((list) => list.split(' ')))

/** Operators of which it is known what ONNX Runtime computes. */
export const examined: ReadonlySet<string> = setOf([...moving, ...rounding, ...adding, ...functions])

/** Those that make the same of known floats here, to the bit. */
export const foldedAlike: ReadonlySet<string> = setOf([...moving, ...rounding, ...converting])
