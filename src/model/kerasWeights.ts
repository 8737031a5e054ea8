import { tf } from '../backend/tf.ts'

/** The weights of layers (models among them), each once, as Keras orders them. */
export function inKerasOrder(layers: readonly tf.layers.Layer[]): tf.LayerVariable[] {
  const all = layers.flatMap((layer) => {
    const { layers: inner } = layer as { layers?: tf.layers.Layer[] }
    return inner === undefined ? layer.weights : inKerasOrder(inner)
  })
  return [...new Set(all)]
}

/** Whether a model's weights were disposed of, by itself or by a model that shares them. */
export function areDisposed(model: tf.LayersModel): boolean {
  const variables = tf.engine().registeredVariables
  return model.weights.some(({ name }) => variables[name] === undefined)
}
