import { z } from 'zod'
import { tf } from '../backend/tf.ts'
import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import { readArtifacts, weightBytes } from './artifacts.ts'
import { buildModel } from './buildModel.ts'
import { fileHandler, unreadable } from './files.ts'
import { isKeras } from './keras/isKeras.ts'
import { isOfKeras3, loadConverted } from './keras/loadConverted.ts'
import { KerasModel } from './kerasModel.ts'
import { modelError } from './modelError.ts'
import { isGraphModel } from './modelFile.ts'
import { partsOf } from './parts.ts'
import { savedModelFolder } from './savedModelFolder.ts'
import { wideDeepArguments, WideDeepModel } from './wideDeepModel.ts'
import { readTopology } from './topology.ts'

interface NamedTensor {
  name: string
  tensor: tf.Tensor
}

const part = z.object({ name: z.string(), output: z.string() })
/** How a wide & deep model's file names its parts. */
const wideDeepMetadata = z.looseObject({ wideDeep: z.object({ linear: part, deep: part }) })

/**
 * Writes a model to a folder as `model.json` and `weights.bin`, which plain tfjs can load. With `includeOptimizer`
 * (false) the optimizer and its state are kept, so that training goes on where it stopped; plain tfjs loads such a file
 * only where this module is loaded too, because the optimizers are ours.
 * @throws FILE_UNWRITABLE; what was there before is then still there
 */
export async function saveModel(
  model: tf.LayersModel,
  path: string,
  options: { includeOptimizer?: boolean } = {},
): Promise<void> {
  await model.save(fileHandler(path), { includeOptimizer: options.includeOptimizer ?? false })
}

/**
 * Reads a tfjs layers model from a folder, its `model.json`, or any tfjs handler; a wide & deep model has its parts
 * again, and one that was saved with its optimizer is compiled and goes on training as if it had never been saved.
 * Reads, too, what Keras 2.15 and 3 save: a `.keras` or `.h5` file, a folder with what a `.keras` file packs, or a
 * SavedModel of Keras 2. Of those, and of what was converted from Keras 3, nothing is read that is about training: the
 * model has no regularizers and is not compiled.
 * @throws FILE_UNREADABLE when there is no such file; MODEL_UNREADABLE when it is truncated, its weights are missing,
 * lie outside its folder, have the wrong size or are no finite numbers, or it makes no model; SETTING_UNSUPPORTED for a
 * layer with a setting of Keras that tf.js would ignore, and, naming all of them, for layers of Keras that it has not
 */
export async function loadLayersModel(from: string | tf.io.IOHandler): Promise<KerasModel> {
  // What reads such files is only loaded where there is one.
  if (typeof from === 'string' && (isKeras(from) || savedModelFolder(from) !== undefined))
    return (await import('./keras/loadKeras.ts')).loadKeras(from)
  const { name, artifacts } = await readArtifacts(from)
  return modelFrom(artifacts, name)
}

/** The layers model that a tf.js model's files hold. @throws as `loadLayersModel` */
export async function modelFrom(artifacts: tf.io.ModelArtifacts, name: string): Promise<KerasModel> {
  if (isGraphModel(artifacts)) throw unreadable(name, 'it is a graph model of tf.js, where one of layers is needed')
  let plain: tf.LayersModel | undefined
  let named: NamedTensor[] = []
  try {
    named = decodeWeights(artifacts)
    const { modelTopology } = artifacts
    if (isOfKeras3(modelTopology)) return await loadConverted(modelTopology, named)
    plain = await buildModel(
      artifacts.modelTopology as object,
      named.reduce((sum, { tensor }) => sum + tensor.size, 0),
    )
    return await restore(plain, artifacts, named)
  } catch (error) {
    // Not the model: tf.js counts its layers wrongly where an application of one is left out.
    for (const weight of new Set(plain?.weights)) weight.dispose()
    throw modelError(name, error)
  } finally {
    tf.dispose(named.map(({ tensor }) => tensor))
  }
}

/** As `loadLayersModel`, for a wide & deep model. @throws as `loadLayersModel`; MODEL_INVALID for a model of another kind */
export async function loadWideDeepModel(from: string | tf.io.IOHandler): Promise<WideDeepModel> {
  const model = await loadLayersModel(from)
  if (model instanceof WideDeepModel) return model
  model.dispose()
  throw new OvershootError(
    'MODEL_INVALID',
    `${model.name} is no wide & deep model that was saved by Overshoot or Keras`,
  )
}

/** @throws Error for weights that are listed wrongly, are too few or too many, or no finite numbers */
function decodeWeights(artifacts: tf.io.ModelArtifacts): NamedTensor[] {
  const data = weightBytes(artifacts)
  const decoded = tf.tidy(() => {
    const tensors = tf.io.decodeWeights(data, artifacts.weightSpecs ?? [])
    for (const [name, tensor] of Object.entries(tensors)) {
      const at = tensor.dataSync().findIndex((value) => !Number.isFinite(value))
      if (at >= 0)
        throw new Error(`its weight ${name} holds ${tensor.dataSync()[at]} at ${at}, which is no finite number`)
    }
    return tensors
  })
  return Object.entries(decoded).map(([name, tensor]) => ({ name, tensor }))
}

async function restore(
  plain: tf.LayersModel,
  artifacts: tf.io.ModelArtifacts,
  named: readonly NamedTensor[],
): Promise<KerasModel> {
  const ofOptimizer = (artifacts.weightSpecs ?? []).filter(({ group }) => group === 'optimizer')
  const states = new Set(ofOptimizer.map(({ name }) => name))
  const weights = named.filter(({ name }) => !states.has(name))
  plain.loadWeights(Object.fromEntries(weights.map(({ name, tensor }) => [name, tensor])))
  const metadata = artifacts.userDefinedMetadata ?? {}
  const { success, data: marked } = wideDeepMetadata.safeParse(metadata)
  const model = success
    ? wideDeep(plain, marked.wideDeep)
    : new KerasModel({ inputs: plain.inputs, outputs: plain.outputs, name: plain.name })
  if (success || Object.keys(metadata).length > 0) model.setUserDefinedMetadata(metadata)
  const training = artifacts.trainingConfig
  if (training === undefined || training === null) return model
  await compile(
    model,
    training,
    named.filter(({ name }) => states.has(name)),
  )
  return model
}

async function compile(model: KerasModel, training: object, state: NamedTensor[]): Promise<void> {
  checkTrainingConfig(training)
  model.loadTrainingConfig(training as Parameters<KerasModel['loadTrainingConfig']>[0])
  if (state.length === 0) return
  try {
    await model.optimizer.setWeights(state)
  } catch (error) {
    model.optimizer.dispose()
    throw error
  }
}

function wideDeep(plain: tf.LayersModel, names: Record<'linear' | 'deep', z.infer<typeof part>>): WideDeepModel {
  const parts = partsOf(plain)
  for (const which of ['linear', 'deep'] as const) {
    const found = parts[which].outputs.sourceLayer.name
    if (found !== names[which].output)
      throw unreadable(plain.name, `its ${which} part should end in ${names[which].output} and ends in ${found}`)
  }
  return new WideDeepModel(wideDeepArguments(plain, parts, { linear: names.linear.name, deep: names.deep.name }))
}

/**
 * Checks that a training configuration from a file names optimizers where tf.js would make whatever it names: a model
 * there could take any memory, or no end.
 * @throws Error that says what is wrong
 */
function checkTrainingConfig(training: object): void {
  checkOptimizers(readTopology({ optimizer: (training as Record<string, unknown>)['optimizer_config'] }))
}

function checkOptimizers(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const { className } = value as { className?: unknown }
  if (className !== undefined) {
    const known = tf.serialization.SerializationMap.getMap().classNameMap
    const [made] = (Object.hasOwn(known, String(className)) && known[String(className)]) || []
    if (!made || !('applyGradients' in made.prototype))
      throw new Error(`its training configuration names no optimizer: ${JSON.stringify(brief(String(className), 60))}`)
  }
  for (const one of Object.values(value)) checkOptimizers(one)
}
