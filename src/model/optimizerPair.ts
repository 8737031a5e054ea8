import { tf } from '../backend/tf.ts'

type Gradients = { name: string; tensor: tf.Tensor }[]

/**
 * Two optimizers behind one: the first trains the wide part's weights, the second all others, both on the gradients of
 * the one loss from one backward pass, as Keras' `WideDeepModel.train_step` does.
 * It is saved with both optimizers' states. `wideWeights` are the names that the wide weights have in a model file.
 */
export class OptimizerPair extends tf.Optimizer {
  static readonly className: string = 'OptimizerPair'
  readonly wide: tf.Optimizer
  readonly deep: tf.Optimizer
  #wideWeights: readonly string[]
  #wideVariables: ReadonlySet<string> | undefined

  constructor(wide: tf.Optimizer, deep: tf.Optimizer, wideWeights: readonly string[] = []) {
    super()
    this.wide = wide
    this.deep = deep
    this.#wideWeights = wideWeights
  }

  /** Says which variables the first optimizer trains. */
  bind(wideWeights: readonly tf.LayerVariable[]): void {
    this.#wideWeights = wideWeights.map(({ originalName }) => originalName)
    this.#wideVariables = new Set(wideWeights.map(({ name }) => name))
  }

  override applyGradients(gradients: tf.NamedTensorMap | Gradients): void {
    const list = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }))
    this.wide.applyGradients(list.filter(({ name }) => this.#isWide(name)))
    this.deep.applyGradients(list.filter(({ name }) => !this.#isWide(name)))
  }

  /** Steps so far; both optimizers take each of them. */
  override get iterations(): number {
    return this.wide.iterations
  }

  #isWide(variable: string): boolean {
    if (this.#wideVariables !== undefined) return this.#wideVariables.has(variable)
    // Loaded by tf.loadLayersModel, nobody bound it: tfjs makes a taken name unique by a number at its end.
    return this.#wideWeights.includes(variable) || this.#wideWeights.includes(variable.replace(/_\d+$/, ''))
  }

  /** What both optimizers keep, their names after `wide/` and `deep/`. */
  override async getWeights(): Promise<Gradients> {
    const prefixed = async (part: 'wide' | 'deep'): Promise<Gradients> =>
      (await this[part].getWeights()).map(({ name, tensor }) => ({ name: `${part}/${name}`, tensor }))
    return [...(await prefixed('wide')), ...(await prefixed('deep'))]
  }

  /** Takes over what `getWeights` gave. */
  override async setWeights(weights: Gradients): Promise<void> {
    for (const part of ['wide', 'deep'] as const) {
      const own = weights.filter(({ name }) => name.startsWith(`${part}/`))
      await this[part].setWeights(own.map(({ name, tensor }) => ({ name: name.slice(part.length + 1), tensor })))
    }
  }

  override dispose(): void {
    this.wide.dispose()
    this.deep.dispose()
  }

  override getConfig(): tf.serialization.ConfigDict {
    const config = (part: tf.Optimizer): tf.serialization.ConfigDict => ({
      className: part.getClassName(),
      config: part.getConfig(),
    })
    // As objects with a `name`: tfjs respells every other string of a configuration.
    const wideWeights = this.#wideWeights.map((name) => ({ name }))
    return { wide: config(this.wide), deep: config(this.deep), wideWeights }
  }

  static override fromConfig<T extends tf.serialization.Serializable>(
    cls: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    const { wide, deep, wideWeights } = config as unknown as PairConfig
    const names = wideWeights.map(({ name }) => name)
    return new cls(optimizerFromConfig(wide), optimizerFromConfig(deep), names)
  }
}
tf.serialization.registerClass(OptimizerPair)

interface OptimizerConfig {
  className: string
  config: tf.serialization.ConfigDict
}

interface PairConfig {
  wide: OptimizerConfig
  deep: OptimizerConfig
  wideWeights: { name: string }[]
}

function optimizerFromConfig({ className, config }: OptimizerConfig): tf.Optimizer {
  const registered = tf.serialization.SerializationMap.getMap().classNameMap[className]
  if (registered === undefined) throw new Error(`there is no optimizer ${className}`)
  return registered[1](registered[0], config) as tf.Optimizer
}

/** Not by instanceof: tfjs takes every optimizer for an instance of every optimizer class. */
export function isPair(optimizer: tf.Optimizer): optimizer is OptimizerPair {
  return optimizer.getClassName() === OptimizerPair.className
}

/** The optimizers that hold state: both of a pair, or the one. */
export function singleOptimizers(optimizer: tf.Optimizer): tf.Optimizer[] {
  return isPair(optimizer) ? [optimizer.wide, optimizer.deep] : [optimizer]
}
