import { tf } from '../backend/tf.ts'
import { KerasLayer } from '../model/keras/layers/kerasLayer.ts'
import { type LayerView, sameShape, type Shape } from './layers/layer.ts'
import { alterationOf, type Class, isTaken, takeClass } from './own/classes.ts'
import { configOf, runsAsConfigured } from './own/configured.ts'
import { shippedLayers } from './shippedLayers.ts'

type Layer = tf.layers.Layer
type Fields = Readonly<Record<string, unknown>>

/**
 * tf.js' own activations by name, as they are before a caller of this package can register others under the same names.
 */
const shippedActivations: ReadonlyMap<string, Class> = new Map(
  Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).map(([name, [made]]) => [name, made]),
)
for (const [name, made] of shippedActivations) if (/^[a-z]/.test(name)) takeClass(made)

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
export function alterationOfLayer(layer: Layer): string | undefined {
  const { softmax } = layer as Layer & { softmax?: unknown }
  const shipped = shippedActivations.get('softmax')!.prototype as { apply?: unknown }
  if (softmax !== undefined && (softmax !== shipped.apply || alterationOf(shipped, new Set(['constructor', 'apply']))))
    return 'its own softmax'
  for (const field of ['activation', 'recurrentActivation']) {
    const activation = (layer as unknown as Fields)[field] ?? undefined
    const alteration = activation === undefined ? undefined : alterationOf(activation)
    if (alteration !== undefined) return alteration === 'its class' ? undefined : `activation: ${alteration}`
  }
  return alterationOf(layer) ?? (runsAsConfigured(layer) ? undefined : 'fields that its settings do not tell')
}

/** A layer's name and class, for messages. */
export function describeLayer(layer: Layer): string {
  return `${layer.name} (${layer.getClassName()})`
}

/** What there is to be read of a layer; undefined for one that is not tf.js' own or this package's, or altered. */
export function viewOf(layer: Layer): LayerView | undefined {
  const name = layer.getClassName()
  if (!isOwn(layer, shippedLayers.get(name)) || alterationOfLayer(layer) !== undefined) return undefined
  const fields = layer as unknown as Fields
  return {
    description: describeLayer(layer),
    className: name,
    config: configOf(layer),
    activation: activationName(fields['activation']),
    recurrentActivation: activationName(fields['recurrentActivation']),
    // The tensors stay the layer's own; on some backends their data too, so it is copied.
    weight: (field, shape) => {
      const variable = weightIn(layer, field, shape)
      return variable && Float64Array.from(variable.read().dataSync())
    },
    kernel: (field, shape) => {
      const variable = weightIn(layer, field, shape)
      return variable && Float32Array.from(variable.read().dataSync())
    },
    part: (field) => {
      const inner = fields[field]
      return inner instanceof tf.layers.Layer ? viewOf(inner) : undefined
    },
  }
}

/**
 * The variable that a layer keeps in one of its fields, and made there itself; null for none; undefined for one that
 * was put there, or does not hold float32 numbers of the given shape.
 */
function weightIn(layer: Layer, field: string, shape: Shape): tf.LayerVariable | null | undefined {
  const fields = layer as Layer & Record<string, tf.LayerVariable | null | undefined>
  const variable = (layer instanceof KerasLayer ? layer.weightNamed(field) : fields[field]) ?? null
  if (variable === null) return null
  if (!layer.weights.includes(variable) || Object.hasOwn(variable, 'read')) return undefined
  const { dtype, shape: actual } = variable.read()
  return dtype === 'float32' && sameShape(actual, shape) ? variable : undefined
}

function activationName(activation: unknown): string | null {
  if (activation === undefined || activation === null) return 'linear'
  const name = (activation as tf.serialization.Serializable).getClassName()
  return activation.constructor === shippedActivations.get(name) ? name : null
}
