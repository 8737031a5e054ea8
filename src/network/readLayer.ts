import { tf } from '../backend/tf.ts'
import { type LayerView, type Part, sameShape, type Shape } from './layers/layer.ts'
import { readers } from './layers/index.ts'
import { alterationOf, type Class, isTaken, takeClass } from './own/classes.ts'
import { configOf, runsAsConfigured } from './own/configured.ts'
import { alterationOfModel } from './own/models.ts'
import { shippedLayers } from './shippedLayers.ts'

type Layer = tf.layers.Layer

/**
 * tf.js' own activations by name, as they are before a caller of this package can register others under the same names.
 */
const shippedActivations: ReadonlyMap<string, Class> = new Map(
  Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).map(([name, [made]]) => [name, made]),
)
for (const [name, made] of shippedActivations) if (/^[a-z]/.test(name)) takeClass(made)

/**
 * The operations of one use of a layer, as its reader has them; undefined for a layer that is not known, not tf.js'
 * own, or altered. `masked`: a layer of the model may make masks, which reach this one.
 */
export function readLayer(
  layer: Layer,
  inputs: readonly Shape[],
  output: Shape,
  masked: boolean,
): readonly Part[] | undefined {
  const name = layer.getClassName()
  if (!isOwn(layer, shippedLayers.get(name)) || alterationOfLayer(layer) !== undefined) return undefined
  // Of the layers that are read, the only one that heeds masks.
  if (masked && name === 'Softmax') return undefined
  return readers.get(name)?.(view(layer), inputs, output)
}

/** Is the layer of this class itself, and nothing put in its place? */
export function isOwn(layer: Layer, made: unknown): boolean {
  return layer.constructor === made && alterationOf(layer) === undefined
}

/** Is it a layer of tf.js' own, read or not, with all the code that it had? */
export function isUnaltered(layer: Layer): boolean {
  return isTaken(Object.getPrototypeOf(layer) as object) && alterationOf(layer) === undefined
}

/**
 * Why a layer of tf.js' own may compute something else than its settings say, in words; undefined if they say what
 * runs.
 */
function alterationOfLayer(layer: Layer): string | undefined {
  const { activation, softmax } = layer as Layer & { activation?: object | null; softmax?: unknown }
  const shipped = shippedActivations.get('softmax')!.prototype as { apply?: unknown }
  if (softmax !== undefined && (softmax !== shipped.apply || alterationOf(shipped, new Set(['constructor', 'apply']))))
    return 'its own softmax'
  const alteration = activation === undefined || activation === null ? undefined : alterationOf(activation)
  if (alteration !== undefined) return alteration === 'its class' ? undefined : `activation: ${alteration}`
  return alterationOf(layer) ?? (runsAsConfigured(layer) ? undefined : 'fields that its settings do not tell')
}

/** A layer's name and class, for messages. */
export function describeLayer(layer: Layer): string {
  return `${layer.name} (${layer.getClassName()})`
}

/** The same of one that was not read; of one of tf.js' own that is not as tf.js made it, with what is not. */
export function describeOpaque(layer: Layer): string {
  const name = layer.getClassName()
  const alteration =
    layer instanceof tf.LayersModel
      ? alterationOfModel(layer)
      : layer.constructor === shippedLayers.get(name)
        ? alterationOfLayer(layer)
        : undefined
  return alteration === undefined ? describeLayer(layer) : `${layer.name} (${name}, altered: ${alteration})`
}

/**
 * The variable that a layer keeps in one of its fields, and made there itself; null for none; undefined for one that
 * was put there, or does not hold float32 numbers of the given shape.
 */
function weightIn(layer: Layer, field: string, shape: Shape): tf.LayerVariable | null | undefined {
  const variable = (layer as Layer & Record<string, tf.LayerVariable | null | undefined>)[field] ?? null
  if (variable === null) return null
  if (!layer.weights.includes(variable) || Object.hasOwn(variable, 'read')) return undefined
  const { dtype, shape: actual } = variable.read()
  return dtype === 'float32' && sameShape(actual, shape) ? variable : undefined
}

function view(layer: Layer): LayerView {
  return {
    description: describeLayer(layer),
    config: configOf(layer),
    activation: activationName(layer),
    // The tensors stay the layer's own; on some backends their data too, so it is copied.
    weight: (field, shape) => {
      const variable = weightIn(layer, field, shape)
      return variable && Float64Array.from(variable.read().dataSync())
    },
    kernel: (field, shape) => {
      const variable = weightIn(layer, field, shape)
      return variable && Float32Array.from(variable.read().dataSync())
    },
  }
}

function activationName(layer: Layer): string | null {
  const { activation } = layer as Layer & { activation?: tf.serialization.Serializable }
  if (activation === undefined || activation === null) return 'linear'
  const name = activation.getClassName()
  return activation.constructor === shippedActivations.get(name) ? name : null
}
