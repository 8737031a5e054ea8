import { tf } from '../../../backend/tf.ts'

type Cell = tf.layers.Layer &
  Readonly<Record<'kernel' | 'recurrentKernel', tf.LayerVariable>> & {
    bias: tf.LayerVariable | null
    readonly units: number
    readonly useBias: boolean
    readonly activation: Activation
    readonly recurrentActivation: Activation
  }
interface Activation {
  apply(x: tf.Tensor): tf.Tensor
}
type Config = Readonly<Record<string, unknown>>

const GruCell = tf.layers.gruCell({ units: 1 }).constructor as new (config: Config) => Cell
const Rnn = tf.layers.RNN as unknown as new (config: Config) => tf.layers.Layer & { readonly cell: Cell }

/** A GRU's step as Keras takes it since version 2: the reset gate comes after the product, which has a bias, too. */
class ResetAfterGruCell extends GruCell {
  static className = 'ResetAfterGRUCell'

  override build(shape: tf.Shape): void {
    const { useBias } = this
    // Without a bias of its own, which would be of another shape.
    Object.assign(this, { useBias: false })
    super.build(shape)
    Object.assign(this, { useBias })
    if (useBias) this.bias = this.addWeight('bias', [2, this.units * 3], 'float32', tf.initializers.zeros())
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    return tf.tidy(() => {
      const [x, before] = inputs as [tf.Tensor2D, tf.Tensor2D]
      const bias = this.bias?.read()
      const [ofInput, ofState] = bias === undefined ? [] : tf.unstack(bias)
      const product = (a: tf.Tensor2D, weights: tf.LayerVariable, plus: tf.Tensor | undefined): tf.Tensor[] => {
        const all = tf.matMul(a, weights.read() as tf.Tensor2D)
        return tf.split(plus === undefined ? all : tf.add(all, plus), 3, 1)
      }
      const [xz, xr, xh] = product(x, this.kernel, ofInput)
      const [hz, hr, hh] = product(before, this.recurrentKernel, ofState)
      const z = this.recurrentActivation.apply(tf.add(xz!, hz!))
      const r = this.recurrentActivation.apply(tf.add(xr!, hr!))
      const next = this.activation.apply(tf.add(xh!, tf.mul(r, hh!)))
      const h = tf.add(tf.mul(z, before), tf.mul(tf.sub(1, z), next))
      return [h, h]
    })
  }
}

/** Settings of the layer that are not its cell's. */
const ofLayer = new Set(
  'name trainable returnSequences returnState goBackwards stateful unroll batchInputShape inputShape dtype'.split(' '),
)

/** Keras' GRU with `reset_after`, which tf.js has not. */
export class ResetAfterGru extends Rnn {
  static className = 'ResetAfterGRU'

  constructor(config: Config) {
    const own = Object.entries(config).filter(([key]) => ofLayer.has(key))
    const ofCell = Object.entries(config).filter(([key]) => !ofLayer.has(key) && key !== 'cell')
    super({ ...Object.fromEntries(own), cell: new ResetAfterGruCell(Object.fromEntries(ofCell)) })
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { cell: _, ...config } = super.getConfig() as Config & { cell?: unknown }
    return { ...this.cell.getConfig(), ...config } as tf.serialization.ConfigDict
  }

  static fromConfig<T extends tf.serialization.Serializable>(
    made: tf.serialization.SerializableConstructor<T>,
    config: tf.serialization.ConfigDict,
  ): T {
    return new made(config)
  }
}

for (const made of [ResetAfterGruCell, ResetAfterGru])
  tf.serialization.registerClass(made as unknown as tf.serialization.SerializableConstructor<tf.layers.Layer>)
