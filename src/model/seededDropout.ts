import type { tf } from '../backend/tf.ts'
import { OvershootError } from '../errors.ts'
import { mixSeed } from './seeds.ts'

/** tfjs' Dropout reads its seed at every call: with a fixed one it would repeat the same mask in every step. */
type Dropout = tf.layers.Layer & { seed: number | undefined }

/** The masks of all Dropout layers of a model, drawn from one seed: another mask for each layer and each step. */
export interface DropoutMasks {
  /** Sets the masks of the step that comes next. */
  use(...step: readonly number[]): void
  /** Gives the layers back the seeds they were made with, which are the ones a model file shows. */
  release(): void
}

/** Layers that tfjs lets draw from Math.random only. */
const unseedable = new Set(['GaussianNoise', 'GaussianDropout', 'AlphaDropout'])

/**
 * @param strict throw where a layer cannot be seeded
 * @throws MODEL_INVALID for such a layer: GaussianNoise, GaussianDropout, AlphaDropout, dropout inside a recurrent
 * layer
 */
export function dropoutMasks(model: tf.LayersModel, seed: number, strict: boolean): DropoutMasks {
  const layers = allLayers(model)
  if (strict)
    for (const layer of layers)
      if (unseedable.has(layer.getClassName()) || recurrentDropout(layer))
        throw new OvershootError(
          'MODEL_INVALID',
          `fit: the layer ${layer.name} (${layer.getClassName()}) draws random numbers that no seed reaches. ` +
            'Leave out seed, or use Dropout or SpatialDropout1D',
        )
  const dropouts = layers.filter((layer) => /^(Spatial)?Dropout(1D)?$/.test(layer.getClassName())) as Dropout[]
  const own = dropouts.map((layer) => layer.seed)
  return {
    use: (...step) => {
      for (const [i, layer] of dropouts.entries()) layer.seed = mixSeed(seed, ...step, i)
    },
    release: () => {
      for (const [i, layer] of dropouts.entries()) layer.seed = own[i]
    },
  }
}

/** A model's layers, those of models and wrappers inside it included. */
function allLayers(model: { layers: tf.layers.Layer[] }): tf.layers.Layer[] {
  return model.layers.flatMap((layer) => {
    const { layers, layer: wrapped } = layer as { layers?: tf.layers.Layer[]; layer?: tf.layers.Layer }
    const inner = layers ?? (wrapped === undefined ? [] : [wrapped])
    return [layer, ...allLayers({ layers: inner })]
  })
}

function recurrentDropout(layer: tf.layers.Layer): boolean {
  const { dropout, recurrentDropout: recurrent } = layer.getConfig()
  return Number(dropout ?? 0) > 0 || Number(recurrent ?? 0) > 0
}
