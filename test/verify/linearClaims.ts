import { tf } from '../../src/backend/tf.ts'
import { allOf, anyOf, argmaxIs, type Claim, linear, type LinearSet, type Relation } from '../../src/claim/index.ts'
import { integer, pick } from '../network/random.ts'

/**
 * A dense network with one hidden layer and weights that are halves: outputs of different inputs often are the same.
 */
export function halvesModel(random: () => number, inputs: number, outputs: number): tf.LayersModel {
  const hidden = integer(random, 1, 4)
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ units: hidden, activation: 'relu', inputShape: [inputs], name: 'x' }),
      tf.layers.dense({ units: outputs }),
    ],
  })
  const halves = (...shape: number[]) => {
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => integer(random, -3, 3) / 2)
    return tf.tensor(values, shape)
  }
  const weights = [halves(inputs, hidden), halves(hidden), halves(hidden, outputs), halves(outputs)]
  model.setWeights(weights)
  tf.dispose(weights)
  return model
}

const relations: readonly Relation[] = ['>=', '>', '<=', '<']

/** Any set of rows like `rows`, of which some are on its boundary. */
export function randomSet(random: () => number, rows: readonly Float32Array[], depth = 2): LinearSet {
  const width = rows[0]!.length
  const kind = random()
  if (depth > 0 && kind < 0.5) {
    const sets = Array.from({ length: integer(random, 2, 3) }, () => randomSet(random, rows, depth - 1))
    return kind < 0.25 ? allOf(...sets) : anyOf(...sets)
  }
  if (kind < 0.65) return argmaxIs(integer(random, 0, width - 1))
  const coefficients = rows[0]!.map(() => pick(random, [0, 1, -1, 2, -0.5, 0.1]))
  if (coefficients.every((c) => c === 0)) coefficients[0] = 1
  const at = Array.from(coefficients).reduce((sum, c, i) => sum + c * pick(random, rows)[i]!, 0)
  const bound = pick(random, [0, at, Math.round(at), at + pick(random, [-3, 3])])
  return linear(Array.from(coefficients), pick(random, relations), Math.abs(bound) < 1e-60 ? 0 : bound)
}

/** Corners of a claim's one box, its middle, and rows between. */
export function rowsOf(random: () => number, { inputs }: Pick<Claim, 'inputs'>, count: number): Float32Array[] {
  const { lo, hi } = inputs[0]!.domain
  return Array.from({ length: count }, () => {
    const corner = random() < 0.4
    return lo.map((low, i) => {
      const share = corner ? pick(random, [0, 0.5, 1]) : random()
      return Math.min(hi[i]!, Math.max(low, Math.fround(low + share * (hi[i]! - low))))
    })
  })
}
