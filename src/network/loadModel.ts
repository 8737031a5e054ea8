import type { tf } from '../backend/tf.ts'
import { checkOptions } from '../errors.ts'
import { defined } from '../defined.ts'
import { brief } from '../files/brief.ts'
import { readArtifacts } from '../model/artifacts.ts'
import { isKeras } from '../model/keras/isKeras.ts'
import { loadLayersModel, modelFrom } from '../model/loadModel.ts'
import { isGraphModel } from '../model/modelFile.ts'
import { savedModelFolder } from '../model/savedModelFolder.ts'
import { checkTaken } from './checkTaken.ts'
import { loadGraph } from './graphModel/loadGraph.ts'
import { isOnnx } from './onnx/isOnnx.ts'
import { registerLayers } from './registerLayers.ts'
import { loadOnnx, type LoadOnnxOptions } from './onnx/loadOnnx.ts'

/** How a model is loaded; all of it may be left out. */
export interface LoadModelOptions extends LoadOnnxOptions {
  /** The path of a module that registers the model's own layers with `tf.serialization.registerClass`. */
  readonly register?: string
}

/**
 * Loads a model of any kind that is read here, as a tf.js model that claims can be about: of tf.js, of layers or a
 * graph (a folder, its `model.json`, or any tf.js handler), of Keras (`.keras`, `.h5`), of TensorFlow (the folder of a
 * SavedModel) or ONNX (`.onnx`, `.onnx.gz`). A layers model of tf.js comes as a `KerasModel`, a wide & deep one with
 * its parts. A graph model has the inputs and outputs that its file names, and is computed as `tf.loadGraphModel`
 * computes it. Of a SavedModel the layers are read where Keras 2 says what they are, tf.js has them, and no option asks
 * for the graph; otherwise what its graph computes by its signature. A backend must run already.
 * @param options `batch`: how many rows are one case, where an ONNX file or a graph leaves that open; `output`: the
 * one that claims are about, of an ONNX file or a graph with several; `register`: a module, TypeScript or JavaScript,
 * that is run before a model of layers is loaded; proofs know nothing of its layers; `round`: see `loadOnnx`
 * @throws FILE_UNREADABLE, MODEL_UNREADABLE, as `loadOnnx`, and as graphs and layers are refused:
 * OPERATOR_UNSUPPORTED, BATCH_MIXED, MODEL_INVALID, SETTING_UNSUPPORTED; REGISTER_MODULE_UNREADABLE; ARGUMENT_INVALID
 * for options that are none, or not of this kind
 */
export async function loadModel(
  from: string | tf.io.IOHandler,
  options: LoadModelOptions = {},
): Promise<tf.LayersModel> {
  checkOptions('loadModel', options, ['batch', 'output', 'register', 'round', 'shapes'])
  const { register, ...reading } = options
  if (typeof from === 'string' && isOnnx(from)) {
    checkTaken({ ...defined({ register }) }, [], `${brief(from)} has no layers`)
    return loadOnnx(from, reading)
  }
  if (register !== undefined) await registerLayers(register)
  const saved = typeof from === 'string' ? savedModelFolder(from) : undefined
  if (saved !== undefined) return (await import('./savedModel/loadSavedModel.ts')).loadSavedModel(saved, reading)
  if (typeof from === 'string' && isKeras(from)) {
    checkTaken(reading, [], `${brief(from)} is a file of Keras`)
    return loadLayersModel(from)
  }
  const { name, artifacts } = await readArtifacts(from)
  if (!isGraphModel(artifacts)) {
    checkTaken(reading, [], `${brief(name)} is a layers model of tf.js`)
    return modelFrom(artifacts, name)
  }
  checkTaken(reading, ['batch', 'output', 'shapes'], `${brief(name)} is a graph model of tf.js`)
  return loadGraph(artifacts, name, reading)
}
