import { tf } from '../../../backend/tf.ts'
import { heads } from './heads.ts'
import type { Kind } from './kind.ts'

/** Each row of scores is shared out, and takes its share of the values: [batch, steps, numbers]. */
const attended = (scores: tf.Tensor, value: tf.Tensor): tf.Tensor => tf.matMul(tf.softmax(scores), value)

/** Of what is asked, values and their keys, which are the values where there are no others. */
const attention: Kind = {
  rank: 3,
  weights: ({ useScale }) => (useScale === true ? [{ name: 'scale', shape: [] }] : []),
  compute: (_, [query, value, key = value], [scale]) => {
    const scores = tf.matMul(query!, key!, false, true)
    return attended(scale === undefined ? scores : tf.mul(scores, scale), value!)
  },
}

/** Scores are sums of what tanh makes of each query with each key. */
const additiveAttention: Kind = {
  rank: 3,
  weights: ({ useScale }, [shape]) => (useScale === false ? [] : [{ name: 'scale', shape: [shape!.at(-1)!] }]),
  compute: (_, [query, value, key = value], [scale]) => {
    const bent = tf.tanh(tf.add(tf.expandDims(query!, 2), tf.expandDims(key!, 1)))
    return attended(tf.sum(scale === undefined ? bent : tf.mul(scale, bent), 3), value!)
  },
}

export const attentionKinds: Readonly<Record<string, Kind>> = {
  AdditiveAttention: additiveAttention,
  Attention: attention,
  GroupQueryAttention: heads,
  MultiHeadAttention: heads,
}
