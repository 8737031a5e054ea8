import type { tf } from '../backend/tf.ts'

/** Names of a built model's input layers, in its input order; of a sequential model too, whose own list stays empty. */
export function inputNames(model: tf.LayersModel): string[] {
  return model.inputs.map(({ sourceLayer }) => sourceLayer.name)
}
