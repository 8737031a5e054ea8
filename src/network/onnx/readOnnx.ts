import type { ReadOnnxOptions } from './onnxNetwork.ts'
import type { OnnxNetwork } from './onnxNetwork.ts'
import { unexpected } from '../../errors.ts'
import { decodeModel } from './file/decodeModel.ts'
import { readGraph } from './reading/readGraph.ts'
import { invalid } from './refusals.ts'

/** Opsets whose operators mean what is read here. */
const opsets = [1, 28] as const

/**
 * Reads an ONNX file, given its bytes, into a graph of operations that computes the same in real arithmetic. First axes
 * of inputs that are left open are the batch, of one size in all inputs: the network is of one row, which is what each
 * row of any batch gives.
 * @throws MODEL_UNREADABLE where the bytes are no ONNX file, MODEL_INVALID where they contradict themselves, or are too
 * many;
 *   OPERATOR_UNSUPPORTED for a node that networks cannot express; BATCH_MIXED where rows depend on each other and no
 *   `batch` is stated; NUMBER_TYPE_UNSUPPORTED for other floats than float32; FILE_UNREADABLE for numbers in other
 *   files; ARGUMENT_INVALID for a `batch` that is none
 */
export function readOnnx(bytes: Uint8Array, options: ReadOnnxOptions = {}): OnnxNetwork {
  return readFor(bytes, options)
}

/**
 * The same for a runtime that computes what is known, too: with `keepsKnown` what functions make of known numbers is
 * not folded, so that bounds have the errors of that. Fewer files are read so.
 */
export function readFor(bytes: Uint8Array, options: ReadOnnxOptions, keepsKnown: boolean = false): OnnxNetwork {
  const { batch } = options
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1))
    throw unexpected({ api: 'readOnnx', expected: 'a whole number of rows from 1', name: 'batch', value: batch })
  const model = decodeModel(bytes)
  if (model.graph === undefined) throw invalid('an ONNX model with a graph', 'bytes', bytes.length)
  // What states no version is of the first.
  for (const { opsets: stated } of [model, ...model.functions.values()]) {
    const opset = stated.get('') ?? 1
    if (!(opset >= opsets[0] && opset <= opsets[1]))
      throw invalid(`opset ${opsets[0]} to ${opsets[1]}`, 'opset', opset, 'Export the model with one of these')
  }
  try {
    return readGraph(model, model.graph, options, keepsKnown)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid('a model that fits into memory', 'model', error.message)
  }
}
