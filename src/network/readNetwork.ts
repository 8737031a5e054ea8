import { tf } from '../backend/tf.ts'
import { type OvershootError, unexpected } from '../errors.ts'
import { AnyWeights, weightOffsets } from '../model/anyWeights.ts'
import { inputNames } from './inputNames.ts'
import { insertNetwork } from './insertNetwork.ts'
import { type Shape, sizeOf } from './layers/layer.ts'
import type { Network } from './network.ts'
import { checkTime } from '../timeUp.ts'
import { GraphLayer } from './graphModel/graphLayer.ts'
import { OnnxLayer } from './onnx/onnxLayer.ts'
import { takeClass } from './own/classes.ts'
import { mayMask } from './own/masks.ts'
import { alterationOfModel } from './own/models.ts'
import { fixedShape, hasSureShape, outputShape, ShapeUnknown } from './outputShape.ts'
import { composeLayer } from './composed/composeLayer.ts'
import { isOwn, viewOf } from './layerView.ts'
import { describeOpaque, heedsMasks, readLayer } from './readLayer.ts'
import { append, appendLayer, appendOpaque, type Found, type Scope } from './scope.ts'

for (const made of [AnyWeights, GraphLayer, OnnxLayer]) takeClass(made)

/**
 * Reads a model, sequential or functional, with nested models and shared layers taken apart, into a graph of operations
 * with copies of the weights. A layer that is not known, not tf.js' own, or altered (other code or fields than its
 * class and settings give it) becomes an `opaque` operation, and so does an altered model: reading does not fail.
 * Shapes are those that come in, not those that layers were built for.
 * @throws MODEL_INVALID for a model with several outputs, or with an input whose shape is not fixed; TimeUp when it is
 * past `until`
 */
export function readNetwork(model: tf.LayersModel, until: number = Infinity): Network {
  if (model.outputs.length !== 1) throw invalid('a model with one output', 'outputs', model.outputNames)
  const scope: Scope = { operations: [], found: new Map(), masked: mayMask(model), until }
  const names = inputNames(model)
  const inputs = model.inputs.map((tensor, i) => {
    const name = names[i]!
    const shape = fixedShape(tensor)
    if (shape === undefined) throw invalid('inputs of a fixed shape', name, tensor.shape)
    const size = sizeOf(shape)
    const isFloat = tensor.dtype === 'float32'
    const label = `${name} (${isFloat ? 'InputLayer' : tensor.dtype})`
    const given = append(scope, { kind: 'input', input: i, size }, [], label)
    const operation = isFloat ? given : append(scope, { kind: 'opaque', size }, [given], label)
    scope.found.set(tensor.id, { operation, shape })
    return { name, size }
  })
  const given = model.inputs.map(({ id }) => scope.found.get(id)!)
  const whole = (): Shape => {
    const shape = fixedShape(model.outputs[0]!)
    if (shape === undefined) throw invalid('an output of a fixed shape', 'outputs', model.outputs[0]!.shape)
    return shape
  }
  const output = inMemory(model, () => enter(model, 0, given, scope, whole).operation)
  const { operations } = scope
  const opaque = operations.filter(({ kind }) => kind === 'opaque').map(({ layer }) => layer)
  return { inputs, operations, output, opaque: [...new Set(opaque)] }
}

/**
 * What computes output `index` of a model that is given these tensors. Where it cannot be followed, it is opaque, in
 * the shape that `shape` tells.
 */
function enter(model: tf.LayersModel, index: number, given: readonly Found[], scope: Scope, shape: () => Shape): Found {
  const before = scope.operations.length
  if (alterationOfModel(model) === undefined && model.inputs.length === given.length)
    try {
      return find(model.outputs[index]!, { ...scope, found: new Map(model.inputs.map(({ id }, i) => [id, given[i]!])) })
    } catch (error) {
      if (!(error instanceof ShapeUnknown)) throw error
      // What was read of it leads nowhere.
      scope.operations.length = before
    }
  const label = describeOpaque(model)
  return appendOpaque(scope, given, shape(), label, label)
}

/** What computes a tensor of the model that `scope` is of. */
function find(tensor: tf.SymbolicTensor, scope: Scope): Found {
  const found = scope.found.get(tensor.id) ?? follow(tensor, scope)
  scope.found.set(tensor.id, found)
  return found
}

function follow(tensor: tf.SymbolicTensor, scope: Scope): Found {
  checkTime(scope.until)
  const layer = tensor.sourceLayer
  const node = layer.inboundNodes[tensor.nodeIndex]!
  if (tensor.inputs.length === 0 || layer.getClassName() === 'InputLayer')
    throw invalid('a model whose output depends on its own inputs only', 'layer', layer.name)
  const given = tensor.inputs.map((input) => find(input, scope))
  const unsure = given.find((input) => input.unsure !== undefined)?.unsure
  const isPlain = Object.keys(tensor.callArgs ?? {}).length === 0 && node.outputTensors[tensor.tensorIndex] === tensor
  const shapes = given.map(({ shape }) => shape)
  const shape = (): Shape => outputShape(layer, tensor, shapes)
  // What is fed into a model is cast to what its input layers take.
  if (layer instanceof tf.LayersModel && isPlain && layer.inputs.every(({ dtype }) => dtype === 'float32'))
    return enter(layer, tensor.tensorIndex, given, scope, shape)
  if (layer instanceof AnyWeights && isOwn(layer, AnyWeights)) {
    const weights = { operation: given.at(-1)!.operation, offsets: weightOffsets(layer.model) }
    return enter(layer.model, 0, given.slice(0, -1), { ...scope, weights }, shape)
  }
  const inside = isPlain && unsure === undefined ? networkIn(layer, scope.until) : undefined
  if (inside !== undefined) {
    const { network, why, outputShapes } = inside
    if (network === undefined) return appendOpaque(scope, given, shape(), why, undefined)
    if (fits(network, given)) return insertNetwork(network, outputShapes, node, given, scope)[tensor.tensorIndex]!
  }
  const isKnown = isPlain && node.outputTensors.length === 1
  return followOwn(layer, given, { own: shape(), isKnown, unsure }, scope)
}

/** What a layer of tf.js' own computes, as far as it is known. */
function followOwn(
  layer: tf.layers.Layer,
  given: readonly Found[],
  { own, isKnown, unsure }: { readonly own: Shape; readonly isKnown: boolean; readonly unsure: string | undefined },
  scope: Scope,
): Found {
  const shapes = given.map(({ shape }) => shape)
  const view = isKnown ? viewOf(layer) : undefined
  const isRead = view !== undefined && !(scope.masked && heedsMasks(view))
  const isFixed = unsure === undefined && (scope.weights === undefined || layer.weights.length === 0)
  const network = isRead && isFixed ? composeLayer(view, shapes, own, scope.until) : undefined
  if (network !== undefined) return insertNetwork(network, [own], undefined, given, scope)[0]!
  const parts = isRead ? readLayer(view, shapes, own) : undefined
  if (parts === undefined) {
    const label = describeOpaque(layer)
    return appendOpaque(scope, given, own, label, unsure ?? (hasSureShape(layer, shapes) ? undefined : label))
  }
  let reads = given.map(({ operation }) => operation)
  for (const part of parts) {
    // Of numbers in places that nobody knows, only what each alone becomes is known.
    const isLost = unsure !== undefined && part.kind !== 'elementwise'
    reads = [
      isLost
        ? append(scope, { kind: 'opaque', size: part.size }, reads, unsure)
        : appendLayer(scope, part, reads, layer),
    ]
  }
  return { operation: reads[0]!, shape: own, unsure }
}

/** The network that a layer runs, and the shapes of its outputs without the rows; or why it cannot be one. */
type NetworkInside = { readonly outputShapes: readonly Shape[] } & (
  { readonly network: Network; readonly why?: undefined } | { readonly network?: undefined; readonly why: string }
)

/** Undefined for a layer that runs none. */
function networkIn(layer: tf.layers.Layer, until: number): NetworkInside | undefined {
  if (layer instanceof GraphLayer && isOwn(layer, GraphLayer)) {
    const read = layer.read(until)
    const { outputShapes } = layer
    return 'why' in read ? { outputShapes, why: `${describeOpaque(layer)}: ${read.why}` } : { outputShapes, ...read }
  }
  if (!(layer instanceof OnnxLayer && isOwn(layer, OnnxLayer))) return undefined
  const { network, setting } = layer
  const { outputShapes, unread } = setting
  return network === undefined ? { outputShapes, why: unread!.why } : { outputShapes, network }
}

function fits({ inputs }: Network, given: readonly Found[]): boolean {
  return inputs.length === given.length && inputs.every(({ size }, i) => size === sizeOf(given[i]!.shape))
}

/** Layers are followed as deep as they go, and their arrays are as long as they say: JavaScript has limits for both. */
function inMemory<T>(model: tf.LayersModel, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw invalid('a model that fits into memory', 'model', `${model.name}: ${error.message}`)
  }
}

function invalid(expected: string, name: string, value: unknown): OvershootError {
  return unexpected({ api: 'readNetwork', expected, name, value, code: 'MODEL_INVALID' })
}
