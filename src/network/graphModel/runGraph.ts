import { tf } from '../../backend/tf.ts'
import { sizeOf } from '../layers/layer.ts'
import type { InputPort, Port } from './ports.ts'

/** A graph with what it is given and what is wanted of it. */
export interface Graph {
  readonly model: tf.GraphModel
  readonly inputs: readonly InputPort[]
  readonly outputs: readonly Port[]
}

/** Computes the outputs for tensors of the shapes that the graph takes. The caller disposes of them. */
export function runGraph({ model, inputs, outputs }: Graph, given: readonly tf.Tensor[]): tf.Tensor[] {
  return tf.tidy(() => {
    const named = Object.fromEntries(inputs.map(({ node, type }, i) => [node, given[i]!.cast(type)]))
    const names = outputs.map(({ node, index }) => `${node}:${index}`)
    const results = [model.execute(named, names)].flat() as (tf.Tensor | undefined)[]
    return results.map((result, i) => {
      if (result === undefined) throw new Error(`node ${outputs[i]!.node} has no output ${outputs[i]!.index}`)
      // A constant or an input may be an output: those stay the model's.
      return result.cast('float32').clone()
    })
  })
}

/** The same, each row of a batch by itself: `shapes` is what the graph takes of one. Results begin with the rows. */
export function runRows(
  graph: Graph,
  given: readonly tf.Tensor[],
  shapes: readonly (readonly number[])[],
): tf.Tensor[] {
  return tf.tidy(() => {
    const rows = given[0]!.shape[0]!
    const flat = given.map((tensor, i) => tensor.reshape([rows, sizeOf(shapes[i]!)]))
    const each = Array.from({ length: rows }, (_, row) =>
      runGraph(
        graph,
        flat.map((tensor, i) => tensor.slice([row, 0], [1, -1]).reshape([...shapes[i]!])),
      ),
    )
    return graph.outputs.map((_, i) => tf.stack(each.map((results) => results[i]!)))
  })
}
