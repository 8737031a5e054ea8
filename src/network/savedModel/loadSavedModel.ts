import type { tf } from '../../backend/tf.ts'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { unreadable } from '../../model/files.ts'
import { saysLayers } from '../../model/keras/savedFolder.ts'
import { loadLayersModel } from '../../model/loadModel.ts'
import { checkTaken, statedIn } from '../checkTaken.ts'
import type { LoadModelOptions } from '../loadModel.ts'
import { loadSavedGraph } from './loadSavedGraph.ts'

/**
 * Loads a SavedModel of TensorFlow: its layers where Keras 2 says what they are, tf.js has them, and no option asks for
 * the graph; otherwise what its graph computes.
 * @throws as `loadLayersModel` and `loadSavedGraph`; SETTING_UNSUPPORTED, with what is wrong with either, where neither
 * can be read; ARGUMENT_INVALID for an option that no SavedModel is read by
 */
export async function loadSavedModel(folder: string, options: LoadModelOptions): Promise<tf.LayersModel> {
  checkTaken(options, ['batch', 'output', 'shapes'], `${brief(folder)} is a SavedModel`)
  if (statedIn(options).length > 0 || !(await hasLayers(folder))) return loadSavedGraph(folder, options)
  try {
    return await loadLayersModel(folder)
  } catch (error) {
    if (!(error instanceof OvershootError && error.code === 'SETTING_UNSUPPORTED')) throw error
    return await loadSavedGraph(folder, options).catch((other: unknown) => {
      const message = `${error.message}. Nor can its graph be read: ${reasonOf(other)}`
      throw new OvershootError(error.code, message, { cause: other })
    })
  }
}

async function hasLayers(folder: string): Promise<boolean> {
  return saysLayers(folder).catch((error: unknown) => {
    throw unreadable(folder, brief(reasonOf(error)), error)
  })
}
