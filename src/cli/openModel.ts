import type { tf } from '../backend/tf.ts'
import { loadModel } from '../model/loadModel.ts'
import { loadOnnx } from '../network/onnx/loadOnnx.ts'
import { isOnnx } from './isOnnx.ts'

/** Loads the model that a command names: an ONNX file, or a tf.js layers model. @throws as `loadOnnx` and `loadModel` */
export async function openModel(path: string): Promise<tf.LayersModel> {
  return isOnnx(path) ? loadOnnx(path) : loadModel(path)
}
