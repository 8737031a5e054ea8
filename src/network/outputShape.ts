import { tf } from '../backend/tf.ts'
import { sameShape, type Shape } from './layers/layer.ts'
import { isUnaltered } from './layerView.ts'

/** A layer that is not known is applied to another shape than it was built for: nobody can say what comes out. */
export class ShapeUnknown extends Error {}

/**
 * Of a layer's result that is `tensor`, the shape where the layer is given these tensors, which may be others than it
 * was built for.
 * @throws ShapeUnknown
 */
export function outputShape(layer: tf.layers.Layer, tensor: tf.SymbolicTensor, given: readonly Shape[]): Shape {
  if (!(layer instanceof tf.LayersModel) && isUnaltered(layer)) {
    const inferred = inferShape(layer, tensor.tensorIndex, given)
    if (inferred !== undefined) return inferred
  }
  const isAsBuilt = tensor.inputs.every((input, i) => sameShape(fixedShape(input) ?? [-1], given[i]!))
  const shape = fixedShape(tensor)
  if (isAsBuilt && shape !== undefined) return shape
  throw new ShapeUnknown()
}

/** By tf.js' own code, for a batch of one row: of an open size it infers less. */
function inferShape(layer: tf.layers.Layer, index: number, given: readonly Shape[]): Shape | undefined {
  const shapes = given.map((shape): tf.Shape => [1, ...shape])
  let inferred: tf.Shape | tf.Shape[]
  try {
    inferred = layer.computeOutputShape(shapes.length === 1 ? shapes[0]! : shapes)
  } catch {
    return undefined
  }
  const all = (Array.isArray(inferred[0]) ? inferred : [inferred]) as tf.Shape[]
  const shape = all[index]?.slice(1)
  return shape?.every((dimension) => Number.isInteger(dimension) && dimension! >= 0) ? (shape as number[]) : undefined
}

/** A tensor's shape without its batch dimension; undefined where it is open. */
export function fixedShape(tensor: tf.SymbolicTensor): number[] | undefined {
  const shape = tensor.shape.slice(1)
  return shape.every((dimension) => dimension !== null) ? (shape as number[]) : undefined
}

/**
 * Layers of tf.js' own whose results have the shape that they say, as tests show, although what they compute is not
 * read.
 */
const truthful = new Set(['Embedding', 'GRU', 'LSTM', 'LayerNormalization', 'SimpleRNN', 'Softmax', 'ThresholdedReLU'])

/**
 * Is the shape of a layer's result certain, although nothing else is? Not on the word of code that nobody knows, nor
 * where weights meet another shape than they were made for, which some layers spread them over.
 */
export function hasSureShape(layer: tf.layers.Layer, given: readonly Shape[]): boolean {
  if (!truthful.has(layer.getClassName()) || !isUnaltered(layer)) return false
  const built = layer.inboundNodes[0]?.inputTensors ?? []
  return built.length === given.length && built.every((input, i) => sameShape(fixedShape(input) ?? [-1], given[i]!))
}
