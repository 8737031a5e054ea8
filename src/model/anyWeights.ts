import { tf } from '../backend/tf.ts'
import { unexpected } from '../errors.ts'

const api = 'anyWeights'
const name = 'weights'

/** Layers whose weights may be anything: a kernel and perhaps a bias. */
const takes = new Set(['Conv1D', 'Conv2D', 'Dense'])

/**
 * The same model with one more input, `weights`, after its own: a flat row of all its weights, in the order of
 * `getWeights`. A claim over a box of them speaks about all weights that the model might have learned. Each row is
 * computed alone, by the usual kernels on the model's own variables, which get their values back. Constraints do not
 * apply.
 * @throws MODEL_INVALID naming the first layer with weights that is not Dense, Conv1D or Conv2D; for a model without
 * weights, with several outputs, or with an input named `weights`
 */
export function anyWeights(model: tf.LayersModel): tf.LayersModel {
  const invalid = (expected: string, what: string, value: unknown): Error =>
    unexpected({ api, expected, name: what, value, code: 'MODEL_INVALID' })
  if (model.outputs.length !== 1) throw invalid('a model with one output', 'outputs', model.outputNames)
  const other = layersOf(model).find((layer) => layer.weights.length > 0 && !takes.has(layer.getClassName()))
  if (other !== undefined)
    throw invalid('weights in Dense, Conv1D and Conv2D layers only', 'layer', `${other.name} (${other.getClassName()})`)
  const size = model.weights.reduce((sum, weight) => sum + sizeOf(weight), 0)
  if (size === 0) throw invalid('a model with weights', 'model', model.name)
  const names = model.inputs.map(({ sourceLayer }) => sourceLayer.name)
  if (names.includes(name)) throw invalid(`inputs of other names than ${name}`, 'inputs', names)

  const inputs = model.inputs.map((input, i) =>
    tf.input({ shape: input.shape.slice(1), dtype: input.dtype, name: names[i]! }),
  )
  const all = [...inputs, tf.input({ shape: [size], name })]
  return tf.model({ inputs: all, outputs: new AnyWeights(model).apply(all) as tf.SymbolicTensor })
}

/**
 * Runs a model with weights that are read: inputs are the model's, then the weights [rows, size]. It has no gradient.
 */
export class AnyWeights extends tf.layers.Layer {
  static className = 'AnyWeights'
  readonly model: tf.LayersModel

  constructor(model: tf.LayersModel) {
    super({ name: `${model.name}_any_weights` })
    this.model = model
  }

  override computeOutputShape(shapes: tf.Shape[]): tf.Shape {
    return [shapes[0]![0]!, ...this.model.outputs[0]!.shape.slice(1)]
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const run = tf.customGrad((...given) => ({
      value: this.#compute(given.slice(0, -1) as tf.Tensor[]),
      gradFunc: () => {
        throw new Error(`Cannot compute gradient: ${this.name} (AnyWeights) has none.`)
      },
    }))
    return run(...(inputs as tf.Tensor[]))
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), model: this.model.getConfig() }
  }

  #compute(inputs: readonly tf.Tensor[]): tf.Tensor {
    const weights = inputs.at(-1)!
    const variables = this.model.weights.map((weight) => weight.read() as tf.Variable)
    const own = variables.map((variable) => variable.clone())
    // Numbers, not slices: wasm remembers the shape that a reshaped tensor had before.
    const values = weights.dataSync()
    const size = weights.shape[1]!
    try {
      const rows = Array.from({ length: weights.shape[0]! }, (_, row) =>
        tf.tidy(() => {
          let from = row * size
          for (const variable of variables)
            variable.assign(tf.tensor(values.slice(from, (from += variable.size)), variable.shape))
          const given = inputs.slice(0, -1).map((input) => input.slice([row], [1]))
          return this.model.apply(given.length === 1 ? given[0]! : given, { training: false }) as tf.Tensor
        }),
      )
      return rows.length === 1 ? rows[0]! : tf.concat(rows, 0)
    } finally {
      variables.forEach((variable, i) => variable.assign(own[i]!))
    }
  }
}

/** Where each of a model's weights begins in a row of all of them. */
export function weightOffsets(model: tf.LayersModel): ReadonlyMap<tf.LayerVariable, number> {
  let from = 0
  return new Map(model.weights.map((weight) => [weight, (from += sizeOf(weight)) - sizeOf(weight)]))
}

function sizeOf({ shape }: tf.LayerVariable): number {
  return (shape as number[]).reduce((size, dimension) => size * dimension, 1)
}

/** A model's layers, those of models inside it included. */
function layersOf({ layers }: { layers: tf.layers.Layer[] }): tf.layers.Layer[] {
  return layers.flatMap((layer) => ('layers' in layer ? layersOf(layer as tf.LayersModel) : [layer]))
}
