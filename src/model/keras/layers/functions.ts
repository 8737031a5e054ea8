import { tf } from '../../../backend/tf.ts'

type Apply = (x: tf.Tensor) => tf.Tensor
type ActivationClass = tf.serialization.SerializableConstructor<tf.serialization.Serializable>

/** As Keras has it where a layer names the function only. */
export const LEAK = 0.2

/** Functions of Keras that tf.js lacks, by the names that it would have for them. */
const functions: Readonly<Record<string, Apply>> = {
  exponential: (x) => tf.exp(x),
  hardSilu: (x) => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  leakyRelu: (x) => tf.leakyRelu(x, LEAK),
  logSigmoid: (x) => tf.logSigmoid(x),
}

/** Makes tf.js know them by their names. */
export function registerFunctions(): void {
  for (const [className, apply] of Object.entries(functions)) {
    class Activation extends tf.serialization.Serializable {
      static className = className
      apply(x: tf.Tensor): tf.Tensor {
        return tf.tidy(() => apply(x))
      }
      override getConfig(): tf.serialization.ConfigDict {
        return {}
      }
    }
    tf.serialization.registerClass(Activation as unknown as ActivationClass)
  }
}
