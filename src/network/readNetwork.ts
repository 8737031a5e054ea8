import { tf } from '../backend/tf.ts'
import { OvershootError, unexpected } from '../errors.ts'
import { inputNames } from './inputNames.ts'
import type { Network, Operation } from './network.ts'
import { type OperationKind, readers } from './operations/index.ts'
import type { LayerView } from './operations/rules.ts'
import { shippedLayers } from './shippedLayers.ts'

type Layer = tf.layers.Layer

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
  const invalid = (expected: string, name: string, value: unknown): OvershootError =>
    unexpected({ api: 'readNetwork', expected, name, value, code: 'MODEL_INVALID' })
  if (model.outputs.length !== 1) throw invalid('a model with one output', 'outputs', model.outputNames)

  const operations: Operation[] = []
  const names = inputNames(model)
  const append = (kind: OperationKind, shape: readonly number[], reads: readonly number[]): number =>
    operations.push({ ...kind, shape, reads }) - 1
  const inputs = model.inputs.map((tensor, i) => {
    const name = names[i]!
    const shape = fixedShape(tensor)
    if (shape === undefined) throw invalid('inputs of a fixed shape', name, tensor.shape)
    return { name, shape }
  })
  const scope = new Map(
    model.inputs.map((tensor, i) => {
      const { name, shape } = inputs[i]!
      const given = append({ kind: 'input', input: i }, shape, [])
      const isFloat = tensor.dtype === 'float32'
      return [
        tensor.id,
        isFloat ? given : append({ kind: 'opaque', layer: `${name} (${tensor.dtype})` }, shape, [given]),
      ]
    }),
  )

  /** Index of the operation that computes `tensor`; `known` holds those of the model that `tensor` belongs to. */
  const resolve = (tensor: tf.SymbolicTensor, known: Map<number, number>): number => {
    const index = known.get(tensor.id) ?? compute(tensor, known)
    known.set(tensor.id, index)
    return index
  }
  const compute = (tensor: tf.SymbolicTensor, known: Map<number, number>): number => {
    const layer = tensor.sourceLayer
    const node = layer.inboundNodes[tensor.nodeIndex]!
    if (node.inputTensors.length === 0 || layer.getClassName() === 'InputLayer')
      throw invalid('a model whose output depends on its own inputs only', 'layer', layer.name)
    const reads = node.inputTensors.map((input) => resolve(input, known))
    const plain = Object.keys(node.callArgs ?? {}).length === 0
    if (layer instanceof tf.LayersModel && plain)
      return resolve(layer.outputs[tensor.tensorIndex]!, new Map(layer.inputs.map(({ id }, i) => [id, reads[i]!])))
    const shape = fixedShape(tensor)
    if (shape === undefined) throw invalid('layers whose shapes are fixed', layer.name, tensor.shape)
    const kinds =
      plain && node.outputTensors.length === 1
        ? read(
            layer,
            reads.map((i) => operations[i]!.shape),
            shape,
          )
        : [unknown(layer)]
    // A linear activation comes to nothing.
    if (kinds.length === 0) return reads[0]!
    return kinds.reduce<readonly number[]>((from, kind) => [append(kind, shape, from)], reads)[0]!
  }

  const output = resolve(model.outputs[0]!, scope)
  const opaque = operations.flatMap((operation) => (operation.kind === 'opaque' ? [operation.layer] : []))
  return { inputs, operations, output, opaque: [...new Set(opaque)] }
}

function read(layer: Layer, inputs: readonly (readonly number[])[], output: readonly number[]): OperationKind[] {
  const name = layer.getClassName()
  const isShipped = layer.constructor === shippedLayers.get(name) && !Object.hasOwn(layer, 'call')
  const reader = isShipped ? readers.get(name) : undefined
  return reader?.(view(layer), inputs, output) ?? [unknown(layer)]
}

function view(layer: Layer): LayerView {
  return {
    description: describe(layer),
    // Conv1D leaves its data format out of its configuration.
    config: { dataFormat: (layer as Layer & { dataFormat?: unknown }).dataFormat, ...layer.getConfig() },
    activation: activationName(layer),
    // The tensors stay the layer's own; on some backends their data too, so it is copied.
    weight: (field) => {
      const variable = (layer as Layer & Record<string, tf.LayerVariable | null | undefined>)[field]
      return variable ? Float32Array.from(variable.read().dataSync()) : null
    },
  }
}

function activationName(layer: Layer): string | null {
  const { activation } = layer as Layer & { activation?: tf.serialization.Serializable }
  if (activation === undefined || activation === null) return 'linear'
  const name = activation.getClassName()
  return activation.constructor === shippedActivations.get(name) ? name : null
}

function unknown(layer: Layer): OperationKind {
  return { kind: 'opaque', layer: describe(layer) }
}

function describe(layer: Layer): string {
  return `${layer.name} (${layer.getClassName()})`
}

function fixedShape(tensor: tf.SymbolicTensor): number[] | undefined {
  const shape = tensor.shape.slice(1)
  return shape.every((dimension) => dimension !== null) ? (shape as number[]) : undefined
}
