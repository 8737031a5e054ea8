import type { tf } from '../../src/backend/tf.ts'
import { anyWeights } from '../../src/model/anyWeights.ts'
import type { Network } from '../../src/network/network.ts'
import { randomModel } from './randomModel.ts'
import { readNetwork } from '../../src/network/readNetwork.ts'

/** A model, its network, and what gives its memory back. */
export interface Subject {
  readonly model: tf.LayersModel
  readonly network: Network
  dispose(): void
}

/** Layers of which all weights may be read. */
const kinds = ['activation', 'convolution', 'dense', 'movement', 'pooling', 'twice']

/** A random model of any layers, or, of every seventh or so, one whose weights are an input. */
export function randomSubject(random: () => number, weightScale: () => number): Subject {
  const reads = random() < 0.15
  const inner = randomModel(random, weightScale, ...(reads ? [kinds] : []))
  if (!reads || inner.weights.length === 0)
    return { model: inner, network: readNetwork(inner), dispose: () => inner.dispose() }
  const model = anyWeights(inner)
  const dispose = (): void => {
    model.dispose()
    inner.dispose()
  }
  return { model, network: readNetwork(model), dispose }
}
