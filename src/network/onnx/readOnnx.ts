import { type Shape, sizeOf } from '../layers/layer.ts'
import type { Network } from '../network.ts'
import { brief } from '../../files/brief.ts'
import { decodeModel } from './decodeModel.ts'
import { append, asVariable, type Graph, join, newGraph, settle, take } from './graph.ts'
import type { GraphMessage, TensorMessage, ValueMessage } from './messages.ts'
import { missing, readNode } from './readNode.ts'
import { numberType, readTensor } from './readTensor.ts'
import { invalid } from './refusals.ts'
import { checkedSize, type Constant, range, type Tensor, type Variable } from './tensors.ts'
import { neededBy, trim } from './trim.ts'

/** An ONNX model as a network. */
export interface OnnxNetwork {
  /** Its result holds all outputs, flat, one after the other. */
  readonly network: Network
  /** In the file's order, which is the network's: with the batch dimension, which is 1 where it was left open. */
  readonly inputs: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  /** Names of tensors of float64 numbers that are no float32 numbers: the network has the float32 numbers next to those. */
  readonly rounded: readonly string[]
}

/** An input or output of an ONNX model. */
export interface OnnxTensor {
  readonly name: string
  readonly shape: Shape
}

/** How an ONNX model is read; all of it may be left out. */
export interface ReadOnnxOptions {
  /** The folder that the file lies in, for numbers that are kept in files beside it; none are read without. */
  readonly folder?: string
}

/** Opsets whose meaning is known. */
const opsets = [7, 21] as const

/**
 * Reads an ONNX file, given its bytes, into a graph of operations that computes the same in real arithmetic. Batch dimensions that
 * are left open are 1. What computes float16 or float64 numbers in the file computes real numbers here.
 * @throws MODEL_UNREADABLE where the bytes are no ONNX file, MODEL_INVALID where they contradict themselves, or are too many;
 *   OPERATOR_UNSUPPORTED for a node that networks cannot express; FILE_UNREADABLE for numbers in other files
 */
export function readOnnx(bytes: Uint8Array, { folder }: ReadOnnxOptions = {}): OnnxNetwork {
  const { graph: message, opsets: versions } = decodeModel(bytes)
  if (message === undefined) throw invalid('an ONNX model with a graph', 'bytes', bytes.length)
  const opset = versions.get('') ?? 0
  if (!(opset >= opsets[0] && opset <= opsets[1]))
    throw invalid(`opset ${opsets[0]} to ${opsets[1]}`, 'opset', opset, 'Export the model with one of these')
  try {
    return readGraph(message, opset, folder)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid('a model that fits into memory', 'model', error.message)
  }
}

function readGraph(message: GraphMessage, opset: number, folder: string | undefined): OnnxNetwork {
  const graph = newGraph()
  const tensors = new Map<string, Tensor>()
  const stored = new Map(message.initializers.map((tensor) => [tensor.name, tensor]))
  const define = (name: string, tensor: Tensor): void => {
    if (tensors.has(name) || stored.has(name)) throw invalid('a name for each tensor', 'tensor', name)
    tensors.set(name, tensor)
  }
  if (stored.size < message.initializers.length)
    throw invalid('a name for each initializer', 'initializers', message.initializers.length)
  const given = message.inputs.filter(({ name }) => !stored.has(name))
  if (given.length === 0) throw invalid('a model with inputs', 'inputs', 0)
  const batch = given.map(({ shape }) => shape?.[0]).find((length) => typeof length === 'string')
  const inputs = given.map((input, i): OnnxTensor => {
    const shape = shapeOf(input, batch)
    const size = checkedSize(shape, input.name)
    const name = brief(input.name, 120)
    take(graph, size, name)
    define(input.name, append(graph, { kind: 'input', input: i, size }, [], `${name} (input)`, shape))
    return { name: input.name, shape }
  })
  const rounded = new Set<string>()
  const open = (tensor: TensorMessage): Constant => {
    const read = readTensor(tensor, folder)
    take(graph, read.data.length, brief(tensor.name, 120))
    if (read.type === 'float64' && read.data.some((value) => !Object.is(Math.fround(value), value)))
      rounded.add(tensor.name)
    return read
  }
  const find = (name: string): Tensor | undefined => {
    const initializer = stored.get(name)
    if (!tensors.has(name) && initializer !== undefined) tensors.set(name, open(initializer))
    return tensors.get(name)
  }
  const needed = neededBy(message)
  for (const [i, node] of message.nodes.entries()) {
    const wanted = node.outputs.map((name) => needed.has(name))
    if (!wanted.includes(true)) continue
    const results = readNode(graph, message, node, { index: i, opset, wanted, open, find })
    for (const [k, name] of node.outputs.entries())
      if (name !== '' && results[k] !== undefined) define(name, results[k])
  }
  const found = message.outputs.map(({ name }) => {
    const tensor = find(name)
    if (tensor === undefined) throw missing(message, name, 'the outputs')
    return asVariable(graph, tensor, `${brief(name, 120)} (output)`)
  })
  if (found.length === 0) throw invalid('a model with outputs', 'outputs', 0)
  const outputs = found.map(({ shape }, i) => ({ name: message.outputs[i]!.name, shape }))
  const sizes = inputs.map(({ name, shape }) => ({ name, size: sizeOf(shape) }))
  return {
    network: { inputs: sizes, opaque: [], ...trim(graph, outputOf(graph, found)) },
    inputs,
    outputs,
    rounded: [...rounded],
  }
}

/** An input's shape: its first axis, and others of the same name, are 1 where they are left open. */
function shapeOf({ name, type, shape }: ValueMessage, batch: string | number | undefined): Shape {
  const kind = numberType(type)
  if (kind === undefined || kind === 'integer')
    throw invalid('inputs of floats', name, type, 'See TensorProto.DataType for what the number means')
  if (shape === undefined) throw invalid('inputs with a shape', name, undefined)
  return shape.map((length, axis) => {
    if (typeof length === 'number' && length > 0) return length
    if (axis === 0 || (batch !== undefined && length === batch)) return 1
    const hint = 'Only the batch dimension may be left open: export the model with fixed shapes'
    throw invalid('inputs of a fixed shape', name, `axis ${axis}: ${length ?? 'open'}`, hint)
  })
}

/** The operation whose result is all outputs, one after the other. */
function outputOf(graph: Graph, outputs: readonly Variable[]): number {
  if (outputs.length === 1) return settle(graph, outputs[0]!, 'output')
  const { reads, compose } = join(graph, outputs, 'outputs')
  const size = outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  return settle(graph, { kind: 'variable', shape: [size], reads, taps: compose(range(size)) }, 'outputs')
}
