import { tf } from '../../backend/tf.ts'
import { OvershootError } from '../../errors.ts'
import { onceFor } from '../../onceFor.ts'
import { product } from '../shape.ts'

/**
 * A model with the same layers whose only output holds those of `model`, each flat, one after the other; the model
 * itself if it has one. Made once for each model.
 * @throws MODEL_INVALID for several outputs of which one has no fixed shape
 */
export function oneOutput(model: tf.LayersModel): tf.LayersModel {
  return model.outputs.length === 1 ? model : joined(model)
}

const joined = onceFor((model: tf.LayersModel): tf.LayersModel => {
  const flat = model.outputs.map((output, i) => {
    const shape = output.shape.slice(1)
    if (shape.includes(null))
      throw new OvershootError(
        'MODEL_INVALID',
        `expected outputs of a fixed shape, received ${model.outputNames[i]} [${shape.join(', ')}]`,
      )
    const targetShape = [product(shape as number[])]
    return shape.length === 1 ? output : (tf.layers.reshape({ targetShape }).apply(output) as tf.SymbolicTensor)
  })
  const outputs = tf.layers.concatenate({ axis: 1 }).apply(flat) as tf.SymbolicTensor
  return tf.model({ inputs: model.inputs, outputs })
})
