import type { tf } from '../../backend/tf.ts'
import { buildModel } from '../buildModel.ts'
import { KerasModel } from '../kerasModel.ts'
import { modelError } from '../modelError.ts'
import { checkKernels } from './checkKernels.ts'
import type { KerasFile } from './kerasFile.ts'
import { asKerasObject, type KerasObject } from './kerasObject.ts'
import { layerTree } from './layerTree.ts'
import { type Build, isPremade, loadPremade } from './premade.ts'
import { readKerasFile } from './readKerasFile.ts'
import { translateModel } from './translateModel.ts'

/**
 * Reads a model that Keras 2 or 3 saved: a `.keras` or `.h5` file, the folder that a `.keras` file packs, or a
 * SavedModel with what Keras 2 says of its layers. It comes as Keras would compute it, without anything of its
 * training; a `WideDeepModel` has its parts.
 * @throws FILE_UNREADABLE; MODEL_UNREADABLE for what is no whole model; SETTING_UNSUPPORTED naming layers, settings and
 * activations that tf.js has not
 */
export async function loadKeras(path: string): Promise<KerasModel> {
  const file = await readKerasFile(path)
  try {
    const described = asKerasObject(file.config, 'its configuration')
    const build: Build = (model, where) => buildPart(model, file, where)
    return isPremade(described) ? await loadPremade(described, file.tree, build) : await build(described, '')
  } catch (error) {
    throw modelError(path, error)
  }
}

async function buildPart(model: KerasObject, { version, most, fill }: KerasFile, where: string): Promise<KerasModel> {
  const built = await buildModel(translateModel(model, version), most)
  try {
    const tree = layerTree(built as unknown as tf.layers.Layer, model)
    checkKernels(tree)
    fill(tree, where)
    return new KerasModel({ inputs: built.inputs, outputs: built.outputs, name: built.name })
  } catch (error) {
    for (const weight of new Set(built.weights)) weight.dispose()
    throw error
  }
}
