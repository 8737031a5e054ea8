import { quoted } from '../../files/brief.ts'
import { objectAt, type SavedObject } from '../checkpoint/objectGraph.ts'
import type { Checkpoint } from '../checkpoint/openCheckpoint.ts'
import type { Hdf5Data } from './hdf5/hdf5Tree.ts'
import type { LayerNode } from './layerTree.ts'
import { setWeights, type Stored } from './setWeights.ts'
import { isOfKind, kindOf } from './storedByLayer.ts'

/** The objects of a checkpoint, and what Keras calls those that are layers, by their places. */
export interface SavedLayers {
  readonly checkpoint: Checkpoint
  readonly objects: readonly SavedObject[]
  readonly names: ReadonlyMap<number, string>
}

/**
 * Gives layers the weights that a SavedModel holds for them. Layers are found by their names, parts of them by the
 * names that Keras has them under, and weights by theirs: nothing rests on an order.
 * @throws Error for weights that are missing, too many, or not the layer's
 */
export function setByObject(node: LayerNode, at: number, saved: SavedLayers): void {
  const variables = [...node.own.trainable, ...node.own.fixed]
  const found = variablesOf(saved.objects, at)
  if (found.length !== variables.length)
    throw new Error(
      `its layer ${quoted(node.name)} has ${variables.length} weights, and the file holds ${found.length}`,
    )
  const stored = variables.map(({ originalName }): Stored => {
    const kind = kindOf(originalName)
    const [one, other] = found.filter(({ name }) => isOfKind(kindOf(name), kind))
    if (one === undefined || other !== undefined)
      throw new Error(
        `its layer ${quoted(node.name)} has ${one === undefined ? 'no' : 'more than one'} ${quoted(kind)}`,
      )
    return { path: one.name, data: dataOf(saved.checkpoint, one.key) }
  })
  setWeights(node.name, variables, stored)
  for (const { key, isList, nodes } of node.parts)
    for (const [i, part] of nodes.entries())
      // A sequential model keeps none; none has weights.
      if (part.className !== 'InputLayer')
        setByObject(part, placeOf(node, part, isList ? [key, String(i)] : [key], at, saved), saved)
}

function placeOf(node: LayerNode, part: LayerNode, way: readonly string[], at: number, saved: SavedLayers): number {
  const place =
    way[0] === 'layers'
      ? layerNamed(part.name, at, saved)
      : (objectAt(saved.objects, at, way) ?? objectAt(saved.objects, at, [`_${way[0]}`, ...way.slice(1)]))
  if (place === undefined)
    throw new Error(`its weights of ${quoted(part.name)}, which is part of ${quoted(node.name)}, are missing`)
  return place
}

/** A model keeps its layers as `layer-0`, `layer-1`, … */
function layerNamed(name: string, at: number, { objects, names }: SavedLayers): number | undefined {
  const layers = [...(objects[at]?.parts ?? [])].filter(([key]) => /^layer-\d+$/.test(key)).map(([, place]) => place)
  const [one, other] = new Set(layers.filter((place) => names.get(place) === name))
  if (other !== undefined) throw new Error(`two of its layers are called ${quoted(name)}`)
  return one
}

/** The variables that an object has itself. */
function variablesOf(objects: readonly SavedObject[], at: number): NonNullable<SavedObject['variable']>[] {
  const places = new Set(objects[at]?.parts.values())
  return [...places].flatMap((place) => objects[place]?.variable ?? [])
}

/** A tensor of a checkpoint as other files' weights are given. @throws Error where it is not there, or damaged */
export function dataOf(checkpoint: Checkpoint, key: string): Hdf5Data {
  const { type, shape } = checkpoint.find(key) ?? { type: 'none', shape: [] }
  const values = type === 'DT_FLOAT' ? new Float32Array(checkpoint.bytes(key).buffer) : undefined
  return { shape, type, values }
}
