import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import type { GraphNode } from '../graphModel/graphFile.ts'
import type { StatedLength } from '../graphModel/statedLengths.ts'
import { attributeJson, integerIn, tensorIn, typesIn } from './attributes.ts'
import { type Constant, decodeConstant } from './constant.ts'
import { type Frame, readsOf, rootFrame, type Value } from './frames.ts'
import { allOf, partOf } from './lists.ts'
import type { MetaGraph, NodeDef } from './messages.ts'
import type { Following, Place } from './following.ts'
import { follow } from './resolve.ts'
import { rewritten } from './rewritten.ts'
import { checkSettings, settled } from './settings.ts'

/** A graph without functions and variables, and the numbers of its constants by their names. */
export interface FlatGraph {
  readonly nodes: readonly GraphNode[]
  readonly constants: ReadonlyMap<string, Constant>
  /** Lengths of tensors, as the file says: loops are written out as often as these tell. */
  readonly lengths: readonly StatedLength[]
}

/** Nodes that a graph may have when its functions are written out. */
const MOST_NODES = 30_000

/** Numbers that tf.js would take for float32, and integers for which it has no arithmetic of their width. */
const unread = /^DT_(DOUBLE|HALF|BFLOAT16|COMPLEX128|QU?INT\d+|UINT32|UINT64)$/
const narrow = /^DT_(INT8|UINT8|INT16|UINT16)$/

/**
 * Writes a graph out, as far as tensors depend on it: functions in the place of their calls, and what variables hold in
 * theirs.
 * @param variable what a variable holds, given its node
 * @throws Error; NUMBER_TYPE_UNSUPPORTED for nodes that compute with other numbers than tf.js; OPERATOR_UNSUPPORTED
 */
export class Flattening {
  readonly #following: Following
  readonly #variable: (node: NodeDef) => Constant
  readonly #nodes: GraphNode[] = []
  readonly #constants = new Map<string, Constant>()
  readonly #names = new Map<NodeDef, Map<Frame, string>>()
  readonly #taken = new Set<string>()
  /** Nodes that have their first output only, and further outputs that were asked for. */
  readonly #single = new Set<string>()
  readonly #asked: string[] = []
  readonly #waiting: { readonly value: Value; readonly name: string }[] = []
  readonly #root: Frame

  constructor(graph: MetaGraph, variable: (node: NodeDef) => Constant) {
    this.#following = follow(graph.functions)
    this.#variable = variable
    this.#root = rootFrame(graph)
  }

  /** The name, in the graph that is written, of a tensor of the graph that is read. */
  take(tensor: string): string {
    return this.#take(this.#root, tensor)
  }

  /** All that was asked for. */
  finish(): FlatGraph {
    const lengths: StatedLength[] = []
    const { lengths: stated } = this.#following
    do {
      for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop())
        this.#write(next.value, next.name)
      const { value, axis, length } = stated[lengths.length] ?? {}
      if (value !== undefined) lengths.push({ tensor: this.#named(value), axis: axis!, length: length! })
    } while (this.#waiting.length > 0 || lengths.length < stated.length)
    const missing = this.#asked.find((text) => this.#single.has(text.replace(/:\d+$/, '')))
    if (missing !== undefined) throw new Error(`its tensor ${brief(missing, 120)} is none that TensorFlow.js computes`)
    return { nodes: this.#nodes, constants: this.#constants, lengths }
  }

  #take(frame: Frame, text: string, isEither = false): string {
    const value = this.#following.resolve(frame, text)
    if (!isEither && (value.node.op === 'VarHandleOp') !== value.isRead)
      throw new Error(
        `its tensor ${brief(text, 120)} is a variable, where what it holds is needed, or the other way round`,
      )
    return this.#named(value)
  }

  #named(value: Value): string {
    const { node, frame, index } = value
    const inFrames = this.#names.get(node) ?? new Map<Frame, string>()
    this.#names.set(node, inFrames)
    let name = inFrames.get(frame)
    if (name === undefined) {
      name = this.#free(`${frame.prefix}${node.name}`)
      inFrames.set(frame, name)
      this.#waiting.push({ value, name })
      if (this.#taken.size > MOST_NODES) throw new Error(`its functions have more than ${MOST_NODES} nodes`)
    }
    if (index === 0) return name
    this.#asked.push(`${name}:${index}`)
    return `${name}:${index}`
  }

  #free(wanted: string): string {
    let name = wanted
    for (let i = 1; this.#taken.has(name); i++) name = `${wanted}_${i}`
    this.#taken.add(name)
    return name
  }

  #write({ node, frame }: Value, name: string): void {
    if (node.op === 'VarHandleOp' && frame.called === undefined) return this.#constant(name, this.#variable(node))
    if (node.op === 'Const') return this.#constant(name, constantOf(node))
    if (node.op === 'ResourceGather') return this.#gather(node, frame, name)
    if (this.#writeList(node, frame, name)) return undefined
    checkTypes(node)
    // Loops and branches, which are refused where they are met, pass variables on.
    const isBranching = /^(Stateless)?(If|While|Case)$/.test(node.op)
    const input = readsOf(node).map((text) => this.#take(frame, text, isBranching))
    // Those that begin with _ are notes of TensorFlow's.
    const attributes = [...node.attributes]
      .filter(([key]) => !key.startsWith('_'))
      .map(([key, bytes]) => [key, attributeJson(bytes)] as const)
    const made = { name, op: node.op, input, attr: settled(node.op, Object.fromEntries(attributes)) }
    const others = rewritten(made, (wanted) => this.#free(wanted))
    if (others === undefined) {
      checkSettings(made)
      this.#nodes.push(made)
      return undefined
    }
    // What there is of other outputs nobody says.
    this.#single.add(name)
    for (const [constant, numbers] of others.constants) this.#constant(constant, numbers)
    this.#nodes.push(...others.nodes)
  }

  #constant(name: string, constant: Constant): void {
    const type = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' }[constant.dtype]
    this.#constants.set(name, constant)
    this.#nodes.push({ name, op: 'Const', input: [], attr: { dtype: { type } } })
  }

  /** Parts that are taken out of a list, and one put together of all: lists are no tensors. Is the node one of these? */
  #writeList(node: NodeDef, frame: Frame, name: string): boolean {
    const part = node.op === 'TensorListGetItem' ? partOf(frame, node, this.#following) : undefined
    if (part !== undefined) {
      const [tensor, index, axis] = [
        this.#at(part.tensor),
        this.#whole(`${name}/index`, part.index),
        this.#whole(`${name}/axis`, 0),
      ]
      this.#nodes.push({ name, op: 'GatherV2', input: [tensor, index, axis], attr: { batch_dims: { i: '0' } } })
    }
    const all = node.op === 'TensorListStack' ? allOf(frame, node, this.#following) : undefined
    if (all !== undefined) {
      const attr = { axis: { i: '0' }, N: { i: String(all.length) } }
      this.#nodes.push({ name, op: 'Pack', input: all.map((one) => this.#at(one)), attr })
    }
    return part !== undefined || all !== undefined
  }

  #at({ frame, text }: Place): string {
    return this.#take(frame, text)
  }

  /** A constant of one whole number; its name. */
  #whole(wanted: string, value: number): string {
    const name = this.#free(wanted)
    this.#constant(name, { dtype: 'int32', shape: [], bytes: new Uint8Array(Int32Array.of(value).buffer) })
    return name
  }

  /** Rows of a variable are those of what it holds. */
  #gather(node: NodeDef, frame: Frame, name: string): void {
    const [variable, places] = readsOf(node)
    const rows = variable === undefined ? undefined : this.#following.resolve(frame, variable)
    const isPlain = integerIn(node.attributes.get('batch_dims')) === 0
    if (rows?.node.op !== 'VarHandleOp' || rows.isRead || places === undefined || !isPlain)
      throw new Error(`node ${brief(node.name, 120)} takes rows of no variable`)
    const input = [this.#named(rows), this.#take(frame, places), this.#whole(`${name}/axis`, 0)]
    this.#nodes.push({ name, op: 'GatherV2', input, attr: { batch_dims: { i: '0' } } })
  }
}

function constantOf({ name, attributes }: NodeDef): Constant {
  const value = attributes.get('value')
  const tensor = value === undefined ? undefined : tensorIn(value)
  try {
    if (tensor !== undefined) return decodeConstant(tensor)
  } catch (error) {
    throw new Error(`its constant ${brief(name, 120)}: ${(error as Error).message}`, { cause: error })
  }
  throw new Error(`its constant ${brief(name, 120)} has no numbers`)
}

/** @throws NUMBER_TYPE_UNSUPPORTED */
function checkTypes({ name, op, attributes }: NodeDef): void {
  const isMoved = op === 'Placeholder' || op === 'Cast'
  for (const [key, bytes] of attributes) {
    if (key.startsWith('_')) continue
    for (const type of typesIn(bytes))
      if (unread.test(type) || (narrow.test(type) && !(isMoved && key !== 'DstT')))
        throw new OvershootError(
          'NUMBER_TYPE_UNSUPPORTED',
          `node ${brief(name, 120)} (${brief(op, 60)}) computes with ${type.slice(3).toLowerCase()}, and TensorFlow.js, ` +
            'which runs the graph here, with float32, int32 and bool. Save a float32 version of the model',
        )
  }
}
