import { tf } from '../backend/tf.ts'
import { type Shape, sizeOf } from './layers/layer.ts'

/** What a file calls an input or output. */
interface Named {
  readonly name: string
}

/** An input; of float32 numbers unless it says other. */
interface LayerInput extends Named {
  /** Without the batch dimension. */
  readonly shape: Shape
  readonly type?: tf.DataType
}

/** A tf.js model that is one layer, `named` some name; its inputs and outputs have the names that the file gives them. */
export function layerModel(
  kind: string,
  { inputs, outputs }: { readonly inputs: readonly LayerInput[]; readonly outputs: readonly Named[] },
  named: (name: string) => tf.layers.Layer,
): tf.LayersModel {
  const given = inputs.map(({ name, shape, type = 'float32' }) => {
    const input = tf.input({ shape: [...shape], dtype: type })
    // tf.js refuses names that files have, such as `input:0`, for tensors, but not for layers.
    input.sourceLayer.name = name
    return input
  })
  let name = kind
  while (inputs.some((input) => input.name === name)) name += '_'
  const results = named(name).apply(given) as tf.SymbolicTensor | tf.SymbolicTensor[]
  const model = tf.model({ inputs: given, outputs: results, name: `${name}_model` })
  model.outputNames = outputs.map((output) => output.name)
  return model
}

/** The shape of a row, where the first axis is one row of a batch; the whole shape where it is more. A number is [1]. */
export function rowShape(shape: Shape): number[] {
  if (shape.length <= 1) return [sizeOf(shape)]
  return shape[0] === 1 ? shape.slice(1) : [...shape]
}

/** The shapes that a layer has to tell tf.js of so many rows: of all rows where that is open. */
export function outputShapesOf(given: tf.Shape | tf.Shape[], shapes: readonly Shape[]): tf.Shape | tf.Shape[] {
  const rows = ([given].flat(2) as (number | null)[])[0] ?? null
  const all = shapes.map((shape): tf.Shape => [rows, ...shape])
  return all.length === 1 ? all[0]! : all
}
