import type { tf } from '../../backend/tf.ts'
import { quoted } from '../../files/brief.ts'
import type { Hdf5Tree } from './hdf5/hdf5Tree.ts'
import { setWeights, type Stored } from './setWeights.ts'
import { type LayerNode, listedWeights } from './layerTree.ts'

/** Where a whole model's weights lie. */
const ROOT = 'model_weights'

/**
 * Gives layers the weights that `.h5` files hold for them: of each layer of the model all weights, those of a model
 * inside one after the other, in a list of names.
 * @throws Error for weights that are missing, too many, or not the layer's
 */
export function setByLayer(model: LayerNode, tree: Hdf5Tree): void {
  for (const node of model.parts.flatMap(({ nodes }) => nodes)) {
    const group = `${ROOT}/${node.name}`
    const names = namesIn(tree, group)
    const stored = names.map((name): Stored => {
      const data = tree.data.get(`${group}/${name}`)
      if (data === undefined) throw new Error(`its weight ${quoted(name)} of the layer ${quoted(node.name)} is missing`)
      return { path: name, data }
    })
    const variables = listedWeights(node)
    if (variables.length === names.length) checkNames(node.name, variables, names)
    setWeights(node.name, variables, stored)
  }
  if (namesIn(tree, `${ROOT}/top_level_model_weights`).length > 0)
    throw new Error('it holds weights of the model itself, which belong to none of its layers')
}

/** A long list is cut into several. */
function namesIn(tree: Hdf5Tree, group: string): string[] {
  const texts = tree.texts.get(group) ?? {}
  const names = [texts['weight_names'] ?? []].flat()
  for (let i = 0; Object.hasOwn(texts, `weight_names${i}`); i++) names.push(...[texts[`weight_names${i}`]!].flat())
  return names as string[]
}

/**
 * Each is of the kind that its name says, a kernel, a bias, …, and of the layer whose name stands in its own, unless
 * that is none of the layers here: a layer may have been renamed since.
 */
function checkNames(layer: string, variables: readonly tf.LayerVariable[], names: readonly string[]): void {
  const holders = new Set(variables.map(({ originalName }) => originalName.split('/')[0]!))
  for (const [i, name] of names.entries()) {
    const own = variables[i]!.originalName
    const way = name.split('/').slice(0, -1)
    const isElsewhere = !way.includes(own.split('/')[0]!) && way.some((part) => holders.has(part))
    if (isElsewhere || !isOfKind(kindOf(name), kindOf(own)))
      throw new Error(
        `its weight ${quoted(name)} of the layer ${quoted(layer)} stands where ${quoted(own)} should: weights are listed in an unknown order`,
      )
  }
}

/** `inner/dense/kernel:0` is a kernel; names that were taken have a number. */
export function kindOf(name: string): string {
  return name.split('/').at(-1)!.replace(/:\d+$/, '').replace(/_\d+$/, '')
}

/** Keras 3 says kernel of what was a depthwise one. */
export function isOfKind(written: string, own: string): boolean {
  return written === own || (own === 'depthwise_kernel' && written === 'kernel')
}
