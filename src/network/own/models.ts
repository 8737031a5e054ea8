import { tf } from '../../backend/tf.ts'
import { KerasModel } from '../../model/kerasModel.ts'
import { WideDeepModel } from '../../model/wideDeepModel.ts'
import { alterationOf, takeClass } from './classes.ts'

for (const made of [tf.LayersModel, tf.Sequential, KerasModel, WideDeepModel]) takeClass(made)

/**
 * Members of a model that have no part in what it predicts. A class of a caller's own may have others in their place.
 */
const mayReplace: ReadonlySet<PropertyKey> = new Set(
  (
    'calculateLosses compile countParams dispose evaluate evaluateDataset fit fitDataset getConfig ' +
    'getLayer getTrainingConfig getUserDefinedMetadata getWeights loadTrainingConfig loadWeights loss metrics ' +
    'optimizer save setUserDefinedMetadata setWeights stopTraining summary toJSON trainOnBatch weights'
  ).split(' '),
)

/**
 * Why a model may compute something else than its layers say, in words: code of its own in place of tf.js', on the
 * model or its class; or, of a sequential one, layers that came or went after it first ran, as tf.js goes on with those
 * of before. Undefined if it computes what they say.
 */
export function alterationOfModel(model: tf.LayersModel): string | undefined {
  const alteration = alterationOf(model, mayReplace)
  if (alteration !== undefined || !(model instanceof tf.Sequential)) return alteration
  const running = (model as unknown as { model?: tf.LayersModel | null }).model ?? undefined
  if (running === undefined) return undefined
  const isSame =
    areSame(running.inputs, model.inputs) &&
    areSame(running.outputs, model.outputs) &&
    !(running instanceof tf.Sequential)
  return isSame ? alterationOf(running, mayReplace) : 'layers that were changed after it first ran'
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}
