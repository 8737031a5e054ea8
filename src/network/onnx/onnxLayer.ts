import { createHash, type Hash } from 'node:crypto'
import { tf } from '../../backend/tf.ts'
import { currentBackend } from '../../backend/useBackend.ts'
import { outputShapesOf } from '../layerModel.ts'
import { type Shape, sizeOf } from '../layers/layer.ts'
import type { Network } from '../network.ts'
import { onceFor } from '../../onceFor.ts'
import { OvershootError } from '../../errors.ts'
import { type PlacedNetwork, placeNetwork } from '../placed/placeNetwork.ts'
import type { RuntimeModel } from './runtime/runtimeModel.ts'

/** What an ONNX model's layer is made of. */
export interface OnnxLayerSetting {
  readonly name: string
  /** Without the batch dimension. */
  readonly inputShapes: readonly Shape[]
  readonly outputShapes: readonly Shape[]
  /** What is other floats in the file than the float32 that runs: see `OnnxNetwork`. */
  readonly rounded?: readonly string[]
  /** What computes it on the backend onnxruntime; without, it is TensorFlow.js, on all others. */
  readonly runtime?: RuntimeModel | undefined
  /** Why there is no network: what could not be read. And what tells the file from others. */
  readonly unread?: { readonly why: string; readonly digest: string } | undefined
}

/**
 * Runs an ONNX model as a layer of a tf.js model: inputs are the model's, of any shapes that have as many numbers;
 * outputs are its result cut into tensors of the given shapes, without the batch dimension. It has gradients, as far as
 * its network is known, and no weights that could be trained or saved.
 */
export class OnnxLayer extends tf.layers.Layer {
  static className = 'Onnx'
  /** Undefined for a file that could not be read. */
  readonly network: Network | undefined
  readonly setting: OnnxLayerSetting
  #placed: PlacedNetwork | undefined

  constructor(network: Network | undefined, setting: OnnxLayerSetting) {
    super({ name: setting.name, trainable: false })
    this.network = network
    this.setting = Object.freeze({ ...setting })
  }

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return outputShapesOf(shapes, this.setting.outputShapes)
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    checkBackend(this)
    return tf.tidy(() => {
      const { inputShapes, outputShapes, runtime } = this.setting
      const given = [inputs].flat()
      const rows = given[0]!.shape[0]!
      const flat = given.map((tensor, i) => tensor.reshape<tf.Tensor2D>([rows, sizeOf(inputShapes[i]!)]))
      // Gradients are those of the network, which differs from ONNX Runtime by roundings.
      const isTraced = tf.engine().state.gradientDepth > 0
      const result = runtime === undefined || isTraced ? this.#place().compute(flat) : run(runtime, flat)
      if (outputShapes.length === 1) return result.reshape([rows, ...outputShapes[0]!])
      let from = 0
      return outputShapes.map((shape) => {
        const size = sizeOf(shape)
        return tf.slice2d(result, [0, (from += size) - size], [rows, size]).reshape([rows, ...shape])
      })
    })
  }

  /** What tells this layer from others: not the numbers, but their digest. */
  override getConfig(): tf.serialization.ConfigDict {
    const outputShapes = this.setting.outputShapes.map((shape) => [...shape])
    const computed = this.network === undefined ? this.setting.unread!.digest : digest(this.network)
    return { ...super.getConfig(), network: computed, outputShapes }
  }

  protected override disposeWeights(): number {
    this.#placed?.dispose()
    this.#placed = undefined
    this.setting.runtime?.dispose()
    return super.disposeWeights()
  }

  /** Only now is it known which backend computes. */
  #place(): PlacedNetwork {
    if (this.network === undefined) throw new Error(`it has no gradient: ${this.setting.unread!.why}`)
    return (this.#placed ??= placeNetwork(this.network))
  }
}

function run(runtime: RuntimeModel, inputs: readonly tf.Tensor2D[]): tf.Tensor2D {
  const rows = inputs[0]!.shape[0]
  const values = inputs.map((tensor) => tensor.dataSync() as Float32Array)
  return tf.tensor2d(runtime.compute(values, rows), [rows, runtime.size])
}

/** @throws MODEL_INVALID where another backend is in use than the model was loaded for */
function checkBackend({ setting: { runtime } }: OnnxLayer): void {
  const backend = currentBackend()
  const isOnRuntime = runtime !== undefined
  if (isOnRuntime === (backend === 'onnxruntime')) return
  const loadedFor = isOnRuntime ? 'onnxruntime' : "TensorFlow.js' backends"
  throw new OvershootError(
    'MODEL_INVALID',
    `the ONNX model was loaded for ${loadedFor}, and ${backend} is in use: load it anew`,
  )
}

/** A SHA-256 of all that a network computes: everything but what its layers are called, and who errs at them. */
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
    const entries = Object.entries(value).filter(([key]) => key !== 'layer' && key !== 'faultyOn')
    hash.update(`${Array.isArray(value) ? 'list' : 'object'} ${entries.length}:`)
    for (const [key, one] of Array.isArray(value) ? entries : entries.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      hash.update(`${JSON.stringify(key)}:`)
      add(hash, one)
    }
  } else hash.update(`${JSON.stringify(value)};`)
}
