import { isDeepStrictEqual } from 'node:util'
import { tf } from '../../../backend/tf.ts'
import { quoted } from '../../../files/brief.ts'
import { attentionKinds } from './attention.ts'
import { categoryKinds } from './categories.ts'
import { convolutions } from './convolutions.ts'
import { registerFunctions } from './functions.ts'
import { imageKinds } from './images.ts'
import type { Kind, Settings } from './kind.ts'
import { normalizationKinds } from './normalizations.ts'
import { operationKinds } from './operation.ts'
import { otherKinds } from './others.ts'
import { spaceKinds } from './space.ts'

const kinds: Readonly<Record<string, Kind>> = {
  ...attentionKinds,
  ...categoryKinds,
  ...convolutions,
  ...imageKinds,
  ...normalizationKinds,
  ...operationKinds,
  ...otherKinds,
  ...spaceKinds,
}

interface Activation {
  apply(x: tf.Tensor): tf.Tensor
}

interface LayerConfig {
  readonly name?: string
  readonly kind: string
  readonly settings: Settings
}

/**
 * A layer of Keras that tf.js has not, or has with fewer settings, computed by tf.js' own kernels as Keras means it.
 * How proofs read it is said in `network`.
 */
export class KerasLayer extends tf.layers.Layer {
  static className = 'KerasLayer'
  readonly kind: string
  readonly settings: Settings
  readonly activation: Activation | null
  #variables: ReadonlyMap<string, tf.LayerVariable> = new Map()
  #within: ReadonlyMap<string, string> = new Map()

  constructor({ kind, settings, ...config }: LayerConfig) {
    super(config)
    this.kind = kind
    this.settings = settings
    const { activation } = settings as { activation?: 'linear' | null }
    this.activation = activation
      ? (tf.layers.activation({ activation }) as tf.layers.Layer & { activation: Activation }).activation
      : null
  }

  /** One of its weights, as Keras names it. */
  weightNamed(name: string): tf.LayerVariable | undefined {
    return this.#variables.get(name)
  }

  /** Where files keep each of its weights that a layer inside it holds. */
  get within(): ReadonlyMap<string, string> {
    return this.#within
  }

  override build(shapes: tf.Shape | tf.Shape[]): void {
    const inputs = listOf(shapes).map((shape) => shape.slice(1) as number[])
    const due = kinds[this.kind]!.weights(this.settings, inputs)
    this.#within = new Map(due.flatMap(({ name, within }) => (within === undefined ? [] : [[name, within]])))
    this.#variables = new Map(
      due.map(({ name, shape, trainable = true }) => [
        name,
        this.addWeight(name, [...shape], 'float32', tf.initializers.zeros(), undefined, trainable),
      ]),
    )
    super.build(shapes)
  }

  /** What comes of zeros. */
  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    const inputs = listOf(shapes).map((shape) => shape.slice(1) as number[])
    const result = tf.tidy(() => {
      const weights = this.built ? [...this.#variables.values()] : kinds[this.kind]!.weights(this.settings, inputs)
      const zeros = (shape: readonly number[]): tf.Tensor => tf.zeros([...shape])
      return this.#compute(
        inputs.map((shape) => zeros([1, ...shape])),
        weights.map(({ shape }) => zeros(shape as number[])),
      )
    })
    result.dispose()
    return [null, ...result.shape.slice(1)]
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      this.#compute(
        [inputs].flat(),
        [...this.#variables.values()].map((variable) => variable.read()),
      ),
    )
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), kind: this.kind, settings: this.settings as tf.serialization.ConfigDict }
  }

  #compute(inputs: readonly tf.Tensor[], weights: readonly tf.Tensor[]): tf.Tensor {
    // Kernels in WebAssembly read and write past the end of what is empty.
    if (inputs.some(({ size }) => size === 0)) throw new Error(`the layer ${quoted(this.name)} is given no numbers`)
    const kind = kinds[this.kind]!
    const shapes = inputs.map(({ shape }) => shape.slice(1))
    if (kind.rank !== undefined && shapes.some(({ length }) => length + 1 !== kind.rank))
      throw new Error(`the layer ${quoted(this.name)} takes what has ${kind.rank} dimensions`)
    const due = kind.weights(this.settings, shapes).map(({ shape }) => shape)
    if (
      !isDeepStrictEqual(
        weights.map(({ shape }) => shape),
        due,
      )
    )
      throw new Error(`the layer ${quoted(this.name)} was built for inputs of another shape than ${listed(shapes)}`)
    const result = kind.compute(this.settings, inputs, weights)
    return this.activation === null ? result : this.activation.apply(result)
  }
}

const listed = (shapes: readonly (readonly number[])[]): string => shapes.map((shape) => `[${shape}]`).join(', ')

/** One shape, or several. */
function listOf(shapes: tf.Shape | tf.Shape[]): tf.Shape[] {
  return (Array.isArray(shapes[0]) ? shapes : [shapes]) as tf.Shape[]
}

registerFunctions()
tf.serialization.registerClass(KerasLayer)
