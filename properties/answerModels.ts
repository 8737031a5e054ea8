import { linearModel, tf, type WideDeepModel } from 'overshoot'

/** What the answer speaks about, as models whose output a claim can bound. */

/** A wide & deep model's output less the sum of its parts' outputs. */
export function lessItsParts({ inputs, outputs, linear, deep }: WideDeepModel): tf.LayersModel {
  return tf.model({ inputs, outputs: minus(outputs[0]!, plus(linear.outputs[0]!, deep.outputs[0]!)) })
}

/** sigmoid(w + d1) - sigmoid(w + d2): two predictions of a sigmoid-wrapped model at the same wide output `w`. */
export function sigmoidMoved(): tf.LayersModel {
  const [w, d1, d2] = ['w', 'd1', 'd2'].map((name) => tf.input({ shape: [1], name })) as [Symbolic, Symbolic, Symbolic]
  return tf.model({ inputs: [w, d1, d2], outputs: minus(sigmoid(plus(w, d1)), sigmoid(plus(w, d2))) })
}

/**
 * What a sigmoid-wrapped model gives for `dplus` and `sequence`, less what it gives for the same `dplus` and the
 * sequence `other`.
 */
export function movedBySequence({ inputs, outputs, linear, deep }: WideDeepModel): tf.LayersModel {
  const sequence = deep.inputs[0]!
  const other = tf.input({ shape: sequence.shape.slice(1), name: 'other' })
  const again = deep.layers.slice(1).reduce<Symbolic>((tensor, layer) => layer.apply(tensor) as Symbolic, other)
  return tf.model({
    inputs: [...inputs, other],
    outputs: minus(outputs[0]!, sigmoid(plus(linear.outputs[0]!, again))),
  })
}

/** The largest float32 that the cross-entropy of Keras tells from 1: it clips the output `q` to at most this. */
export const clipsAt: number = Math.fround(1 - 1e-7)

/** What the cross-entropy sees of an output `q` above 0. */
export function seenByCrossentropy(): tf.LayersModel {
  const q = tf.input({ shape: [1], name: 'q' })
  return tf.model({ inputs: q, outputs: tf.layers.reLU({ maxValue: clipsAt }).apply(q) as Symbolic })
}

/** One of many numbers: the input `place` is one-hot, [1, numbers]. */
export function lookUp(numbers: Float32Array): tf.LayersModel {
  const model = linearModel({ inputShape: [1, numbers.length], useBias: false, name: 'place' })
  tf.tidy(() => model.setWeights([tf.tensor2d(numbers, [numbers.length, 1])]))
  return model
}

type Symbolic = tf.SymbolicTensor

function plus(a: Symbolic, b: Symbolic): Symbolic {
  return tf.layers.add().apply([a, b]) as Symbolic
}

/** tf.js has no layer that subtracts. */
function minus(a: Symbolic, b: Symbolic): Symbolic {
  const negated = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(b) as Symbolic
  return plus(a, negated)
}

function sigmoid(logit: Symbolic): Symbolic {
  return tf.layers.activation({ activation: 'sigmoid' }).apply(logit) as Symbolic
}
