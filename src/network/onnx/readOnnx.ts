import { unexpected } from '../../errors.ts'
import type { Shape } from '../layers/layer.ts'
import type { Network } from '../network.ts'
import { decodeModel } from './decodeModel.ts'
import { readGraph } from './readGraph.ts'
import { invalid } from './refusals.ts'

/** An ONNX model as a network. */
export interface OnnxNetwork {
  /** Its result holds all outputs, flat, one after the other. */
  readonly network: Network
  /** In the file's order, which is the network's: with the batch dimension, which is the size stated, or 1, where it was left open. */
  readonly inputs: readonly OnnxTensor[]
  readonly outputs: readonly OnnxTensor[]
  /** What is other floats in the file, and float32 here, each with its type: `x, float16`. Empty unless `round` allows it. */
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
  /**
   * How many rows a batch has where the file leaves that open: all of them are then one case. Without, each row is one, and models whose
   * rows depend on each other are refused.
   */
  readonly batch?: number
  /** Take other floats than float32, and what computes with them, for float32, instead of refusing the file. Default false. */
  readonly round?: boolean
}

/** Opsets whose meaning is known. */
const opsets = [7, 21] as const

/**
 * Reads an ONNX file, given its bytes, into a graph of operations that computes the same in real arithmetic. First axes of inputs that are
 * left open are the batch, of one size in all inputs: the network is of one row, which is what each row of any batch gives.
 * @throws MODEL_UNREADABLE where the bytes are no ONNX file, MODEL_INVALID where they contradict themselves, or are too many;
 *   OPERATOR_UNSUPPORTED for a node that networks cannot express; BATCH_MIXED where rows depend on each other and no `batch` is stated;
 *   NUMBER_TYPE_UNSUPPORTED for other floats than float32; FILE_UNREADABLE for numbers in other files; ARGUMENT_INVALID for a `batch` that is none
 */
export function readOnnx(bytes: Uint8Array, options: ReadOnnxOptions = {}): OnnxNetwork {
  const { batch } = options
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1))
    throw unexpected({ api: 'readOnnx', expected: 'a whole number of rows from 1', name: 'batch', value: batch })
  const { graph: message, opsets: versions } = decodeModel(bytes)
  if (message === undefined) throw invalid('an ONNX model with a graph', 'bytes', bytes.length)
  const opset = versions.get('') ?? 0
  if (!(opset >= opsets[0] && opset <= opsets[1]))
    throw invalid(`opset ${opsets[0]} to ${opsets[1]}`, 'opset', opset, 'Export the model with one of these')
  try {
    return readGraph(message, opset, options)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid('a model that fits into memory', 'model', error.message)
  }
}
