import { tf } from '../backend/tf.ts'
import { alterationOfLayer, describeLayer } from './layerView.ts'
import type { LayerView, Part, Shape } from './layers/layer.ts'
import { readers } from './layers/index.ts'
import { alterationOfModel } from './own/models.ts'
import { shippedLayers } from './shippedLayers.ts'

/** The operations of one use of a layer, as its reader has them; undefined for a layer that has none. */
export function readLayer(layer: LayerView, inputs: readonly Shape[], output: Shape): readonly Part[] | undefined {
  return readers.get(layer.className)?.(layer, inputs, output)
}

/** Layers that compute something else where a mask reaches them, and layers around others, which may be such. */
const maskable = new Set(['Bidirectional', 'GRU', 'LSTM', 'ResetAfterGRU', 'SimpleRNN', 'Softmax', 'TimeDistributed'])

/** Does it compute something else where a mask reaches it? */
export function heedsMasks({ className }: LayerView): boolean {
  return maskable.has(className)
}

/** The name and class of a layer that was not read; of one of tf.js' own that was altered, with what was. */
export function describeOpaque(layer: tf.layers.Layer): string {
  const name = layer.getClassName()
  const alteration =
    layer instanceof tf.LayersModel
      ? alterationOfModel(layer)
      : layer.constructor === shippedLayers.get(name)
        ? alterationOfLayer(layer)
        : undefined
  return alteration === undefined ? describeLayer(layer) : `${layer.name} (${name}, altered: ${alteration})`
}
