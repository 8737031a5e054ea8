import { quoted } from '../../files/brief.ts'
import type { Hdf5Tree } from './hdf5/hdf5Tree.ts'
import { setWeights, type Stored } from './setWeights.ts'
import type { LayerNode } from './layerTree.ts'

/** Where versions keep a model's layers. */
const containers = ['layers', '_layer_checkpoint_dependencies']

/** Classes that are not called in Keras' code as they are in files. */
const classes: ReadonlyMap<string, string> = new Map([['GroupQueryAttention', 'GroupedQueryAttention']])

/**
 * Gives layers the weights that `.keras` files hold for them: in groups by the way from the model, those of a list of
 * layers named after their classes and counted.
 * @throws Error for weights that are missing, too many, or not the layer's
 */
export function setByPath(node: LayerNode, tree: Hdf5Tree, path: string): void {
  const variables = [...node.own.trainable, ...node.own.fixed]
  checkName(node, tree, `${path}/vars`)
  setWeights(node.name, variables, varsIn(tree, path))
  for (const { key, isList, nodes } of node.parts) {
    if (!isList) {
      // Versions hide some of a layer's own layers.
      const hidden = join(path, `_${key}`)
      setByPath(nodes[0]!, tree, tree.groups.has(hidden) ? hidden : join(path, key))
      continue
    }
    const container = containers
      .map((one) => join(path, key === 'layers' ? one : key))
      .find((one) => tree.groups.has(one))
    const counts = new Map<string, number>()
    for (const one of nodes) {
      const name = snakeCase(classes.get(one.className) ?? one.className)
      const count = counts.get(name) ?? 0
      counts.set(name, count + 1)
      setByPath(one, tree, join(container ?? join(path, key), count === 0 ? name : `${name}_${count}`))
    }
  }
}

/** Later versions write down the name of whose weights they are. */
function checkName({ name }: LayerNode, tree: Hdf5Tree, path: string): void {
  const written = tree.texts.get(path)?.['name']
  if (typeof written === 'string' && written !== name && !isInside(path))
    throw new Error(
      `its weights ${quoted(path)} are those of ${quoted(written)}, and should be those of ${quoted(name)}`,
    )
}

/** Layers in layers are named anew. */
function isInside(path: string): boolean {
  return /(^|\/)(cell|cells|layer|forward_layer|backward_layer)(\/|$)/.test(path)
}

/** The weights in a group: `vars/0`, `vars/1`, … @throws Error where one is missing */
export function varsIn(tree: Hdf5Tree, path: string): Stored[] {
  const vars = join(path, 'vars')
  const found: Stored[] = []
  for (let i = 0; ; i++) {
    const data = tree.data.get(`${vars}/${i}`)
    if (data === undefined) break
    found.push({ path: `${vars}/${i}`, data })
  }
  return found
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`
}

/** As Keras names classes in files: `GlobalMaxPooling1D` is `global_max_pooling1d`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/\W+/g, '')
    .replaceAll(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
