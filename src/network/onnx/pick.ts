import { type Graph, move } from './graph.ts'
import { type Node, sized } from './node.ts'
import { pickTaps, range, type Tensor } from './tensors.ts'

/** Picks along axes; all others stay. */
export function pick(node: Node, graph: Graph, tensor: Tensor, picks: ReadonlyMap<number, ArrayLike<number>>): Tensor {
  const all = tensor.shape.map((length, axis) => picks.get(axis) ?? range(length))
  sized(
    node,
    all.map(({ length }) => length),
  )
  const { shape, taps } = pickTaps(tensor.shape, all)
  return move(graph, [tensor], taps, shape)
}
