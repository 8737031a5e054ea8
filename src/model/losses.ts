import { tf } from '../backend/tf.ts'

/** `keras.backend.epsilon()` */
const epsilon = 1e-7

/** What `binaryCrossentropy` may know besides. */
export interface CrossentropyOptions {
  /** What the sigmoid that made the prediction was given. */
  logits?: tf.Tensor | undefined
  /** Round as Keras' compiled training step does. */
  compiled?: boolean
}

/**
 * Binary cross-entropy exactly as Keras 2.15 computes it: one value a row, the mean over the last axis.
 *
 * On probabilities, -(y log(q + eps) + (1 - y) log(1 - q + eps)) with q clipped to [eps, 1 - eps]: outside, the value
 * is constant and the gradient exactly 0. tfjs' own loss lacks the eps inside the logarithms: at q = 0, y = 1 it is
 * 16.12 where Keras has 15.42, and at q = 1, y = 0 it is 15.94 where Keras has 15.33. Inside `fit`, Keras' graph
 * compiler turns 1 - q + eps into (1 + eps) - q, so that the same row counts 15.25: that is `compiled`.
 *
 * Given the logits, max(x, 0) - x y + log(1 + exp(-|x|)) with nothing clipped: Keras takes this way whenever the output
 * comes out of a sigmoid, so that a saturated sigmoid still learns.
 * @param truth targets, shape [rows, units]
 * @param prediction probabilities of the same shape
 */
export function binaryCrossentropy(
  truth: tf.Tensor,
  prediction: tf.Tensor,
  { logits, compiled = false }: CrossentropyOptions = {},
): tf.Tensor {
  return tf.tidy(() => {
    const y = tf.cast(truth, 'float32')
    if (logits !== undefined) return tf.mean(fromLogits(y, logits), -1)
    const q = tf.clipByValue(prediction, epsilon, 1 - epsilon)
    const yes = tf.mul(y, tf.log(tf.add(q, epsilon)))
    const rest = compiled ? tf.sub(1 + epsilon, q) : tf.add(tf.sub(1, q), epsilon)
    const no = tf.mul(tf.sub(1, y), tf.log(rest))
    return tf.mean(tf.neg(tf.add(yes, no)), -1)
  })
}

function fromLogits(y: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.add(tf.sub(tf.relu(x), tf.mul(x, y)), tf.log1p(tf.exp(tf.neg(tf.abs(x)))))
}
