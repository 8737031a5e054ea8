import { randomUUID } from 'node:crypto'
import { access, mkdir, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { tf } from '../backend/tf.ts'
import { OvershootError, unexpected, reasonOf } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { firstIssue } from '../files/firstIssue.ts'
import { parseJson } from '../files/parseJson.ts'
import { readBytes } from '../files/readBytes.ts'
import { byteLength, type ModelFile, modelFile } from './modelFile.ts'

const [topologyName, weightsName] = ['model.json', 'weights.bin']

/** Bytes that a topology, and all files of weights together, may have: more than any model has that runs here. */
const [MOST_JSON, MOST_WEIGHTS] = [2 ** 26, 2 ** 30]

/**
 * A tfjs handler for a folder with `model.json` and `weights.bin`, which works on every backend (tfjs' own `file://`
 * comes with the native one only). `path` is the folder or its `model.json`; reading takes a `.json` of any name.
 * Saving writes both files beside the folder first and then moves them in: a failure leaves what was there.
 */
export function fileHandler(path: string): tf.io.IOHandler {
  return { save: (artifacts) => save(path, artifacts), load: () => load(path) }
}

async function save(path: string, artifacts: tf.io.ModelArtifacts): Promise<tf.io.SaveResult> {
  if (path.endsWith('.json') && basename(path) !== topologyName)
    throw unexpected({ api: 'saveModel', expected: `a folder or its ${topologyName}`, name: 'path', value: path })
  const folder = resolve(basename(path) === topologyName ? dirname(path) : path)
  const { weightData, weightSpecs = [], ...rest } = artifacts
  const data = Buffer.from(tf.io.concatenateArrayBuffers([weightData ?? new ArrayBuffer(0)].flat()))
  const weightsManifest = [{ paths: [weightsName], weights: weightSpecs }]
  const staged = `${folder}.${randomUUID()}.tmp`
  try {
    await mkdir(staged, { recursive: true })
    await writeFile(join(staged, weightsName), data)
    await writeFile(join(staged, topologyName), `${JSON.stringify({ ...rest, weightsManifest })}\n`)
    await moveIn(staged, folder)
  } catch (error) {
    throw new OvershootError('FILE_UNWRITABLE', `cannot write a model to ${folder}: ${reason(error)}`, { cause: error })
  } finally {
    // Where the path leads through a file there is nothing to remove.
    await rm(staged, { recursive: true, force: true }).catch(() => undefined)
  }
  return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
}

/**
 * A new folder appears as a whole; into one that is there, the weights move first and move out again if the rest fails.
 */
async function moveIn(staged: string, folder: string): Promise<void> {
  if (!(await exists(folder))) return rename(staged, folder)
  const [weights, old] = [join(folder, weightsName), join(staged, 'old')]
  const replaced = await exists(weights)
  if (replaced) await rename(weights, old)
  try {
    await rename(join(staged, weightsName), weights)
    await rename(join(staged, topologyName), join(folder, topologyName))
  } catch (error) {
    if (replaced) await rename(old, weights)
    else await rm(weights, { force: true })
    throw error
  }
}

async function load(path: string): Promise<tf.io.ModelArtifacts> {
  const file = path.endsWith('.json') ? path : join(path, topologyName)
  const bytes = await readBytes(file, MOST_JSON).catch((error: unknown) => {
    throw new OvershootError('FILE_UNREADABLE', `cannot read the model file ${brief(file)}: ${reason(error)}`, {
      cause: error,
    })
  })
  const { weightsManifest, ...rest } = parse(file, bytes)
  const weights = weightsManifest.flatMap((group) => group.weights)
  return {
    ...(rest as unknown as Partial<tf.io.ModelArtifacts>),
    modelTopology: rest.modelTopology,
    weightSpecs: weights as unknown as tf.io.WeightsManifestEntry[],
    weightData: await readWeights(file, weightsManifest),
  }
}

function parse(file: string, bytes: Buffer): ModelFile {
  let json: unknown
  try {
    json = parseJson(bytes)
  } catch (error) {
    throw unreadable(file, reason(error), error)
  }
  const { data, error } = modelFile.safeParse(json)
  if (error) throw unreadable(file, firstIssue(error), error)
  return data
}

/**
 * All weights one after the other: no byte of them is read before it is known that they are as many as they should be.
 */
async function readWeights(file: string, manifest: ModelFile['weightsManifest']): Promise<ArrayBuffer> {
  const expected = byteLength(manifest.flatMap(({ weights }) => weights))
  if (!(expected <= MOST_WEIGHTS))
    throw unreadable(file, `its weights have ${expected} bytes, and ${MOST_WEIGHTS} may be read`)
  const parts: Buffer[] = []
  let left = expected
  for (const { paths, weights } of manifest) {
    const needed = byteLength(weights)
    let found = 0
    for (const path of paths) {
      const part = await readInside(file, path, left)
      left -= part.length
      found += part.length
      parts.push(part)
    }
    if (found !== needed)
      throw unreadable(file, `its weights ${brief(paths.join(', '))} have ${found} bytes where ${needed} are needed`)
  }
  return Uint8Array.from(Buffer.concat(parts)).buffer
}

/** Reads a file of weights, which must lie in the model's folder, links followed, and have `most` bytes at most. */
async function readInside(file: string, path: string, most: number): Promise<Buffer> {
  const folder = dirname(resolve(file))
  if (isOutside(path, folder, resolve(folder, path)))
    throw unreadable(file, `its weights lie outside its folder (${brief(path)})`)
  let place: string
  try {
    place = await realpath(resolve(folder, path))
    if (!isOutside('', await realpath(folder), place)) return await readBytes(place, most)
  } catch (error) {
    throw unreadable(file, `its weights ${brief(path)} cannot be read (${reason(error)})`, error)
  }
  throw unreadable(file, `its weights lie outside its folder (${brief(path)} leads to ${brief(place)})`)
}

function isOutside(path: string, folder: string, place: string): boolean {
  const inside = relative(folder, place)
  return (
    isAbsolute(path) ||
    isAbsolute(inside) ||
    inside === '' ||
    /^\.\.(?:[\\/]|$)/.test(inside) ||
    /^[a-z][a-z\d+.-]*:\/\//i.test(path)
  )
}

/** The one error for a model whose file is there and makes no sense. */
export function unreadable(file: string, why: string, cause?: unknown): OvershootError {
  return new OvershootError('MODEL_UNREADABLE', `${brief(file)} is no readable model: ${why}`, { cause })
}

function reason(error: unknown): string {
  return brief(reasonOf(error))
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
