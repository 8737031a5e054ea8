import type { tf } from '../backend/tf.ts'
import type { Cost } from './cost.ts'
import { AnyWeights } from '../model/anyWeights.ts'
import type { Network } from './network.ts'
import { rulesOf } from '../operations/index.ts'
import { GraphLayer } from './graphModel/graphLayer.ts'
import { OnnxLayer } from './onnx/onnxLayer.ts'

/**
 * What a row costs in a model, layer by layer, nested models too. Known of any layer, also one that no proof looks
 * into, by its weights and shapes.
 * @param open what an open dimension counts for
 */
export function costOf(model: tf.LayersModel, open = 1): Cost {
  const cost: Cost = { multiplications: 0, numbers: 0 }
  const seen = new Set<object>()
  const waiting = [...model.outputs]
  const count = (shape: tf.Shape): number => shape.slice(1).reduce<number>((size, side) => size * (side ?? open), 1)
  while (waiting.length > 0) {
    const { sourceLayer, nodeIndex } = waiting.pop()!
    const node = sourceLayer.inboundNodes[nodeIndex]
    if (node === undefined || seen.has(node)) continue
    seen.add(node)
    waiting.push(...node.inputTensors)
    const results = node.outputTensors.reduce((sum, { shape }) => sum + count(shape), 0)
    const inside = insideOf(sourceLayer, open)
    const steps = isRecurrent(sourceLayer) ? (node.inputTensors[0]?.shape[1] ?? open) : undefined
    cost.numbers += results + (inside?.numbers ?? 0) + (steps ?? 0) * STEP * widths(sourceLayer)
    cost.multiplications +=
      inside?.multiplications ?? (steps === undefined ? products(sourceLayer, results) : steps * sizes(sourceLayer))
  }
  return cost
}

/** The cost of what a layer runs that is a model or a network itself. */
function insideOf(layer: tf.layers.Layer, open: number): Cost | undefined {
  if (layer instanceof GraphLayer) return layer.cost
  if (layer instanceof OnnxLayer) return costOfOnnx(layer)
  if (layer instanceof AnyWeights) return costOf(layer.model, open)
  return isModel(layer) ? costOf(layer, open) : undefined
}

/** Of a file that was not read, each weight is taken to be used in about so many places. */
const PLACES = 64

function costOfOnnx({ network, setting: { runtime } }: OnnxLayer): Cost {
  if (network !== undefined) return costOfNetwork(network)
  const weights = (runtime?.bytes ?? 0) / 4
  return { multiplications: PLACES * weights, numbers: weights }
}

function isModel(layer: tf.layers.Layer): layer is tf.LayersModel {
  const { outputs, inputs } = layer as tf.LayersModel
  return Array.isArray(outputs) && Array.isArray(inputs)
}

/**
 * Tensors as wide as its weights that a recurrent layer makes at each step, about; none is given back before the last
 * step.
 */
const STEP = 3

/**
 * Does it go through its input step by step, with all of its weights at each? What it gives may be the last step's
 * only.
 */
function isRecurrent(layer: tf.layers.Layer): boolean {
  return 'cell' in layer || 'forwardLayer' in layer
}

function sizes({ weights }: tf.layers.Layer): number {
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((size, side) => size * (side ?? 1), 1), 0)
}

function widths({ weights }: tf.layers.Layer): number {
  return weights.reduce((sum, { shape }) => sum + (shape.at(-1) ?? 1), 0)
}

/** Each weight of a matrix or kernel, once for each place of the result where its filter stands. */
function products(layer: tf.layers.Layer, results: number): number {
  return layer.weights.reduce((sum, { shape }) => {
    if (shape.length < 2) return sum + results
    const weights = shape.reduce<number>((size, side) => size * (side ?? 1), 1)
    const filters = layer.getClassName().startsWith('Depthwise') ? shape.slice(-2) : shape.slice(-1)
    const columns = filters.reduce<number>((size, side) => size * (side ?? 1), 1)
    return sum + weights * Math.max(1, results / Math.max(1, columns))
  }, 0)
}

/** What a row costs in a network. */
export function costOfNetwork({ operations }: Pick<Network, 'operations'>): Cost {
  const cost: Cost = { multiplications: 0, numbers: 0 }
  for (const operation of operations) {
    cost.numbers += operation.size
    if (operation.kind !== 'input') cost.multiplications += rulesOf(operation).multiplications(operation)
  }
  return cost
}
