import { tf } from '../../backend/tf.ts'
import { GraphLayer } from './graphLayer.ts'

/** Does what is read of the model hold numbers that the backend which runs computed of a graph's constants? */
export function isFoldedIn(model: tf.LayersModel, until: number): boolean {
  return model.layers.some((layer) => {
    if (layer instanceof tf.LayersModel) return isFoldedIn(layer, until)
    if (!(layer instanceof GraphLayer)) return false
    const read = layer.read(until)
    return 'network' in read && read.isPinned
  })
}
