import type { Shape } from '../../layers/layer.ts'
import { type Graph, move } from '../graph.ts'
import { type Node, sized, wrong } from '../node.ts'
import { broadcastShape, broadcastTaps, type Tensor } from '../tensors.ts'

/** Tensors repeated to the one shape that all of them fit. */
export function bothInOneShape(node: Node, graph: Graph, tensors: readonly Tensor[]): Tensor[] {
  let shape: Shape = []
  for (const tensor of tensors) {
    const both = broadcastShape(shape, tensor.shape)
    if (both === undefined) throw wrong(node, `a shape that fits [${shape.join(', ')}]`, 'shape', tensor.shape)
    shape = both
  }
  sized(node, shape)
  return tensors.map((tensor) => {
    const taps = broadcastTaps(tensor.shape, shape)
    return taps === null ? { ...tensor, shape } : move(graph, [tensor], taps, shape)
  })
}
