import type { tf } from '../backend/tf.ts'
import { OvershootError, unexpected } from '../errors.ts'
import { isForeign } from '../network/own/adopt.ts'
import { alterationOfModel } from '../network/own/models.ts'

/**
 * Is this a model that claims can be about? It is built, what it computes is its own layers' doing as far as its
 * outputs are put together anew, and each row of a batch is computed by itself and alike every time.
 * @throws ARGUMENT_INVALID for no model, MODEL_INVALID saying what is wrong with it
 */
export function checkModel(name: string, model: tf.LayersModel): void {
  const isModel = typeof model === 'object' && model !== null && typeof model.predictOnBatch === 'function'
  if (!isModel) throw unexpected({ api: `claim "${name}"`, expected: 'a tf.LayersModel', name: 'model', value: model })
  const invalid = (what: string): OvershootError => new OvershootError('MODEL_INVALID', `claim "${name}": ${what}`)
  // A sequential model has neither inputs nor outputs until it knows the shape of its first.
  if (!(model.outputs?.length > 0)) throw invalid('the model is not built yet. Give its first layer an inputShape')
  // What another copy's model may do is found out where it is made anew.
  const alteration = isForeign(model) ? undefined : alterationOfModel(model)
  if (alteration?.startsWith('layers'))
    throw invalid(
      `the model has ${alteration}: tf.js goes on with those of before. Make it anew of the layers that it has now`,
    )
  if (alteration !== undefined && model.outputs.length > 1)
    throw invalid(
      `a model of several outputs is put together anew, and this one has ${alteration}, which that would leave out`,
    )
  const stateful = model.layers.find((layer) => layer.stateful)
  if (stateful !== undefined)
    throw invalid(
      `the layer ${stateful.name} (${stateful.getClassName()}) remembers what came before (stateful), and claims are about single inputs`,
    )
  const fixed = model.inputs.find(({ shape }) => (shape[0] ?? null) !== null)
  if (fixed !== undefined)
    throw invalid(
      `the model takes batches of ${fixed.shape[0]} rows only ([${fixed.shape.join(', ')}]), and cases are computed in batches of any size. ` +
        'Make it with inputShape instead of batchInputShape',
    )
}
