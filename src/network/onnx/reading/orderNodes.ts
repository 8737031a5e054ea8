import type { NodeMessage } from '../file/messages.ts'
import { invalid } from '../refusals.ts'

/** A node that is needed, and its place in the file. */
export interface Needed {
  readonly node: NodeMessage
  readonly index: number
  /** Which of its outputs are. */
  readonly wanted: readonly boolean[]
}

/**
 * The nodes that outputs depend on, each after those that it reads, whatever their order in the file.
 * @throws MODEL_INVALID where a node depends on itself, or two nodes compute a tensor of one name
 */
export function orderNodes(nodes: readonly NodeMessage[], outputs: readonly string[]): Needed[] {
  const makers = new Map<string, number>()
  for (const [index, node] of nodes.entries())
    for (const name of node.outputs) {
      if (name === '') continue
      if (makers.has(name)) throw invalid('a name for each tensor', 'tensor', name)
      makers.set(name, index)
    }
  const reads = nodes.map((node) => readsOf(node).flatMap((name) => makers.get(name) ?? []))
  const order: number[] = []
  const state = new Uint8Array(nodes.length)
  const [OPEN, DONE] = [1, 2]
  // Without recursion: chains may be long.
  const stack = outputs.flatMap((name) => makers.get(name) ?? []).toReversed()
  while (stack.length > 0) {
    const index = stack.at(-1)!
    const isNew = state[index] === 0
    if (isNew) state[index] = OPEN
    const left = isNew ? reads[index]!.filter((read) => state[read] !== DONE) : []
    const again = left.find((read) => state[read] === OPEN)
    if (again !== undefined) {
      const [name = ''] = nodes[again]!.outputs
      throw invalid('tensors in some order', 'tensor', name, 'It depends on itself')
    }
    if (left.length > 0) {
      stack.push(...left.toReversed())
      continue
    }
    stack.pop()
    if (state[index] === DONE) continue
    state[index] = DONE
    order.push(index)
  }
  const needed = new Set([...outputs, ...order.flatMap((index) => readsOf(nodes[index]!))])
  return order.map((index) => {
    const node = nodes[index]!
    return { node, index, wanted: node.outputs.map((name) => name !== '' && needed.has(name)) }
  })
}

/** Names of all tensors that a node reads, those in its graphs included, which may be of this graph or not. */
function readsOf({ inputs, attributes }: NodeMessage): string[] {
  const within = [...attributes.values()].flatMap(({ graph }) =>
    graph === undefined ? [] : [...graph.nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)],
  )
  return [...inputs, ...within].filter((name) => name !== '')
}
