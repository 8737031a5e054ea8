import type { tf } from '../backend/tf.ts'
import { OvershootError } from '../errors.ts'

interface Part {
  inputs: tf.SymbolicTensor[]
  outputs: tf.SymbolicTensor
}

/** Both parts of a wide & deep model, on the tensors of the whole. */
export interface Parts {
  linear: Part
  deep: Part
}

/**
 * Finds the parts of a model that was built by `wideDeepModel`: its output is the sum of theirs, or an activation of
 * it.
 * @throws MODEL_INVALID for a model of another form
 */
export function partsOf(model: tf.LayersModel): Parts {
  const output = model.outputs[0]!
  const sum = output.sourceLayer.getClassName() === 'Activation' ? output.inputs[0]! : output
  const [linear, deep] = sum.inputs
  if (sum.sourceLayer.getClassName() !== 'Add' || sum.inputs.length !== 2)
    throw new OvershootError(
      'MODEL_INVALID',
      `${model.name} is no wide & deep model: its output is no sum of two parts`,
    )
  const part = (tensor: tf.SymbolicTensor): Part => {
    const reached = ancestors(tensor)
    return { inputs: model.inputs.filter((input) => reached.has(input)), outputs: tensor }
  }
  return { linear: part(linear!), deep: part(deep!) }
}

/** The layers that compute a tensor, input layers included. */
export function layersBehind(tensor: tf.SymbolicTensor): tf.layers.Layer[] {
  return [...new Set([...ancestors(tensor)].map(({ sourceLayer }) => sourceLayer))]
}

function ancestors(tensor: tf.SymbolicTensor, reached: Set<tf.SymbolicTensor> = new Set()): Set<tf.SymbolicTensor> {
  if (reached.has(tensor)) return reached
  reached.add(tensor)
  for (const input of tensor.inputs) ancestors(input, reached)
  return reached
}
