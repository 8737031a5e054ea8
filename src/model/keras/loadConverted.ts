import type { tf } from '../../backend/tf.ts'
import { quoted } from '../../files/brief.ts'
import { buildModel } from '../buildModel.ts'
import { KerasModel } from '../kerasModel.ts'
import { checkKernels } from './checkKernels.ts'
import type { Hdf5Data, Hdf5Tree } from './hdf5/hdf5Tree.ts'
import { asKerasObject, isObject } from './kerasObject.ts'
import { layerTree, listedWeights } from './layerTree.ts'
import { setWeights } from './setWeights.ts'
import { setByPath } from './storedByPath.ts'
import { translateModel, versionOf } from './translateModel.ts'

interface NamedTensor {
  readonly name: string
  readonly tensor: tf.Tensor
}

/** Was a tf.js model converted from a file of Keras 3, whose configuration tf.js does not understand? */
export function isOfKeras3(topology: unknown): topology is { readonly model_config: unknown } {
  return isObject(topology) && isObject(topology['model_config']) && Number.parseInt(versionOf(topology)) >= 3
}

/**
 * The model that a converter made of Keras 3's, which has left its configuration as it was, and named the weights as
 * they were: by their way in a `.keras` file, or as in an `.h5` file. Nothing of its training is read.
 * @throws SETTING_UNSUPPORTED as `loadKeras`; Error that says what else is wrong
 */
export async function loadConverted(
  topology: { readonly model_config: unknown },
  weights: readonly NamedTensor[],
): Promise<KerasModel> {
  const described = asKerasObject(topology.model_config, 'its model_config')
  const most = weights.reduce((sum, { tensor }) => sum + tensor.size, 0)
  const built = await buildModel(translateModel(described, versionOf(topology)), most)
  try {
    const node = layerTree(built as unknown as tf.layers.Layer, described)
    checkKernels(node)
    const tree = treeOf(weights)
    if (weights.some(({ name }) => /(^|\/)vars\/\d+$/.test(name))) setByPath(node, tree, '')
    else setByName(listedWeights(node), tree)
    return new KerasModel({ inputs: built.inputs, outputs: built.outputs, name: built.name })
  } catch (error) {
    for (const weight of new Set(built.weights)) weight.dispose()
    throw error
  }
}

function treeOf(weights: readonly NamedTensor[]): Hdf5Tree {
  const data = new Map<string, Hdf5Data>()
  const groups = new Set<string>()
  for (const { name, tensor } of weights) {
    const isFloat = tensor.dtype === 'float32'
    const values = isFloat ? new Float32Array(tensor.dataSync<'float32'>()) : undefined
    data.set(name, { shape: tensor.shape, type: isFloat ? '<f' : tensor.dtype, values })
    const parts = name.split('/')
    for (let depth = 1; depth < parts.length; depth++) groups.add(parts.slice(0, depth).join('/'))
  }
  return { texts: new Map(), groups, data }
}

/** Each weight goes where its name says, whatever models and cells are named before it. */
function setByName(variables: readonly tf.LayerVariable[], { data }: Hdf5Tree): void {
  const places = new Map(variables.map((variable) => [variable.originalName, variable]))
  if (places.size < variables.length) throw new Error('several of its layers have one name')
  for (const [path, one] of data) {
    const place = namesOf(path).find((name) => places.has(name))
    if (place === undefined) throw new Error(`its weight ${quoted(path)} is none that is left of its layers'`)
    setWeights(place, [places.get(place)!], [{ path, data: one }])
    places.delete(place)
  }
  const [missing] = places.keys()
  if (missing !== undefined) throw new Error(`its weight ${quoted(missing)} is missing`)
}

/** What tf.js may call a weight: `model/rnn/lstm_cell/kernel` is `rnn/kernel` there. The longest first. */
function namesOf(path: string): string[] {
  const parts = path.split('/')
  const isCell = /(_cell|cells)(_\d+)?$/
  return parts.slice(0, -1).flatMap((_part, from) => {
    const name = parts.slice(from)
    return [name, name.filter((part, i) => i === 0 || i === name.length - 1 || !isCell.test(part))].map((one) =>
      one.join('/'),
    )
  })
}
