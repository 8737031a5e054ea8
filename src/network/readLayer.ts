import { tf } from '../backend/tf.ts'
import type { LayerView, Part, Shape } from './layers/layer.ts'
import { readers } from './layers/index.ts'
import { shippedLayers } from './shippedLayers.ts'

type Layer = tf.layers.Layer

/** tf.js' own activations by name, as they are before a caller of this package can register others under the same names. */
const shippedActivations: ReadonlyMap<string, unknown> = new Map(
  Object.entries(tf.serialization.SerializationMap.getMap().classNameMap).map(([name, [made]]) => [name, made]),
)

/** The operations of one use of a layer, as its reader has them; undefined for a layer that is not known, or not tf.js' own. */
export function readLayer(layer: Layer, inputs: readonly Shape[], output: Shape): readonly Part[] | undefined {
  const name = layer.getClassName()
  return isOwn(layer, shippedLayers.get(name)) ? readers.get(name)?.(view(layer), inputs, output) : undefined
}

/** Is the layer of this class itself, with nothing put in its place? */
export function isOwn(layer: Layer, made: unknown): boolean {
  return layer.constructor === made && !Object.hasOwn(layer, 'call')
}

/** A layer's name and class, for messages. */
export function describeLayer(layer: Layer): string {
  return `${layer.name} (${layer.getClassName()})`
}

/** The variable that a layer keeps in one of its fields. */
export function weightIn(layer: Layer, field: string): tf.LayerVariable | undefined {
  return (layer as Layer & Record<string, tf.LayerVariable | null | undefined>)[field] ?? undefined
}

function view(layer: Layer): LayerView {
  return {
    description: describeLayer(layer),
    // Some layers leave their data format out of their configuration.
    config: { dataFormat: (layer as Layer & { dataFormat?: unknown }).dataFormat, ...layer.getConfig() },
    activation: activationName(layer),
    // The tensors stay the layer's own; on some backends their data too, so it is copied.
    weight: (field) => {
      const variable = weightIn(layer, field)
      return variable === undefined ? null : Float64Array.from(variable.read().dataSync())
    },
  }
}

function activationName(layer: Layer): string | null {
  const { activation } = layer as Layer & { activation?: tf.serialization.Serializable }
  if (activation === undefined || activation === null) return 'linear'
  const name = activation.getClassName()
  return activation.constructor === shippedActivations.get(name) ? name : null
}
