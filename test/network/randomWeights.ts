import { tf } from '../../src/backend/tf.ts'
import { noise } from './random.ts'

/** Gives a layer, or a model, weights of random sizes. */
export function setRandomWeights(
  random: () => number,
  layer: Pick<tf.layers.Layer, 'getClassName' | 'getWeights' | 'setWeights'>,
  weightScale: () => number,
): void {
  const isNormalization = layer.getClassName() === 'BatchNormalization'
  const weights = layer.getWeights().map((weight, i, all) => {
    const scale = weightScale()
    // A variance is not negative.
    const value = (): number => (isNormalization && i === all.length - 1 ? random() * 4 : noise(random, scale))
    return tf.tensor(Float32Array.from({ length: weight.size }, value), weight.shape)
  })
  layer.setWeights(weights)
  tf.dispose(weights)
}
