import { tf } from '../../../backend/tf.ts'
import { brief } from '../../../files/brief.ts'
import { nextUp32 } from '../../../numeric/float32.ts'
import { grown, type Kind, noWeights, one, type Settings } from './kind.ts'

/** Numbers from `from` to below `below` are cut to the whole number that is category `i` of so many. */
export function edgesOf(i: number): { readonly from: number; readonly below: number } {
  // What is above -1 is cut to 0.
  return { from: i === 0 ? nextUp32(-1) : i, below: i + 1 }
}

const filled = ({ shape }: tf.Tensor, value: number): tf.Tensor => tf.fill(shape, value)

/** Is each number, cut to a whole one, one of so many categories? Kernels of comparisons do not all broadcast. */
const isCategory = (x: tf.Tensor, count: number): tf.Tensor =>
  tf.logicalAnd(tf.greater(x, filled(x, -1)), tf.less(x, filled(x, count)))

/** For each whole number its row of a table. What has none is an error in Keras: NaN here, on every backend. */
const embedding: Kind = {
  weights: ({ inputDim, outputDim }) => [{ name: 'embeddings', shape: [one(inputDim), one(outputDim)] }],
  compute: (_, [given], [table]) => {
    const [count, width] = table!.shape as [number, number]
    const x = tf.cast(given!, 'float32')
    grown(x.size / x.shape[0]!, width)
    const rows = tf.concat([table!, tf.tensor2d(new Float32Array(width).fill(NaN), [1, width])])
    return tf.gather(rows, tf.cast(tf.where(isCategory(x, count), x, filled(x, count)), 'int32'))
  },
}

/** How categories are told, in tf.js' spelling: each by itself, or those of the last axis together. */
export type Encoding = 'oneHot' | 'multiHot' | 'count'

export function encodingIn(settings: Settings): Encoding {
  const mode = settings['outputMode'] ?? 'multiHot'
  if (mode === 'oneHot' || mode === 'multiHot' || mode === 'count') return mode
  throw new Error(`its output_mode is ${brief(JSON.stringify(mode), 60)}`)
}

/** The shape of what is told of categories of this shape, the batch first. */
export function encodedShape(encoding: Encoding, shape: readonly number[], count: number): number[] {
  const isAlone = shape.length > 1 && (encoding !== 'oneHot' || shape.at(-1) === 1)
  return [...(isAlone ? shape.slice(0, -1) : shape), count]
}

const categoryEncoding: Kind = {
  weights: noWeights,
  compute: (settings, [given]) => {
    const x = tf.cast(given!, 'float32')
    const [encoding, count] = [encodingIn(settings), one(settings['numTokens'])]
    if (count < 1 || x.rank < 2) throw new Error('its num_tokens is 0, or it is given no list')
    grown(x.size / x.shape[0]!, count)
    const edges = Array.from({ length: count }, (_, i) => edgesOf(i))
    const each = tf.tile(tf.expandDims(x, -1), [...x.shape.map(() => 1), count])
    const edge = (key: 'from' | 'below'): tf.Tensor => {
      const row = tf.tensor(
        edges.map((both) => both[key]),
        [...x.shape.map(() => 1), count],
      )
      return tf.tile(row, [...x.shape, 1])
    }
    const isIt = tf.logicalAnd(tf.greaterEqual(each, edge('from')), tf.less(each, edge('below')))
    const zeroOrNaN = tf.where(isCategory(x, count), filled(x, 0), filled(x, NaN))
    const hits = tf.add(tf.cast(isIt, 'float32'), tf.expandDims(zeroOrNaN, -1))
    const shape = encodedShape(encoding, x.shape, count)
    if (encoding === 'oneHot') return tf.reshape(hits, shape)
    // A maximum may leave out NaN, a sum does not.
    const sums = tf.reshape(tf.sum(hits, -2), shape)
    return encoding === 'count' ? sums : tf.where(tf.greater(sums, filled(sums, 1)), filled(sums, 1), sums)
  },
}

export const categoryKinds: Readonly<Record<string, Kind>> = {
  CategoryEncoding: categoryEncoding,
  Embedding: embedding,
}
