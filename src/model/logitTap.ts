import { tf } from '../backend/tf.ts'

/**
 * Listens for what a model's last sigmoid is given, because Keras' binary cross-entropy works on that. It hears a
 * sigmoid in an `Activation` or a `Dense` layer that makes the model's one output; from any other output it hears
 * nothing.
 */
export class LogitTap {
  readonly #layer: tf.layers.Layer | undefined
  #listeners = 0
  #logits: tf.Tensor | undefined

  constructor(model: tf.LayersModel) {
    const layer = model.outputs.length === 1 ? model.outputs[0]!.sourceLayer : undefined
    const kind = layer?.getClassName()
    if ((kind === 'Activation' || kind === 'Dense') && layer!.getConfig()['activation'] === 'sigmoid')
      this.#layer = layer
  }

  /** The logits behind the newest output, where there are any and someone listens. */
  get logits(): tf.Tensor | undefined {
    return this.#logits
  }

  /** Listens until the returned function is called; what was heard is disposed of then. */
  listen(): () => void {
    if (this.#layer === undefined) return () => undefined
    if (this.#listeners++ === 0) this.#layer.setCallHook((inputs: tf.Tensor | tf.Tensor[]) => this.#hear(inputs))
    return () => {
      if (--this.#listeners > 0) return
      this.#layer!.clearCallHook()
      this.#forget()
    }
  }

  #hear(inputs: tf.Tensor | tf.Tensor[]): void {
    const input = Array.isArray(inputs) ? inputs[0]! : inputs
    this.#forget()
    // tfjs disposes of a layer's input as soon as the layer has run, before the loss is computed.
    this.#logits = tf.keep(
      tf.tidy(() => (this.#layer!.getClassName() === 'Dense' ? this.#dense(input) : input.clone())),
    )
  }

  #dense(input: tf.Tensor): tf.Tensor {
    const [kernel, bias] = this.#layer!.getWeights() as [tf.Tensor2D, tf.Tensor1D?]
    const rows = tf.reshape(input, [-1, kernel.shape[0]]) as tf.Tensor2D
    const product = tf.matMul(rows, kernel)
    const sum = bias === undefined ? product : tf.add(product, bias)
    return tf.reshape(sum, [...input.shape.slice(0, -1), kernel.shape[1]])
  }

  #forget(): void {
    this.#logits?.dispose()
    this.#logits = undefined
  }
}
