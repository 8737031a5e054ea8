import { brief } from '../../files/brief.ts'
import { functionsIn } from './attributes.ts'
import type { FunctionDef, MetaGraph, NodeDef } from './messages.ts'

/** The graph itself, or a function as one node calls it. */
export interface Frame {
  readonly nodes: ReadonlyMap<string, NodeDef>
  /** What names of its nodes begin with in a graph without functions. */
  readonly prefix: string
  readonly depth: number
  readonly called: { readonly body: FunctionDef; readonly by: NodeDef; readonly from: Frame } | undefined
  readonly inner: Map<string, Frame>
}

/** The tensor that a node computes which is neither a call nor passes on what it is given. */
export interface Value {
  readonly frame: Frame
  readonly node: NodeDef
  readonly index: number
  /** It is what a variable holds, not the variable itself. */
  readonly isRead: boolean
}

/** Calls within calls, and passings on of one tensor. */
const [MOST_DEEP, MOST_STEPS] = [64, 10_000]

/**
 * What functions number within an operator's outputs begins anew for each of them by name. TensorFlow's operators of
 * several outputs, of those that tf.js has; none of the others has more than one, be it a list.
 */
const severalOutputs: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV2: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV3: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2', 'reserve_space_3'],
  ListDiff: ['out', 'idx'],
  MaxPoolWithArgmax: ['output', 'argmax'],
  Merge: ['output', 'value_index'],
  NonMaxSuppressionV4: ['selected_indices', 'valid_outputs'],
  NonMaxSuppressionV5: ['selected_indices', 'selected_scores', 'valid_outputs'],
  RaggedGather: [],
  RaggedRange: ['rt_nested_splits', 'rt_dense_values'],
  SparseFillEmptyRows: ['output_indices', 'output_values', 'empty_row_indicator', 'reverse_index_map'],
  SparseReshape: ['output_indices', 'output_shape'],
  StringNGrams: ['ngrams', 'ngrams_splits'],
  StringSplit: ['indices', 'values', 'shape'],
  Switch: ['output_false', 'output_true'],
  TensorArrayConcatV3: ['value', 'lengths'],
  TensorArrayV3: ['handle', 'flow'],
  TensorListConcat: ['tensor', 'lengths'],
  TensorListConcatV2: ['tensor', 'lengths'],
  TensorListPopBack: ['output_handle', 'tensor'],
  TopKV2: ['values', 'indices'],
  Unique: ['y', 'idx'],
  UniqueV2: ['y', 'idx'],
}

export function rootFrame({ nodes }: MetaGraph): Frame {
  return { nodes, prefix: '', depth: 0, called: undefined, inner: new Map() }
}

/** The tensors that a node reads, without what only has to run before. */
export function readsOf({ inputs }: NodeDef): readonly string[] {
  return inputs.filter((text) => !text.startsWith('^'))
}

/** Does a node call a function? */
export function isCall({ op }: NodeDef): boolean {
  return op === 'PartitionedCall' || op === 'StatefulPartitionedCall'
}

/** What a node calls, as that node does. @throws Error for a function that is not there, or calls itself */
export function enter(frame: Frame, node: NodeDef, functions: MetaGraph['functions']): Frame {
  const known = frame.inner.get(node.name)
  if (known !== undefined) return known
  const called = node.attributes.get('f')
  const [name = ''] = called === undefined ? [] : functionsIn(called)
  const body = functions.get(name)?.()
  if (body === undefined) throw new Error(`node ${brief(node.name, 120)} calls no function of its graph`)
  if (frame.depth >= MOST_DEEP) throw new Error(`its functions call each other more than ${MOST_DEEP} deep`)
  if (body.inputs.length !== readsOf(node).length)
    throw new Error(`node ${brief(node.name, 120)} calls a function of ${body.inputs.length} arguments with others`)
  const made: Frame = {
    nodes: body.nodes,
    prefix: `${frame.prefix}${node.name}/`,
    depth: frame.depth + 1,
    called: { body, by: node, from: frame },
    inner: new Map(),
  }
  frame.inner.set(node.name, made)
  return made
}

/** Follows a tensor through calls and what passes it on to the node that computes it. @throws Error */
export function resolve(start: Frame, name: string, functions: MetaGraph['functions']): Value {
  let [frame, text, isRead] = [start, name, false]
  for (let step = 0; step < MOST_STEPS; step++) {
    const { called } = frame
    const given = called !== undefined && !text.includes(':') ? called.body.inputs.indexOf(text) : -1
    if (called !== undefined && given >= 0) {
      ;[text, frame] = [readsOf(called.by)[given]!, called.from]
      continue
    }
    const { node, index } = outputOf(frame, text)
    if (isCall(node)) {
      frame = enter(frame, node, functions)
      const { outputs, returns } = frame.called!.body
      text = returns.get(outputs[index] ?? '') ?? missing(name)
    } else if (['Identity', 'IdentityN', 'ReadVariableOp'].includes(node.op)) {
      isRead ||= node.op === 'ReadVariableOp'
      text = readsOf(node)[node.op === 'IdentityN' ? index : 0] ?? missing(name)
    } else return { frame, node, index, isRead }
  }
  throw new Error(`its tensor ${brief(name, 120)} is passed on without end`)
}

/** The graph says `node` or `node:1`, functions `node:output:0`. */
export function outputOf({ nodes, called }: Frame, text: string): { node: NodeDef; index: number } {
  const parts = text.split(':')
  const node = nodes.get(parts[0]!)
  const last = parts.length > 1 ? parts.at(-1)! : '0'
  const isWritten = called === undefined ? parts.length <= 2 : parts.length === 3
  if (node === undefined || !isWritten || !/^\d{1,6}$/.test(last)) return missing(text)
  if (called === undefined) return { node, index: Number(last) }
  const outputs = Object.hasOwn(severalOutputs, node.op) ? severalOutputs[node.op] : undefined
  const before = outputs === undefined ? 0 : outputs.indexOf(parts[1]!)
  if (before < 0) return missing(text)
  return { node, index: before + Number(last) }
}

function missing(text: string): never {
  throw new Error(`its tensor ${brief(text, 120)} is none that a node of its graph computes`)
}
