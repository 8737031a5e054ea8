import { randomUUID } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { tf } from '../backend/tf.ts'
import { OvershootError, unexpected } from '../errors.ts'
import { byteLength, type ModelFile, modelFile } from './modelFile.ts'

const [topologyName, weightsName] = ['model.json', 'weights.bin']

/**
 * A tfjs handler for a folder with `model.json` and `weights.bin`, which works on every backend (tfjs' own `file://` comes
 * with the native one only). `path` is the folder or its `model.json`; reading takes a `.json` of any name.
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

/** A new folder appears as a whole; into one that is there, the weights move first and move out again if the rest fails. */
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
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new OvershootError('FILE_UNREADABLE', `cannot read the model file ${file}: ${reason(error)}`, {
      cause: error,
    })
  })
  const { weightsManifest, ...rest } = parse(file, text)
  const groups = await Promise.all(weightsManifest.map((group) => readGroup(file, group)))
  return {
    ...(rest as unknown as Partial<tf.io.ModelArtifacts>),
    modelTopology: rest.modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights) as unknown as tf.io.WeightsManifestEntry[],
    weightData: Uint8Array.from(Buffer.concat(groups)).buffer,
  }
}

function parse(file: string, text: string): ModelFile {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw unreadable(file, `it is not JSON (${reason(error)})`, error)
  }
  const result = modelFile.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw unreadable(file, `${issue!.path.join('.') || 'the whole'}: ${issue!.message}`, result.error)
}

async function readGroup(file: string, { paths, weights }: ModelFile['weightsManifest'][number]): Promise<Buffer> {
  const folder = dirname(resolve(file))
  const parts = await Promise.all(
    paths.map(async (path) => {
      const inside = relative(folder, resolve(folder, path))
      if (isAbsolute(path) || isAbsolute(inside) || inside === '' || /^\.\.(?:[\\/]|$)/.test(inside))
        throw unreadable(file, `its weights lie outside its folder (${path})`)
      return readFile(join(folder, inside)).catch((error: unknown) => {
        throw unreadable(file, `its weights ${path} cannot be read (${reason(error)})`, error)
      })
    }),
  )
  const data = Buffer.concat(parts)
  const expected = byteLength(weights)
  if (expected !== undefined && data.length !== expected)
    throw unreadable(file, `its weights ${paths.join(', ')} have ${data.length} bytes where ${expected} are needed`)
  return data
}

/** The one error for a model whose file is there and makes no sense. */
export function unreadable(file: string, why: string, cause?: unknown): OvershootError {
  return new OvershootError('MODEL_UNREADABLE', `${file} is no readable model: ${why}`, { cause })
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
