import type { tf } from '../backend/tf.ts'
import { checkOptions, OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { readArtifacts } from '../model/artifacts.ts'
import { isKeras } from '../model/keras/isKeras.ts'
import { loadLayersModel, modelFrom } from '../model/loadModel.ts'
import { isGraphModel } from '../model/modelFile.ts'
import { loadGraph } from './graphModel/loadGraph.ts'
import { isOnnx } from './onnx/isOnnx.ts'
import { loadOnnx, type LoadOnnxOptions } from './onnx/loadOnnx.ts'

/** How a model is loaded; all of it may be left out. */
export type LoadModelOptions = LoadOnnxOptions

/**
 * Loads a model of any kind that is read here, as a tf.js model that claims can be about: of tf.js, of layers or a
 * graph (a folder, its `model.json`, or any tf.js handler), of Keras (`.keras`, `.h5`) or ONNX (`.onnx`, `.onnx.gz`).
 * A layers model of tf.js comes as a `KerasModel`, a wide & deep one with its parts. A graph model has the inputs and
 * outputs that its file names, and is computed as `tf.loadGraphModel` computes it. A backend must run already.
 * @param options `batch`: how many rows are one case, where an ONNX file or a graph leaves that open; `output`: the
 * one that claims are about, of an ONNX file or a graph with several; `round`: see `loadOnnx`
 * @throws FILE_UNREADABLE, MODEL_UNREADABLE, as `loadOnnx`, and as graphs and layers are refused:
 * OPERATOR_UNSUPPORTED, BATCH_MIXED, MODEL_INVALID, SETTING_UNSUPPORTED; ARGUMENT_INVALID for options that are none,
 * or not of this kind
 */
export async function loadModel(
  from: string | tf.io.IOHandler,
  options: LoadModelOptions = {},
): Promise<tf.LayersModel> {
  checkOptions('loadModel', options, ['batch', 'output', 'round', 'shapes'])
  if (typeof from === 'string' && isOnnx(from)) return loadOnnx(from, options)
  if (typeof from === 'string' && isKeras(from)) {
    checkTaken(options, [], `${brief(from)} is a file of Keras`)
    return loadLayersModel(from)
  }
  const { name, artifacts } = await readArtifacts(from)
  if (!isGraphModel(artifacts)) {
    checkTaken(options, [], `${brief(name)} is a layers model of tf.js`)
    return modelFrom(artifacts, name)
  }
  checkTaken(options, ['batch', 'output', 'shapes'], `${brief(name)} is a graph model of tf.js`)
  return loadGraph(artifacts, name, options)
}

/** @throws ARGUMENT_INVALID for an option that a file of this kind is not read by */
function checkTaken(options: LoadModelOptions, taken: readonly string[], what: string): void {
  const name = (Object.keys(options) as (keyof LoadModelOptions)[]).find(
    (one) =>
      options[one] !== undefined &&
      options[one] !== false &&
      typeof options[one] !== 'function' &&
      !taken.includes(one),
  )
  if (name !== undefined)
    throw new OvershootError('ARGUMENT_INVALID', `loadModel: ${name}: ${what}, which is read in one way only`)
}
