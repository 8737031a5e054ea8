import type { tf } from '../backend/tf.ts'
import { checkOptions, OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { readArtifacts } from '../model/artifacts.ts'
import { isKeras } from '../model/keras/isKeras.ts'
import { loadLayersModel, modelFrom } from '../model/loadModel.ts'
import { isOnnx } from './onnx/isOnnx.ts'
import { loadOnnx, type LoadOnnxOptions } from './onnx/loadOnnx.ts'

/** How a model is loaded; all of it may be left out. */
export type LoadModelOptions = LoadOnnxOptions

/**
 * Loads a model of any kind that is read here, as a tf.js model that claims can be about: of tf.js (a folder, its
 * `model.json`, or any tf.js handler), of Keras (`.keras`, `.h5`) or ONNX (`.onnx`, `.onnx.gz`). A layers model of
 * tf.js comes as a `KerasModel`, a wide & deep one with its parts. A backend must run already.
 * @param options of an ONNX file only: see `loadOnnx`
 * @throws FILE_UNREADABLE, MODEL_UNREADABLE, SETTING_UNSUPPORTED, and as `loadOnnx`; ARGUMENT_INVALID for options that
 * are none, or not of this kind of file
 */
export async function loadModel(
  from: string | tf.io.IOHandler,
  options: LoadModelOptions = {},
): Promise<tf.LayersModel> {
  checkOptions('loadModel', options, ['batch', 'output', 'round', 'shapes'])
  if (typeof from === 'string' && isOnnx(from)) return loadOnnx(from, options)
  if (typeof from === 'string' && isKeras(from)) {
    checkTaken(options, `${brief(from)} is a file of Keras`)
    return loadLayersModel(from)
  }
  const { name, artifacts } = await readArtifacts(from)
  checkTaken(options, `${brief(name)} is a layers model of tf.js`)
  return modelFrom(artifacts, name)
}

/** @throws ARGUMENT_INVALID for an option that a file of this kind is not read by */
function checkTaken(options: LoadModelOptions, what: string): void {
  const name = (Object.keys(options) as (keyof LoadModelOptions)[]).find(
    (one) => options[one] !== undefined && options[one] !== false,
  )
  if (name !== undefined)
    throw new OvershootError('ARGUMENT_INVALID', `loadModel: ${name}: ${what}, which is read in one way only`)
}
