import { z } from 'zod'
import { tf } from '../backend/tf.ts'
import { OvershootError } from '../errors.ts'
import { fileHandler, unreadable } from './files.ts'
import { KerasModel } from './kerasModel.ts'
import { partsOf } from './parts.ts'
import { wideDeepArguments, WideDeepModel } from './wideDeepModel.ts'

const part = z.object({ name: z.string(), output: z.string() })
/** How a wide & deep model's file names its parts. */
const wideDeepMetadata = z.looseObject({ wideDeep: z.object({ linear: part, deep: part }) })

/**
 * Writes a model to a folder as `model.json` and `weights.bin`, which plain tfjs can load. With `includeOptimizer` (false)
 * the optimizer and its state are kept, so that training goes on where it stopped; plain tfjs loads such a file only
 * where this module is loaded too, because the optimizers are ours.
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
 * Reads a tfjs layers model from a folder, its `model.json`, or any tfjs handler; a wide & deep model has its parts again,
 * and one that was saved with its optimizer is compiled and goes on training as if it had never been saved.
 * @throws FILE_UNREADABLE when there is no such file; MODEL_UNREADABLE when it is truncated, its weights are missing, lie
 * outside its folder or have the wrong size, or it makes no model
 */
export async function loadModel(from: string | tf.io.IOHandler): Promise<KerasModel> {
  const name = typeof from === 'string' ? from : 'the model'
  const handler = typeof from === 'string' ? fileHandler(from) : from
  if (handler.load === undefined) throw unreadable(name, 'its handler cannot load')
  const artifacts = await handler.load()
  let plain: tf.LayersModel | undefined
  try {
    plain = await tf.models.modelFromJSON(artifacts.modelTopology as never)
    return await restore(plain, artifacts)
  } catch (error) {
    plain?.dispose()
    if (error instanceof OvershootError && error.code === 'MODEL_UNREADABLE') throw error
    throw unreadable(name, error instanceof Error ? error.message : String(error), error)
  }
}

/** As `loadModel`, for a wide & deep model. @throws as `loadModel`; MODEL_INVALID for a model of another kind */
export async function loadWideDeepModel(from: string | tf.io.IOHandler): Promise<WideDeepModel> {
  const model = await loadModel(from)
  if (model instanceof WideDeepModel) return model
  model.dispose()
  throw new OvershootError('MODEL_INVALID', `${model.name} is no wide & deep model that was saved by Overshoot`)
}

async function restore(plain: tf.LayersModel, artifacts: tf.io.ModelArtifacts): Promise<KerasModel> {
  const specs = artifacts.weightSpecs ?? []
  const data = [artifacts.weightData ?? new ArrayBuffer(0)].flat()
  const tensors = tf.io.decodeWeights(tf.io.concatenateArrayBuffers(data), specs)
  try {
    const isState = (name: string): boolean => specs.some((spec) => spec.name === name && spec.group === 'optimizer')
    const named = Object.entries(tensors).map(([name, tensor]) => ({ name, tensor }))
    const weights = named.filter(({ name }) => !isState(name))
    plain.loadWeights(Object.fromEntries(weights.map(({ name, tensor }) => [name, tensor])))
    const metadata = artifacts.userDefinedMetadata ?? {}
    const { success, data: marked } = wideDeepMetadata.safeParse(metadata)
    const model = success
      ? wideDeep(plain, marked.wideDeep)
      : new KerasModel({ inputs: plain.inputs, outputs: plain.outputs, name: plain.name })
    if (success || Object.keys(metadata).length > 0) model.setUserDefinedMetadata(metadata)
    const training = artifacts.trainingConfig
    if (training === undefined || training === null) return model
    model.loadTrainingConfig(training as Parameters<KerasModel['loadTrainingConfig']>[0])
    const state = named.filter(({ name }) => isState(name))
    if (state.length > 0) await model.optimizer.setWeights(state)
    return model
  } finally {
    tf.dispose(tensors)
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
