import { tf } from '../backend/tf.ts'

/** What Keras' `Adam` takes; its defaults are 0.001, 0.9, 0.999 and 1e-7. */
export interface KerasAdamOptions {
  learningRate?: number
  beta1?: number
  beta2?: number
  epsilon?: number
}

interface Moments {
  first: tf.Variable
  second: tf.Variable
}

/**
 * Adam as Keras 2.15 computes it (Kingma and Ba, 2015, the form before section 2.1):
 *
 *     m += (g - m) (1 - beta1);  v += (g² - v) (1 - beta2)
 *     w -= m alpha / (sqrt(v) + epsilon),  alpha = rate sqrt(1 - beta2^t) / (1 - beta1^t) in float32
 *
 * tfjs' own Adam adds epsilon to the corrected sqrt(v / (1 - beta2^t)) instead, so that its epsilon weighs 1 / sqrt(1 -
 * beta2^t) times less: 32 times in the first step. Where gradients are near epsilon, steps differ by as much.
 */
export class KerasAdam extends tf.Optimizer {
  static readonly className: string = 'KerasAdam'
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  #moments = new Map<string, Moments>()
  /** Moments from a file, in the order of the variables that the next step brings. */
  #restored: Moments[] = []

  constructor(options: KerasAdamOptions = {}) {
    super()
    this.learningRate = options.learningRate ?? 0.001
    this.beta1 = options.beta1 ?? 0.9
    this.beta2 = options.beta2 ?? 0.999
    this.epsilon = options.epsilon ?? 1e-7
  }

  override applyGradients(gradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const list = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }))
    const alpha = this.#alpha(this.iterations + 1)
    for (const { name, tensor } of list) {
      const variable = tf.engine().registeredVariables[name]
      if (variable === undefined) throw new Error(`there is no variable ${name}`)
      const { first, second } = this.#momentsOf(variable)
      // tfjs names variables that the loss does not depend on, without a gradient.
      if ((tensor as tf.Tensor | undefined) === undefined) continue
      tf.tidy(() => {
        first.assign(tf.add(first, tf.mul(tf.sub(tensor, first), 1 - this.beta1)))
        second.assign(tf.add(second, tf.mul(tf.sub(tf.square(tensor), second), 1 - this.beta2)))
        const step = tf.div(tf.mul(first, alpha), tf.add(tf.sqrt(second), this.epsilon))
        variable.assign(tf.sub(variable, step))
      })
    }
    this.incrementIterations()
  }

  /** Rounded to float32 after each operation, as Keras' graph does: 1 - 0.999^t alone is off by 5e-5 at t = 1. */
  #alpha(step: number): number {
    const power = (beta: number): number => Math.fround(Math.pow(Math.fround(beta), step))
    const numerator = Math.fround(
      Math.fround(this.learningRate) * Math.fround(Math.sqrt(Math.fround(1 - power(this.beta2)))),
    )
    return Math.fround(numerator / Math.fround(1 - power(this.beta1)))
  }

  #momentsOf(variable: tf.Variable): Moments {
    const known = this.#moments.get(variable.name)
    if (known !== undefined) return known
    const zeros = (): tf.Variable => tf.tidy(() => tf.variable(tf.zerosLike(variable), false))
    const moments = this.#restored.shift() ?? { first: zeros(), second: zeros() }
    this.#moments.set(variable.name, moments)
    return moments
  }

  /** The steps so far and the moments of every variable, to be saved. */
  override async getWeights(): Promise<{ name: string; tensor: tf.Tensor }[]> {
    const moments = [...this.#moments, ...this.#restored.map((m, i) => [`restored_${i}`, m] as const)]
    return [
      await this.saveIterations(),
      ...moments.map(([name, { first }]) => ({ name: `${name}/m`, tensor: first })),
      ...moments.map(([name, { second }]) => ({ name: `${name}/v`, tensor: second })),
    ]
  }

  /** Takes over what `getWeights` gave. */
  override async setWeights(weights: { name: string; tensor: tf.Tensor }[]): Promise<void> {
    const tensors = (await this.extractIterations(weights)).map(({ tensor }) => tensor)
    const count = tensors.length / 2
    this.#disposeMoments()
    this.#restored = tensors
      .slice(0, count)
      .map((first, i) => ({ first: tf.variable(first, false), second: tf.variable(tensors[count + i]!, false) }))
  }

  override dispose(): void {
    this.#disposeMoments()
  }

  #disposeMoments(): void {
    for (const { first, second } of [...this.#moments.values(), ...this.#restored]) tf.dispose([first, second])
    this.#moments.clear()
    this.#restored = []
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { learningRate, beta1, beta2, epsilon } = this
    return { learningRate, beta1, beta2, epsilon }
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new cls(config)
  }
}
tf.serialization.registerClass(KerasAdam)

/** Adam with Keras' formula and defaults: what `compile({ optimizer: 'adam' })` means. */
export function kerasAdam(options: KerasAdamOptions = {}): KerasAdam {
  return new KerasAdam(options)
}
