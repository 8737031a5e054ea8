import { tf } from '../backend/tf.ts'
import { type OvershootError, unexpected } from '../errors.ts'
import { AnyWeights, weightOffsets } from '../model/anyWeights.ts'
import { inputNames } from './inputNames.ts'
import { gather, type Part, type Shape, sizeOf } from './layers/layer.ts'
import type { Network, Operation } from './network.ts'
import { checkTime } from '../timeUp.ts'
import { OnnxLayer } from './onnx/onnxLayer.ts'
import { describeLayer, isOwn, readLayer } from './readLayer.ts'
import { readingWeights, type WeightsRead } from './weightsRead.ts'

/** A tensor of the model: the operation that computes its numbers, and its dimensions without the batch. */
interface Found {
  readonly operation: number
  readonly shape: Shape
}

/** What is known of one model, the whole or one inside it, on the way. */
interface Scope {
  /** The operations of the whole network so far. */
  readonly operations: Operation[]
  /** This model's tensors by their ids. */
  readonly found: Map<number, Found>
  /** Where this model's weights are read, not fixed. */
  readonly weights?: WeightsRead | undefined
  /** On the clock of `performance.now()`. */
  readonly until: number
}

/**
 * Reads a model, sequential or functional, with nested models and shared layers taken apart, into a graph of operations with
 * copies of the weights. A layer that is not known, or not tf.js' own, becomes an `opaque` operation: reading does not fail.
 * @throws MODEL_INVALID for a model with several outputs, or with an input whose shape is not fixed; TimeUp when it is past `until`
 */
export function readNetwork(model: tf.LayersModel, until: number = Infinity): Network {
  if (model.outputs.length !== 1) throw invalid('a model with one output', 'outputs', model.outputNames)
  const scope: Scope = { operations: [], found: new Map(), until }
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
  const output = inMemory(model, () => find(model.outputs[0]!, scope).operation)
  const { operations } = scope
  const opaque = operations.filter(({ kind }) => kind === 'opaque').map(({ layer }) => layer)
  return { inputs, operations, output, opaque: [...new Set(opaque)] }
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
  if (node.inputTensors.length === 0 || layer.getClassName() === 'InputLayer')
    throw invalid('a model whose output depends on its own inputs only', 'layer', layer.name)
  const given = node.inputTensors.map((input) => find(input, scope))
  const plain = Object.keys(node.callArgs ?? {}).length === 0
  const inside = (model: tf.LayersModel, output: number, weights: WeightsRead | undefined): Found => {
    const found = new Map(model.inputs.map(({ id }, i) => [id, given[i]!]))
    return find(model.outputs[output]!, { operations: scope.operations, found, weights, until: scope.until })
  }
  if (layer instanceof tf.LayersModel && plain) return inside(layer, tensor.tensorIndex, scope.weights)
  if (layer instanceof AnyWeights && isOwn(layer, AnyWeights))
    return inside(layer.model, 0, { operation: given.at(-1)!.operation, offsets: weightOffsets(layer.model) })
  if (layer instanceof OnnxLayer && isOwn(layer, OnnxLayer) && plain)
    return insertNetwork(layer, node, given, scope)[tensor.tensorIndex]!
  const shape = fixedShape(tensor)
  if (shape === undefined) throw invalid('layers whose shapes are fixed', layer.name, tensor.shape)
  const isKnown = plain && node.outputTensors.length === 1
  const shapes = given.map((input) => input.shape)
  const parts = (isKnown ? readLayer(layer, shapes, shape) : undefined) ?? [{ kind: 'opaque', size: sizeOf(shape) }]
  let reads = given.map(({ operation }) => operation)
  for (const part of parts) reads = [appendLayer(scope, part, reads, layer)]
  return { operation: reads[0]!, shape }
}

/** Adds the operations of a network that runs as a layer, once for all its outputs: what computes each. */
function insertNetwork(
  { network, outputShapes }: OnnxLayer,
  { outputTensors }: { readonly outputTensors: readonly tf.SymbolicTensor[] },
  given: readonly Found[],
  scope: Scope,
): Found[] {
  const places: number[] = []
  for (const operation of network.operations)
    places.push(
      operation.kind === 'input'
        ? given[operation.input]!.operation
        : append(
            scope,
            operation,
            operation.reads.map((read) => places[read]!),
            operation.layer,
          ),
    )
  const all = places[network.output]!
  if (outputShapes.length === 1) return [{ operation: all, shape: outputShapes[0]! }]
  let from = 0
  const found = outputShapes.map((shape): Found => {
    const first = from
    const size = sizeOf(shape)
    from += size
    return {
      operation: append(
        scope,
        gather(size, (i) => first + i),
        [all],
        'outputs',
      ),
      shape,
    }
  })
  outputTensors.forEach(({ id }, i) => scope.found.set(id, found[i]!))
  return found
}

/** Adds one operation of a layer, which reads its weights if the scope does. */
function appendLayer(scope: Scope, part: Part, reads: readonly number[], layer: tf.layers.Layer): number {
  const label = describeLayer(layer)
  if (scope.weights === undefined || layer.weights.length === 0 || part.kind !== 'affine')
    return append(scope, part, reads, label)
  const { own, bilinear } = readingWeights(part, layer, scope.weights)
  return append(scope, bilinear, [...reads, append(scope, own, [scope.weights.operation], label)], label)
}

function append({ operations }: Scope, part: Part, reads: readonly number[], layer: string): number {
  return operations.push({ faultyOn: [], layer, ...part, reads }) - 1
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

function fixedShape(tensor: tf.SymbolicTensor): number[] | undefined {
  const shape = tensor.shape.slice(1)
  return shape.every((dimension) => dimension !== null) ? (shape as number[]) : undefined
}
