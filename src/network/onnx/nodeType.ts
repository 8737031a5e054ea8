import { intOf, type Node, refuse, textOf, wrong } from './node.ts'
import { dataTypeNamed, fits, isInteger, numberType, type NumberType } from './numberTypes.ts'
import { computesWhole } from './whole.ts'
import { range, type Tensor } from './tensors.ts'

/** Operators that leave numbers as they are. */
const moves: ReadonlySet<string> = new Set([
  'Cast',
  'Compress',
  'Concat',
  'Dropout',
  'Expand',
  'Flatten',
  'Gather',
  'GatherElements',
  'GatherND',
  'Identity',
  'Pad',
  'OneHot',
  'Reshape',
  'ReverseSequence',
  'Scatter',
  'ScatterElements',
  'ScatterND',
  'Slice',
  'Split',
  'Squeeze',
  'Transpose',
  'Trilu',
  'Unsqueeze',
  'Where',
])

/** Operators that say whether something holds. */
const truths: ReadonlySet<string> = new Set([
  'And',
  'Equal',
  'Greater',
  'GreaterOrEqual',
  'Less',
  'LessOrEqual',
  'Not',
  'Or',
  'Xor',
])

/** Which inputs hold numbers to compute with or to move, where others only say how: axes, shapes, indices. */
const dataInputs: ReadonlyMap<string, readonly number[]> = new Map([
  ['Compress', [0]],
  ['Dropout', [0]],
  ['Expand', [0]],
  ['Gather', [0]],
  ['GatherElements', [0]],
  ['GatherND', [0]],
  ['OneHot', [2]],
  ['Pad', [0, 2]],
  ['ReduceMax', [0]],
  ['ReduceMean', [0]],
  ['ReduceMin', [0]],
  ['ReduceSum', [0]],
  ['Reshape', [0]],
  ['ReverseSequence', [0]],
  ['Scatter', [0, 2]],
  ['ScatterElements', [0, 2]],
  ['ScatterND', [0, 2]],
  ['Slice', [0]],
  ['Split', [0]],
  ['Squeeze', [0]],
  ['Trilu', [0]],
  ['Unsqueeze', [0]],
  ['Where', [1, 2]],
])

/**
 * The type of the numbers that a node computes, given those of its inputs. Networks compute in float32: numbers of
 * other floats may be moved as long as they are float32 numbers, and what computes with them counts as rounding, which
 * `node.rounds` allows or not.
 * @throws MODEL_INVALID for types that do not go together, OPERATOR_UNSUPPORTED for whole numbers that are computed
 */
export function nodeType(node: Node, names: readonly string[]): NumberType {
  const { types } = node
  const to = castType(node)
  const data = (dataInputs.get(node.type) ?? [...range(node.inputs.length)]).filter((i) => types[i] !== undefined)
  const isComputed = (i: number): boolean => node.inputs[i]!.kind === 'variable'
  const computed = data.filter(isComputed)
  const type = commonType(
    node,
    (computed.length > 0 ? computed : data).map((i) => types[i]!),
  )
  for (const i of data) {
    const own = types[i]!
    if (isInteger(own) !== isInteger(type)) throw wrong(node, `inputs of one type, ${type}`, names[i]!, own)
    if (isFloat32(node.inputs[i]!)) continue
    if (isInteger(own)) throw refuse(node, 'whole numbers past 2^24 to compute with', 'Those up to it can be read.')
    node.rounds(`${names[i]!}, ${own}`)
  }
  if (to !== undefined) {
    if (to === 'float16' || to === 'bfloat16') node.rounds(`results of node ${node.label}, ${to}`)
    return to
  }
  if (truths.has(node.type)) return 'bool'
  if (moves.has(node.type)) return type
  if (isInteger(type) && !computesWhole(node.type, type))
    throw refuse(node, `${type} numbers to compute with`, 'Export the model with constants folded, or with floats.')
  if (isInteger(type)) return type
  if (type !== 'float32') node.rounds(`results of node ${node.label}, ${type}`)
  return type
}

/** The type that a node makes its numbers to, where it says so. */
export function castType(node: Node): NumberType | undefined {
  if (node.type !== 'Cast' && node.type !== 'as') return undefined
  // The first version of it names types by words.
  return numberType(node.opset < 6 ? dataTypeNamed(textOf(node, 'to', '')) : intOf(node, 'to', 0))
}

/** The one type of tensors; float32 for constants of several floats, which the standard has not. */
function commonType(node: Node, types: readonly NumberType[]): NumberType {
  const [first = 'float32', ...rest] = new Set(types)
  if (rest.length === 0) return first
  const isMixed = [first, ...rest].some(isInteger) || node.inputs.some((input) => input?.kind === 'variable')
  if (isMixed) throw wrong(node, 'inputs of one type', 'types', [first, ...rest])
  return 'float32'
}

/** Are the numbers float32 numbers? Those that are computed are. */
export function isFloat32(tensor: Tensor): boolean {
  const isNarrow = tensor.kind === 'variable' || ['float32', 'float16', 'bfloat16', 'bool'].includes(tensor.type)
  return isNarrow || tensor.data.every((x) => fits('float32', x))
}
