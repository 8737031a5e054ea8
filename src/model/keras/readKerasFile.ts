import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { OvershootError, reasonOf } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { parseJson } from '../../files/parseJson.ts'
import { readBytes } from '../../files/readBytes.ts'
import { unreadable } from '../files.ts'
import { savedModelFolder } from '../savedModelFolder.ts'
import { readHdf5 } from './hdf5/readHdf5.ts'
import type { Hdf5Tree } from './hdf5/hdf5Tree.ts'
import type { KerasFile } from './kerasFile.ts'
import { kindOf } from './kindOf.ts'
import { readZip } from './readZip.ts'
import { readSavedFolder } from './savedFolder.ts'
import { setByLayer } from './storedByLayer.ts'
import { setByPath } from './storedByPath.ts'
import { versionOf } from './translateModel.ts'

/** Bytes that a configuration, and weights, may have: as for tf.js models. */
const [MOST_JSON, MOST_WEIGHTS] = [2 ** 26, 2 ** 30]
const [configName, metadataName, weightsName] = ['config.json', 'metadata.json', 'model.weights.h5']
/** What is kept of training. */
const training = ['optimizer', 'optimizer_weights', 'metrics']

/**
 * Reads a `.keras` or `.h5` file, a folder with what a `.keras` file packs, or a SavedModel of Keras 2. What a file is,
 * its bytes say, not its name.
 * @throws FILE_UNREADABLE, MODEL_UNREADABLE
 */
export async function readKerasFile(path: string): Promise<KerasFile> {
  const stats = await stat(path).catch((error: unknown) => {
    throw fileUnreadable(path, error)
  })
  const saved = savedModelFolder(path)
  if (saved !== undefined) return readSaved(saved)
  if (stats.isDirectory()) return readFolder(path)
  const bytes = await readBytes(path, MOST_WEIGHTS).catch((error: unknown) => {
    throw fileUnreadable(path, error)
  })
  const { kind, advice } = kindOf(bytes)
  try {
    if (kind === 'zip') return await readPacked(bytes)
    if (kind === 'hdf5') return await readLegacy(path, bytes)
  } catch (error) {
    throw error instanceof OvershootError ? error : unreadable(path, reason(error), error)
  }
  throw unreadable(path, advice)
}

async function readFolder(folder: string): Promise<KerasFile> {
  const read = async (name: string, most: number): Promise<Buffer> =>
    readBytes(join(folder, name), most).catch((error: unknown) => {
      throw fileUnreadable(join(folder, name), error)
    })
  const [config, weights] = [await read(configName, MOST_JSON), await read(weightsName, MOST_WEIGHTS)]
  const metadata = await readBytes(join(folder, metadataName), MOST_JSON).catch(() => Buffer.from('{}'))
  try {
    return await assemble(config, metadata, weights)
  } catch (error) {
    throw unreadable(folder, reason(error), error)
  }
}

async function readSaved(folder: string): Promise<KerasFile> {
  let file: KerasFile | undefined
  try {
    file = await readSavedFolder(folder)
  } catch (error) {
    throw unreadable(folder, reason(error), error)
  }
  if (file !== undefined) return file
  throw unreadable(folder, 'it is a SavedModel whose graph alone says what it computes: loadModel reads it')
}

async function readPacked(bytes: Buffer): Promise<KerasFile> {
  const files = await readZip(bytes, {
    [configName]: MOST_JSON,
    [metadataName]: MOST_JSON,
    [weightsName]: MOST_WEIGHTS,
  })
  const [config, weights] = [files.get(configName), files.get(weightsName)]
  if (config === undefined || weights === undefined)
    throw new Error(
      `it is a zip without ${config === undefined ? configName : weightsName}, and so no model that Keras saved. ` +
        "A whole model is saved by model.save('model.keras')",
    )
  return assemble(config, files.get(metadataName) ?? Buffer.from('{}'), weights)
}

async function assemble(config: Buffer, metadata: Buffer, weights: Buffer): Promise<KerasFile> {
  const described = parsed(configName, config)
  const version = versionOf(parsed(metadataName, metadata))
  const tree = await readHdf5({ bytes: weights, without: training, most: MOST_WEIGHTS })
  return {
    config: described,
    version,
    tree,
    most: numbersIn(tree),
    fill: (node, where) => setByPath(node, tree, where),
  }
}

/** Of other types there are counters, of one number. */
function numbersIn({ data }: Hdf5Tree): number {
  return [...data.values()].reduce((sum, { values }) => sum + (values?.length ?? 1), 0)
}

async function readLegacy(path: string, bytes: Buffer): Promise<KerasFile> {
  const tree = await readHdf5({ bytes, without: training, most: MOST_WEIGHTS })
  const root = tree.texts.get('') ?? {}
  const config = root['model_config']
  if (typeof config === 'string')
    return {
      config: parsed('model_config', config),
      version: versionOf(root),
      tree,
      most: numbersIn(tree),
      fill: (node) => setByLayer(node, tree),
    }
  // What a `.keras` file packs, unpacked.
  if (basename(path) === weightsName) return readFolder(dirname(path))
  throw new Error(
    "it holds weights, and not the model that they are of. Save the whole model: model.save('model.keras')",
  )
}

function parsed(name: string, text: Buffer | string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    throw new Error(`its ${name}: ${reason(error)}`, { cause: error })
  }
}

function fileUnreadable(path: string, error: unknown): OvershootError {
  return new OvershootError('FILE_UNREADABLE', `cannot read the model file ${brief(path)}: ${reason(error)}`, {
    cause: error,
  })
}

function reason(error: unknown): string {
  return brief(reasonOf(error))
}
