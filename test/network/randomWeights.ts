import { tf } from '../../src/backend/tf.ts'
import { noise } from './random.ts'

/** Gives a layer, or a model, weights of random sizes. */
export function setRandomWeights(
  random: () => number,
  layer: Pick<tf.layers.Layer, 'getClassName' | 'getWeights' | 'setWeights'>,
  weightScale: () => number,
): void {
  const { kind, layer: inner } = layer as { kind?: string; layer?: tf.layers.Layer }
  if (layer.getClassName() === 'TimeDistributed') return setRandomWeights(random, inner!, weightScale)
  // A variance is not negative.
  const variance = [layer.getClassName(), kind].includes('BatchNormalization')
    ? -1
    : kind === 'Normalization'
      ? 1
      : undefined
  const weights = layer.getWeights().map((weight, _, all) => {
    const scale = weightScale()
    const isVariance = variance !== undefined && weight === all.at(variance)
    const value = (): number => (isVariance ? random() * 4 : noise(random, scale))
    return tf.tensor(Float32Array.from({ length: weight.size }, value), weight.shape)
  })
  layer.setWeights(weights)
  tf.dispose(weights)
}
