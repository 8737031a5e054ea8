import { createHash, type Hash } from 'node:crypto'
import { tf } from '../../backend/tf.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'
import type { Network } from '../network.ts'
import { onceFor } from '../../onceFor.ts'
import { type PlacedNetwork, placeNetwork } from '../placed/placeNetwork.ts'

/**
 * Runs a network as a layer of a tf.js model: inputs are the network's, of any shapes that have as many numbers;
 * outputs are its result cut into tensors of the given shapes, without the batch dimension. It has gradients, and no
 * weights that could be trained or saved.
 */
export class OnnxLayer extends tf.layers.Layer {
  static className = 'Onnx'
  readonly network: Network
  readonly outputShapes: readonly Shape[]
  /** What is other floats in the file than the float32 that runs: see `OnnxNetwork`. */
  readonly rounded: readonly string[]
  #placed: PlacedNetwork | undefined

  constructor(
    network: Network,
    outputShapes: readonly Shape[],
    { name, rounded }: { readonly name: string; readonly rounded: readonly string[] },
  ) {
    super({ name, trainable: false })
    this.network = network
    this.outputShapes = outputShapes
    this.rounded = rounded
  }

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const rows = ([shapes].flat(2) as (number | null)[])[0] ?? null
    const all = this.outputShapes.map((shape): tf.Shape => [rows, ...shape])
    return all.length === 1 ? all[0]! : all
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return tf.tidy(() => {
      const given = [inputs].flat()
      const rows = given[0]!.shape[0]!
      // Only now is it known which backend computes.
      const placed = (this.#placed ??= placeNetwork(this.network))
      const result = placed.compute(given.map((tensor, i) => tensor.reshape([rows, this.network.inputs[i]!.size])))
      if (this.outputShapes.length === 1) return result.reshape([rows, ...this.outputShapes[0]!])
      let from = 0
      return this.outputShapes.map((shape) => {
        const size = sizeOf(shape)
        return tf.slice2d(result, [0, (from += size) - size], [rows, size]).reshape([rows, ...shape])
      })
    })
  }

  /** What tells this layer from others: not the numbers, but their digest. */
  override getConfig(): tf.serialization.ConfigDict {
    const shapes = this.outputShapes.map((shape) => [...shape])
    return { ...super.getConfig(), network: digest(this.network), outputShapes: shapes }
  }

  protected override disposeWeights(): number {
    this.#placed?.dispose()
    this.#placed = undefined
    return super.disposeWeights()
  }
}

/** A SHA-256 of all that a network computes: everything but what its layers are called. */
const digest = onceFor(({ inputs, operations, output }: Network): string => {
  const hash = createHash('sha256')
  add(hash, [inputs.map(({ size }) => size), operations, output])
  return hash.digest('hex')
})

/** Numbers by their bits: as text, those of a large model would be longer than a text may be. */
function add(hash: Hash, value: unknown): void {
  if (ArrayBuffer.isView(value)) {
    hash.update(`${value.byteLength}:`).update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([key]) => key !== 'layer')
    hash.update(`${Array.isArray(value) ? 'list' : 'object'} ${entries.length}:`)
    for (const [key, one] of Array.isArray(value) ? entries : entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${JSON.stringify(key)}:`)
      add(hash, one)
    }
  } else hash.update(`${JSON.stringify(value)};`)
}
