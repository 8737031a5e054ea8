import { brief } from '../../files/brief.ts'
import { functionsIn } from './attributes.ts'
import type { FunctionDef, MetaGraph, NodeDef } from './messages.ts'

/** The graph itself, or a function as one node calls it. */
export interface Frame {
  readonly nodes: ReadonlyMap<string, NodeDef>
  /** What names of its nodes begin with in a graph without functions. */
  readonly prefix: string
  readonly depth: number
  readonly called: Called | undefined
  readonly inner: Map<string, Frame>
  /** Whole numbers and truth values that its nodes compute of others that are known; undefined for those that are not. */
  readonly numbers: Map<string, number | undefined>
}

interface Called {
  readonly body: FunctionDef
  /** The node that reads what the function is given. */
  readonly by: NodeDef
  readonly from: Frame
  /** The turn of a loop that was before: what it returns is what this one is given. */
  readonly after: Frame | undefined
}

/** The tensor that a node computes which is neither a call nor passes on what it is given. */
export interface Value {
  readonly frame: Frame
  readonly node: NodeDef
  readonly index: number
  /** It is what a variable holds, not the variable itself. */
  readonly isRead: boolean
}

/** Calls within calls. */
const MOST_DEEP = 64

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
  return { nodes, prefix: '', depth: 0, called: undefined, inner: new Map(), numbers: new Map() }
}

/** The tensors that a node reads, without what only has to run before. */
export function readsOf({ inputs }: NodeDef): readonly string[] {
  return inputs.filter((text) => !text.startsWith('^'))
}

/** Does a node call a function? */
export function isCall({ op }: NodeDef): boolean {
  return op === 'PartitionedCall' || op === 'StatefulPartitionedCall'
}

type Functions = MetaGraph['functions']

/** What a node calls, as that node does. @throws Error for a function that is not there, or calls itself */
export function enter(frame: Frame, node: NodeDef, functions: Functions): Frame {
  return enterBy(frame, node, { functions, attribute: 'f' })
}

/** How a function is entered that an attribute names: once for each `turn`, after another. */
interface Entering {
  readonly functions: Functions
  readonly attribute: string
  readonly turn?: number
  readonly after?: Frame | undefined
}

/** A function that a node names, given what the node reads, or what the turn before returns. @throws Error */
export function enterBy(frame: Frame, node: NodeDef, { functions, attribute, turn, after }: Entering): Frame {
  const key = turn === undefined ? node.name : `${node.name}/${attribute}/${turn}`
  const known = frame.inner.get(key)
  if (known !== undefined) return known
  const called = node.attributes.get(attribute)
  const [name = ''] = called === undefined ? [] : functionsIn(called)
  const body = functions.get(name)?.()
  if (body === undefined) throw new Error(`node ${brief(node.name, 120)} calls no function of its graph`)
  if (frame.depth >= MOST_DEEP) throw new Error(`its functions call each other more than ${MOST_DEEP} deep`)
  if (body.inputs.length !== readsOf(node).length)
    throw new Error(`node ${brief(node.name, 120)} calls a function of ${body.inputs.length} arguments with others`)
  const made: Frame = {
    nodes: body.nodes,
    prefix: `${frame.prefix}${key}/`,
    depth: frame.depth + 1,
    called: { body, by: node, from: frame, after },
    inner: new Map(),
    numbers: new Map(),
  }
  frame.inner.set(key, made)
  return made
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

/** @throws Error */
export function missing(text: string): never {
  throw new Error(`its tensor ${brief(text, 120)} is none that a node of its graph computes`)
}
