import { tf } from '../../src/backend/tf.ts'
import { always, claim, type Claim, type ClaimOptions, interval, within } from '../../src/claim/index.ts'

/** A claim that is true and that no proof gets at in the time there is: `regions: 20` makes that quick. */
export function outOfReach(more: Partial<ClaimOptions> = {}): Claim {
  const inputs = { x: interval(-1, 1), y: interval(-1, 1) }
  return claim('two products cancel', cancelling(), { inputs, holds: always(within(-1e-6, 1e-6)), ...more })
}

/**
 * x y + x (-y): always 0. A product is bounded by itself, so that it takes tiny regions to see it, more than anyone can
 * wait for.
 */
function cancelling(): tf.LayersModel {
  const [x, y] = ['x', 'y'].map((name) => tf.input({ shape: [1], name })) as [tf.SymbolicTensor, tf.SymbolicTensor]
  const minus = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(y)
  const products = [y, minus].map((factor) => tf.layers.multiply().apply([x, factor as tf.SymbolicTensor]))
  const sum = tf.layers.add().apply(products as tf.SymbolicTensor[])
  return tf.model({ inputs: [x, y], outputs: sum as tf.SymbolicTensor })
}
