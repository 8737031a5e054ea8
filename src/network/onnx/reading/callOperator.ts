import { defined } from '../../../defined.ts'
import { brief } from '../../../files/brief.ts'
import { type Part, sizeOf } from '../../layers/layer.ts'
import { append, type Graph, join, naming } from '../graph.ts'
import type { Node } from '../node.ts'
import { nodeType } from '../nodeType.ts'
import { isInteger, type NumberType } from '../numberTypes.ts'
import { innerOperators, operators } from '../operators/index.ts'
import { type Calls, type Composed, INNER_OPSET, type Operator, type Primitive } from '../operators/operator.ts'
import { invalid, unsupported } from '../refusals.ts'
import { type Followed, type Mixed, mixed, type Rows } from '../rows/followed.ts'
import { followNode } from '../rows/followNode.ts'
import { isAsLong } from '../rows/sized.ts'
import { foldedAlike, isExamined } from '../runtime/examined.ts'
import { checkedSize, constant, range, type Tensor, type Variable } from '../tensors.ts'
import { keptWhole } from '../whole.ts'
import { foldKnown } from './foldKnown.ts'
import type { Known } from './known.ts'
import type { Reading } from './reading.ts'

/** A node with what is known of the tensors that it reads. */
export interface Call extends Pick<Node, 'label' | 'type' | 'opset' | 'attributes' | 'wanted'> {
  readonly inputs: readonly (Known | undefined)[]
  /** What these tensors are called, for messages. */
  readonly names: readonly string[]
}

/**
 * What one of ONNX' operators makes of what is known.
 * @throws OPERATOR_UNSUPPORTED, MODEL_INVALID, NUMBER_TYPE_UNSUPPORTED
 */
export function callOperator(reading: Reading, operator: Operator, call: Call): readonly Known[] {
  const { inputs, names: _, ...own } = call
  if (inputs.some((one) => one?.sequence) && !('takesSequences' in operator))
    throw unsupported(call.label, 'a sequence of tensors', 'Export the model with one tensor in its place.')
  const { open, rounds } = reading
  const [tensors, types] = [inputs.map((one) => one?.tensor), inputs.map((one) => one?.type)]
  const node: Node = { ...own, open, rounds, inputs: tensors, types }
  const isKnown = isExamined(node) && !inputs.some((one) => one?.unlike)
  const results = naming(
    reading.graph,
    call.label,
    () => ('compose' in operator ? composed(reading, operator, node, call) : made(reading, operator, node, call)),
    isKnown ? [] : ['onnxruntime'],
  )
  if (call.wanted.some((isWanted, i) => isWanted && results[i] === undefined))
    throw invalid(`${results.length} outputs of node ${call.label}`, 'outputs', call.wanted.length)
  return results
}

/**
 * What a composition makes of one row says nothing of several where it depends on lengths that hang on how many there
 * are, or fails for several: the operator itself need not.
 */
function composed(reading: Reading, operator: Composed, node: Node, call: Call): readonly Known[] {
  const before = reading.seen.map(({ length }) => length)
  const results = operator.compose(node, { inputs: call.inputs, ...innerCalls(reading, call.label) })
  const fixed = operator.fixed(node)
  const kept = reading.seen.map((seen, k): Mixed | undefined => {
    const followed = call.inputs.map((input) => input?.followed[k])
    const [first] = followed
    const own = first?.kind === 'rows' ? first : undefined
    const lengths = own && keptBy(operator, node, own, followed)
    const isFixed = own !== undefined && fixed.includes(own.axis) && lengths === undefined
    const isLost = followed.some((one, i) => i > 0 && one !== undefined && !mayHang(operator, i, one, lengths))
    const isAlone = seen.slice(before[k]).some(({ kind }) => kind === 'alone')
    if (!isFixed && !isLost && !isAlone) return undefined
    const lost = mixed(node, 'what it computes hangs on how many rows a batch has')
    seen.splice(before[k]!, Infinity, lost)
    return lost
  })
  return results.map((one) => ({ ...one, followed: one.followed.map((own, k) => kept[k] ?? own) }))
}

/** The input that states lengths which hang on the size of a batch where its rows lie, and leave them as they are. */
function keptBy(
  { lengthsIn }: Composed,
  node: Node,
  own: Rows,
  followed: readonly (Followed | undefined)[],
): number | undefined {
  const lengths = lengthsIn?.(node)
  if (lengths === undefined || followed[lengths]?.kind !== 'sized') return undefined
  return isAsLong({ node, followed }, own, lengths) ? lengths : undefined
}

/** May input `index` hang on the size of a batch as it does? */
function mayHang({ takesSeveral }: Composed, index: number, { kind }: Followed, kept: number | undefined): boolean {
  if (kind !== 'rows') return index === kept
  return takesSeveral === true || takesSeveral?.includes(index) === true
}

/** What computes a node by operators; `given` makes of what one of them is given what it reads. */
export function innerCalls(
  reading: Reading,
  label: string,
  given: (type: string, inputs: Call['inputs']) => Call['inputs'] = (_, inputs) => inputs,
): Calls {
  const runAll: Calls['runAll'] = (type, inputs, attributes, outputs) =>
    callOperator(reading, (operators.get(type) ?? innerOperators.get(type))!, {
      label,
      type,
      opset: INNER_OPSET,
      attributes: new Map(Object.entries(attributes)),
      wanted: Array.from({ length: outputs }, () => true),
      inputs: given(type, inputs),
      names: inputs.map(() => `of node ${label}`),
    })
  return {
    runAll,
    run: (type, inputs, attributes = {}) => runAll(type, inputs, attributes, 1)[0]!,
    known: (values, type: NumberType = 'float32', shape) => {
      const data = Float64Array.from([values].flat())
      const own = shape ?? (typeof values === 'number' ? [] : [data.length])
      return { tensor: constant(own, data, type), type, followed: [] }
    },
  }
}

/** What is computed of known float32 numbers alone is known, too; of others what operators fold themselves. */
function readKnown({ graph, keepsKnown }: Reading, { read }: Primitive, node: Node): readonly Tensor[] {
  const first = graph.operations.length
  const results = read(node, graph)
  const [of] = node.inputs
  const isKnown =
    of?.kind === 'constant' && of.type === 'float32' && node.inputs.every((tensor) => tensor?.kind !== 'variable')
  const isFolded = isKnown && !(keepsKnown && !foldedAlike.has(node.type))
  return isFolded && results.some(({ kind }) => kind === 'variable') ? foldKnown(graph, first, results) : results
}

function made(reading: Reading, operator: Primitive, node: Node, { inputs, names }: Call): readonly Known[] {
  const results = readKnown(reading, operator, node)
  for (const { kind, shape } of results)
    if (kind === 'variable' && checkedSize(shape, node.label) === 0)
      throw invalid('results with numbers in them', 'node', node.label)
  const followed = reading.seen.map((seen, k) => {
    const one = followNode({ node, results, followed: inputs.map((input) => input?.followed[k]) }, operator)
    if (one !== undefined) seen.push(one)
    return one
  })
  const type = results.some(({ kind }) => kind === 'variable')
    ? nodeType(
        node,
        names.map((name) => `tensor ${brief(name, 120)}`),
      )
    : undefined
  const isKept = reading.keepsKnown && results.every(({ kind }) => kind === 'variable')
  const unlike = (isKept ? inputs.some((one) => one?.unlike) : isUnlike(node, inputs)) || undefined
  return results.map((tensor) => {
    if (tensor.kind === 'constant') return { tensor, type: tensor.type, followed, ...defined({ unlike }) }
    const kept = isInteger(type!) ? keptWhole(reading.graph, tensor, node.type, type) : tensor
    return { tensor: unlike ? doubted(reading.graph, kept) : kept, type: type!, followed }
  })
}

/** May ONNX Runtime have made other numbers of what is known, or read such? */
function isUnlike({ type }: Node, inputs: Call['inputs']): boolean {
  const isRounded = (one: Known | undefined): boolean => one?.tensor.kind === 'constant' && !isInteger(one.type)
  return (
    inputs.some((one) => one?.unlike) ||
    (!foldedAlike.has(type) && inputs.every((one) => one?.tensor.kind !== 'variable') && inputs.some(isRounded))
  )
}

/** What was made of numbers that may be others on ONNX Runtime, places that they say among them. */
function doubted(graph: Graph, variable: Variable): Variable {
  if (variable.reads.every((read) => graph.operations[read]!.faultyOn.includes('onnxruntime'))) return variable
  const size = sizeOf(variable.shape)
  const { reads, compose } = join(graph, [variable])
  const part: Part = { kind: 'gather', size, taps: compose(range(size)), faultyOn: ['onnxruntime'] }
  return append(graph, part, reads, variable.shape)
}
