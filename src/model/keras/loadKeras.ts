import type { tf } from '../../backend/tf.ts'
import { buildModel } from '../buildModel.ts'
import { KerasModel } from '../kerasModel.ts'
import { modelError } from '../modelError.ts'
import { checkKernels } from './checkKernels.ts'
import type { Hdf5Tree } from './hdf5/hdf5Tree.ts'
import { readKerasFile } from './kerasFile.ts'
import { asKerasObject, type KerasObject } from './kerasObject.ts'
import { type LayerNode, layerTree } from './layerTree.ts'
import { type Build, isPremade, loadPremade } from './premade.ts'
import { setByLayer } from './storedByLayer.ts'
import { setByPath } from './storedByPath.ts'
import { translateModel } from './translateModel.ts'

/**
 * Reads a model that Keras 2 or 3 saved: a `.keras` or `.h5` file, or the folder that a `.keras` file packs. It comes
 * as Keras would compute it, without anything of its training; a `WideDeepModel` has its parts.
 * @throws FILE_UNREADABLE; MODEL_UNREADABLE for what is no whole model; SETTING_UNSUPPORTED naming layers, settings and
 * activations that tf.js has not
 */
export async function loadKeras(path: string): Promise<KerasModel> {
  const { config, version, tree, weights } = await readKerasFile(path)
  try {
    const described = asKerasObject(config, 'its configuration')
    const build: Build = (model, where) =>
      buildPart(model, version, tree, (node) =>
        weights === 'by path' ? setByPath(node, tree, where) : setByLayer(node, tree),
      )
    return isPremade(described) ? await loadPremade(described, tree, build) : await build(described, '')
  } catch (error) {
    throw modelError(path, error)
  }
}

async function buildPart(
  model: KerasObject,
  version: string,
  stored: Hdf5Tree,
  fill: (node: LayerNode) => void,
): Promise<KerasModel> {
  const topology = translateModel(model, version)
  const most = [...stored.data.values()].reduce((sum, { values }) => sum + (values?.length ?? 0), 0)
  const built = await buildModel(topology, most)
  try {
    const tree = layerTree(built as unknown as tf.layers.Layer, model)
    checkKernels(tree)
    fill(tree)
    return new KerasModel({ inputs: built.inputs, outputs: built.outputs, name: built.name })
  } catch (error) {
    for (const weight of new Set(built.weights)) weight.dispose()
    throw error
  }
}
