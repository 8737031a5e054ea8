import type { tf } from '../../backend/tf.ts'
import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { loadModel } from '../../model/loadModel.ts'
import { loadOnnx, type LoadOnnxOptions } from '../../network/onnx/loadOnnx.ts'
import { isOnnx } from './isOnnx.ts'
import { flagOf } from '../options/optionTable.ts'

/** How the command line says that an ONNX file is read. */
export interface OnnxOptions {
  readonly batch?: number | undefined
  readonly output?: string | undefined
  readonly round?: boolean | undefined
}

/** The same without what is not said. */
export function onnxOptions({ batch, output, round }: OnnxOptions): Omit<LoadOnnxOptions, 'shapes'> {
  return defined({ batch, output, round })
}

/**
 * Loads the model that a command names: an ONNX file, or one of Keras or tf.js, of which there is one reading only.
 * @throws as `loadOnnx` and `loadModel`; USAGE for options that only ONNX files take
 */
export async function openModel(path: string, options: OnnxOptions = {}): Promise<tf.LayersModel> {
  const given = onnxOptions(options)
  if (isOnnx(path)) return loadOnnx(path, given)
  const [name] = Object.keys(given) as (keyof OnnxOptions)[]
  if (name !== undefined)
    throw new OvershootError('USAGE', `${flagOf(name)}: ${brief(path)} is no ONNX file, and only those are read by it`)
  return loadModel(path)
}
