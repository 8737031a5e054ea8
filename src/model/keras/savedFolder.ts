import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { quoted } from '../../files/brief.ts'
import { parseJson } from '../../files/parseJson.ts'
import { bytesOf, decode, textOf } from '../../files/protobuf/fields.ts'
import { readBytes } from '../../files/readBytes.ts'
import { objectAt, objectsOf } from '../checkpoint/objectGraph.ts'
import { openCheckpoint } from '../checkpoint/openCheckpoint.ts'
import type { Hdf5Data, Hdf5Tree } from './hdf5/hdf5Tree.ts'
import type { KerasFile } from './kerasFile.ts'
import { type Config, isModel, isObject, type KerasObject } from './kerasObject.ts'
import { isPremade } from './premade.ts'
import { dataOf, type SavedLayers, setByObject } from './storedByObject.ts'
import { plainJson } from './plainJson.ts'
import { versionOf } from './translateModel.ts'

/** What Keras 2 wrote beside a SavedModel's graph. */
const metadataName = 'keras_metadata.pb'
const MOST_METADATA = 2 ** 26

/** What it says of an object: the way to it from the root, and what JSON describes it. */
interface Described {
  readonly way: readonly string[]
  readonly metadata: Config
}

/** Does a folder say what layers its model has? @throws Error that says what is wrong with it */
export async function saysLayers(folder: string): Promise<boolean> {
  return modelIn(await describedIn(folder)) !== undefined
}

/**
 * The model that Keras 2 saved as a folder, or undefined where layers do not say what it is: its graph does.
 * @throws Error that says what is wrong with it
 */
export async function readSavedFolder(folder: string): Promise<KerasFile | undefined> {
  const described = await describedIn(folder)
  const model = modelIn(described)
  if (model === undefined) return undefined
  const checkpoint = await openCheckpoint(join(folder, 'variables'), 'variables')
  const objects = objectsOf(checkpoint)
  const names = new Map<number, string>()
  for (const { way, metadata } of described) {
    const place = objectAt(objects, 0, way)
    if (place !== undefined && typeof metadata['name'] === 'string') names.set(place, metadata['name'])
  }
  const saved = { checkpoint, objects, names }
  return {
    config: model,
    version: versionOf(rootOf(described)),
    tree: isPremade(model) ? linearTree(saved) : { texts: new Map(), groups: new Set(), data: new Map() },
    most: checkpoint.most,
    fill: (node, where) => {
      const at = objectAt(objects, 0, where === '' ? [] : where.split('/'))
      if (at === undefined) throw new Error(`its weights of ${quoted(where)} are missing`)
      setByObject(node, at, saved)
    },
  }
}

/** SavedMetadata: nothing where there is none. */
async function describedIn(folder: string): Promise<Described[]> {
  const file = join(folder, metadataName)
  if (!existsSync(file)) return []
  const bytes = await readBytes(file, MOST_METADATA)
  const found: Described[] = []
  const object = (inner: Uint8Array): void => {
    let [path, text] = ['', '']
    decode(
      inner,
      textOf(3, (value) => (path = value)),
      textOf(5, (value) => (text = value)),
    )
    const metadata = text === '' ? {} : plainJson(parseJson(text))
    found.push({ way: path.split('.').slice(1), metadata: isObject(metadata) ? metadata : {} })
  }
  decode(bytes, bytesOf(1, object))
  return found
}

function rootOf(described: readonly Described[]): Config {
  return described.find(({ way }) => way.length === 0)?.metadata ?? {}
}

/** A model of layers, or one of a class of Keras', which such a file does not say where to find. */
function modelIn(all: readonly Described[]): KerasObject | undefined {
  const { class_name, config, name, build_input_shape } = rootOf(all)
  if (typeof class_name !== 'string' || !isObject(config)) return undefined
  const described = { class_name, config, ...(typeof name === 'string' ? { name } : {}) }
  if (isModel(described)) return described
  const ours = { ...described, module: 'keras.experimental', build_config: { input_shape: build_input_shape } }
  return isPremade(ours) ? ours : undefined
}

/** A linear model's weights where `.keras` files have them: a kernel for each input, and the bias. */
function linearTree({ checkpoint, objects }: SavedLayers): Hdf5Tree {
  const groups = new Set(objects[0]?.parts.keys())
  const data = new Map<string, Hdf5Data>()
  for (const path of ['', 'linear_model/']) {
    const put = (place: string, way: readonly string[]): boolean => {
      const at = objectAt(objects, 0, [...path.split('/').filter(Boolean), ...way])
      const variable = at === undefined ? undefined : objects[at]!.variable
      if (variable !== undefined) data.set(`${path}${place}`, dataOf(checkpoint, variable.key))
      return variable !== undefined
    }
    put('vars/0', ['bias'])
    for (let i = 0; put(`layers/dense${i === 0 ? '' : `_${i}`}/vars/0`, ['dense_layers', String(i), 'kernel']);) i++
  }
  return { texts: new Map(), groups, data }
}
