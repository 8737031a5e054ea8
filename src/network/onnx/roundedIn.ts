import { tf } from '../../backend/tf.ts'
import { OnnxLayer } from './onnxLayer.ts'

/** Of many tensors and nodes, how many are named. */
const NAMED = 3

/**
 * What claims about a model are of, where it was loaded from a file of other floats than float32: e.g.
 * `the float32 version of a file with input x, float16`. Undefined for all other models.
 */
export function roundedIn(model: tf.LayersModel): string | undefined {
  const rounded = layersOf(model).flatMap((layer) => (layer instanceof OnnxLayer ? (layer.setting.rounded ?? []) : []))
  if (rounded.length === 0) return undefined
  const more = rounded.length > NAMED ? ` and ${rounded.length - NAMED} more` : ''
  return `the float32 version of a file with ${rounded.slice(0, NAMED).join('; ')}${more}`
}

function layersOf(model: tf.LayersModel): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => (layer instanceof tf.LayersModel ? layersOf(layer) : [layer]))
}
