import { tf } from '../backend/tf.ts'
import { type OvershootError, unexpected } from '../errors.ts'
import { inputNames } from './inputNames.ts'
import { type LayerView, type Part, type Shape, sizeOf } from './layers/layer.ts'
import { readers } from './layers/index.ts'
import type { Network, Operation } from './network.ts'
import { shippedLayers } from './shippedLayers.ts'

type Layer = tf.layers.Layer

/** A tensor of the model: the operation that computes its numbers, and its dimensions without the batch. */
interface Found {
  readonly operation: number
  readonly shape: Shape
}

/** tf.js' own activations by name, as they are before a caller of this package can register others under the same names. */
const shippedActivations: ReadonlyMap<string, unknown> = new Map(
  Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).map(([name, [made]]) => [name, made]),
)

/**
 * Reads a model, sequential or functional, with nested models and shared layers taken apart, into a graph of operations with
 * copies of the weights. A layer that is not known, or not tf.js' own, becomes an `opaque` operation: reading does not fail.
 * @throws MODEL_INVALID for a model with several outputs, or with an input whose shape is not fixed
 */
export function readNetwork(model: tf.LayersModel): Network {
  if (model.outputs.length !== 1) throw invalid('a model with one output', 'outputs', model.outputNames)
  const operations: Operation[] = []
  const append = (part: Part, reads: readonly number[], layer: string): number =>
    operations.push({ faultyOn: [], layer, ...part, reads }) - 1

  const names = inputNames(model)
  const scope = new Map<number, Found>()
  const inputs = model.inputs.map((tensor, i) => {
    const name = names[i]!
    const shape = fixedShape(tensor)
    if (shape === undefined) throw invalid('inputs of a fixed shape', name, tensor.shape)
    const size = sizeOf(shape)
    const layer = `${name} (${tensor.dtype === 'float32' ? 'InputLayer' : tensor.dtype})`
    const given = append({ kind: 'input', input: i, size }, [], layer)
    const operation = tensor.dtype === 'float32' ? given : append({ kind: 'opaque', size }, [given], layer)
    scope.set(tensor.id, { operation, shape })
    return { name, size }
  })

  /** What computes `tensor`; `known` holds the tensors found of the model that `tensor` belongs to. */
  const find = (tensor: tf.SymbolicTensor, known: Map<number, Found>): Found => {
    const found = known.get(tensor.id) ?? follow(tensor, known)
    known.set(tensor.id, found)
    return found
  }
  const follow = (tensor: tf.SymbolicTensor, known: Map<number, Found>): Found => {
    const layer = tensor.sourceLayer
    const node = layer.inboundNodes[tensor.nodeIndex]!
    if (node.inputTensors.length === 0 || layer.getClassName() === 'InputLayer')
      throw invalid('a model whose output depends on its own inputs only', 'layer', layer.name)
    const given = node.inputTensors.map((input) => find(input, known))
    const plain = Object.keys(node.callArgs ?? {}).length === 0
    if (layer instanceof tf.LayersModel && plain)
      return find(layer.outputs[tensor.tensorIndex]!, new Map(layer.inputs.map(({ id }, i) => [id, given[i]!])))
    const shape = fixedShape(tensor)
    if (shape === undefined) throw invalid('layers whose shapes are fixed', layer.name, tensor.shape)
    const isKnown = plain && node.outputTensors.length === 1
    const parts = (isKnown ? read(layer, given, shape) : undefined) ?? [{ kind: 'opaque', size: sizeOf(shape) }]
    let reads = given.map(({ operation }) => operation)
    for (const part of parts) reads = [append(part, reads, describe(layer))]
    return { operation: reads[0]!, shape }
  }

  const output = find(model.outputs[0]!, scope).operation
  const opaque = operations.filter(({ kind }) => kind === 'opaque').map(({ layer }) => layer)
  return { inputs, operations, output, opaque: [...new Set(opaque)] }
}

function invalid(expected: string, name: string, value: unknown): OvershootError {
  return unexpected({ api: 'readNetwork', expected, name, value, code: 'MODEL_INVALID' })
}

/** The operations of one use of a layer; undefined where it is not known. */
function read(layer: Layer, inputs: readonly Found[], output: Shape): readonly Part[] | undefined {
  const name = layer.getClassName()
  const isShipped = layer.constructor === shippedLayers.get(name) && !Object.hasOwn(layer, 'call')
  const shapes = inputs.map(({ shape }) => shape)
  return isShipped ? readers.get(name)?.(view(layer), shapes, output) : undefined
}

function view(layer: Layer): LayerView {
  return {
    description: describe(layer),
    // Some layers leave their data format out of their configuration.
    config: { dataFormat: (layer as Layer & { dataFormat?: unknown }).dataFormat, ...layer.getConfig() },
    activation: activationName(layer),
    // The tensors stay the layer's own; on some backends their data too, so it is copied.
    weight: (field) => {
      const variable = (layer as Layer & Record<string, tf.LayerVariable | null | undefined>)[field]
      return variable ? Float64Array.from(variable.read().dataSync()) : null
    },
  }
}

function activationName(layer: Layer): string | null {
  const { activation } = layer as Layer & { activation?: tf.serialization.Serializable }
  if (activation === undefined || activation === null) return 'linear'
  const name = activation.getClassName()
  return activation.constructor === shippedActivations.get(name) ? name : null
}

function describe(layer: Layer): string {
  return `${layer.name} (${layer.getClassName()})`
}

function fixedShape(tensor: tf.SymbolicTensor): number[] | undefined {
  const shape = tensor.shape.slice(1)
  return shape.every((dimension) => dimension !== null) ? (shape as number[]) : undefined
}
