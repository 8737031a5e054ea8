import { tf } from '../../backend/tf.ts'
import { AnyWeights } from '../../model/anyWeights.ts'
import { alterationOf, isTaken } from './classes.ts'

type Layer = tf.layers.Layer

/**
 * May a layer of the model make a mask? tf.js hands one on to every layer that runs after it, on whatever branch, and
 * those that heed masks then compute something else.
 */
export function mayMask(model: tf.LayersModel): boolean {
  return layersOf(model).some((layer) => {
    if (layer.supportsMasking !== true) return false
    const isShipped = isTaken(Object.getPrototypeOf(layer) as object) && alterationOf(layer) === undefined
    const name = layer.getClassName()
    return !isShipped || name === 'Masking' || name === 'Embedding'
  })
}

/** All layers that the model's outputs come through, those of models inside it and of layers around layers included. */
function layersOf(model: tf.LayersModel, seen: Set<unknown> = new Set()): Layer[] {
  const found: Layer[] = []
  const waiting: tf.SymbolicTensor[] = [...model.outputs]
  const enter = (layer: Layer): void => {
    if (seen.has(layer)) return
    seen.add(layer)
    found.push(layer)
    const { layer: wrapped } = layer as Layer & { layer?: Layer }
    if (wrapped instanceof tf.layers.Layer) enter(wrapped)
    const inner = layer instanceof AnyWeights ? layer.model : layer
    if (inner instanceof tf.LayersModel) found.push(...layersOf(inner, seen))
  }
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    if (seen.has(tensor)) continue
    seen.add(tensor)
    enter(tensor.sourceLayer)
    waiting.push(...tensor.inputs)
  }
  return found
}
