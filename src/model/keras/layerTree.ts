import type { tf } from '../../backend/tf.ts'
import { quoted } from '../../files/brief.ts'
import { asOperation } from './operations.ts'
import { KerasLayer } from './layers/kerasLayer.ts'
import { isModel, type KerasObject, layersOf, nameOf, wrappedIn } from './kerasObject.ts'

/** A layer that was built, with what its file says of it. */
export interface LayerNode {
  readonly name: string
  readonly className: string
  readonly trainable: boolean
  /** Its own weights, without those of its parts, in the order in which Keras keeps them. */
  readonly own: { readonly trainable: tf.LayerVariable[]; readonly fixed: tf.LayerVariable[] }
  readonly built: tf.layers.Layer
  /** Layers that it is made of: where Keras keeps each alone under a name, or all of a list under one. */
  readonly parts: readonly { readonly key: string; readonly isList: boolean; readonly nodes: readonly LayerNode[] }[]
}

/** What of tf.js' layers is not public. */
interface Inside {
  readonly _trainableWeights: tf.LayerVariable[]
  readonly _nonTrainableWeights: tf.LayerVariable[]
  readonly layers?: tf.layers.Layer[]
  readonly layer?: tf.layers.Layer
  readonly forwardLayer?: tf.layers.Layer
  readonly backwardLayer?: tf.layers.Layer
  readonly cell?: tf.layers.Layer
  readonly cells?: tf.layers.Layer[]
}

/** Finds the layers of a file in the model that was built of it. @throws Error where they are not there */
export function layerTree(built: tf.layers.Layer, described: KerasObject): LayerNode {
  const inside = built as unknown as Inside
  const node = (own: LayerNode['own'], parts: LayerNode['parts']): LayerNode => ({
    name: nameOf(described),
    className: described.class_name,
    trainable: described.config['trainable'] !== false,
    built,
    own,
    parts,
  })
  const none = { trainable: [], fixed: [] }
  if (isModel(described)) return node(none, [{ key: 'layers', isList: true, nodes: inner(inside.layers!, described) }])
  const wrapped = wrappedIn(described)
  const alone = (key: string, layer: tf.layers.Layer, of: KerasObject | undefined): LayerNode['parts'][number] => ({
    key,
    isList: false,
    nodes: [layerTree(layer, of ?? { class_name: layer.getClassName(), config: { ...described.config } })],
  })
  const { forwardLayer, backwardLayer, layer, cell, cells } = inside
  if (forwardLayer && backwardLayer)
    return node(none, [
      alone('forward_layer', forwardLayer, wrapped[0]),
      alone('backward_layer', backwardLayer, wrapped[1] ?? wrapped[0]),
    ])
  if (layer) return node(none, [alone('layer', layer, wrapped[0])])
  if (cells)
    return node(none, [{ key: 'cells', isList: true, nodes: cells.map((one, i) => layerTree(one, wrapped[i]!)) }])
  if (cell) return node(none, [alone('cell', cell, wrapped[0])])
  if (built instanceof KerasLayer && built.within.size > 0) return node(none, holdersIn(built, described))
  return node({ trainable: inside['_trainableWeights'], fixed: inside['_nonTrainableWeights'] }, [])
}

/** Layers inside one of this package's own, by where files keep them. */
function holdersIn(built: KerasLayer, described: KerasObject): LayerNode['parts'] {
  const names = [...built.within.keys()]
  return [...new Set(built.within.values())].map((key) => {
    const own = names.filter((name) => built.within.get(name) === key)
    const holder: LayerNode = {
      name: own[0]!.split('/')[0]!,
      className: described.class_name,
      trainable: described.config['trainable'] !== false,
      own: { trainable: own.map((name) => built.weightNamed(name)!), fixed: [] },
      built,
      parts: [],
    }
    return { key, isList: false, nodes: [holder] }
  })
}

/** tf.js lists layers in an order of its own. */
function inner(built: readonly tf.layers.Layer[], model: KerasObject): LayerNode[] {
  const byName = new Map(built.map((layer) => [layer.name, layer]))
  return layersOf(model).flatMap((described) => {
    // Operations of Keras 3 are no layers: it does not count them.
    if (described.class_name !== 'TFOpLambda' && asOperation(described) !== undefined) return []
    const layer = byName.get(nameOf(described))
    // A sequential model of tf.js has no input layer of its own; one that leads to no output is none of the model.
    if (layer) return [layerTree(layer, described)]
    if (described.class_name === 'InputLayer') return []
    throw new Error(`its layer ${quoted(nameOf(described))} leads to no output`)
  })
}

/** All weights of a layer and its parts, in the order of Keras' lists of them: those that are trained come first. */
export function listedWeights(node: LayerNode): tf.LayerVariable[] {
  return [...trainableIn(node), ...fixedIn(node)]
}

function trainableIn({ trainable, own, parts }: LayerNode): tf.LayerVariable[] {
  return trainable ? [...own.trainable, ...parts.flatMap(({ nodes }) => nodes.flatMap(trainableIn))] : []
}

function fixedIn({ trainable, own, parts }: LayerNode): tf.LayerVariable[] {
  const within = parts.flatMap(({ nodes }) => nodes)
  // Of a layer that is frozen all weights are, in their usual order.
  if (!trainable) return [...own.trainable, ...own.fixed, ...within.flatMap(listedWeights)]
  return [...own.fixed, ...within.flatMap(fixedIn)]
}
