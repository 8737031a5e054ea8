import { tf } from '../backend/tf.ts'
import { checkSettings } from './checkSettings.ts'
import { checkSizes } from './layerSizes.ts'
import { readTopology } from './topology.ts'

interface AddsWeights {
  addWeight(name: string, shape: number[], dtype: tf.DataType, ...rest: unknown[]): tf.LayerVariable
}

/**
 * The model that a topology describes, its weights all zeros: they are to be read, so that initializers, which can take
 * long, need not run. It may hold no more than `most` numbers as weights, which is known before memory is asked for.
 * @throws SETTING_UNSUPPORTED for settings that tf.js does not honour; Error that says what is wrong; no weight is left
 * in memory then
 */
export async function buildModel(topology: object, most: number): Promise<tf.LayersModel> {
  const config = readTopology(topology)
  checkSettings(config, (topology as { keras_version?: unknown }).keras_version)
  const layer = tf.layers.Layer.prototype as unknown as AddsWeights
  const { addWeight } = layer
  const made: tf.LayerVariable[] = []
  let left = most
  layer.addWeight = function (this: tf.layers.Layer, name, shape, dtype, _initializer, ...rest) {
    left -= shape.reduce((product, size) => product * size, 1)
    if (!(left >= 0))
      throw new Error(`its files hold too few weights for ${this.name}, whose ${name} is [${shape.join(', ')}]`)
    // Variables outlive the scope; a name that tf.js refuses would leave what they start from.
    const variable = tf.tidy(
      () => addWeight.call(this, name, shape, dtype, tf.initializers.zeros(), ...rest) as never,
    ) as tf.LayerVariable
    made.push(variable)
    return variable
  }
  // Without a manifest, which would be fetched from wherever it says, the model is made before the call returns.
  const building = tf.models.modelFromJSON({ modelTopology: config as never })
  layer.addWeight = addWeight
  try {
    const model = (await building) as unknown
    if (!(model instanceof tf.LayersModel)) throw new Error('its topology describes something else')
    checkSizes(model)
    // Of layers that are listed and lead to no output.
    const used = new Set(model.weights)
    for (const variable of made) if (!used.has(variable)) variable.dispose()
    return model
  } catch (error) {
    for (const variable of made) variable.dispose()
    throw error
  }
}
