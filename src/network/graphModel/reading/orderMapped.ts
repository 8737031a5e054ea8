import { mappedNode, type MappedNode } from '../graphExecutor.ts'
import { tensorName } from '../graphFile.ts'
import type { Graph } from '../runGraph.ts'

/**
 * The nodes that the outputs depend on, each after those that it reads: those of `known` read nothing. They are known
 * to be in some order.
 */
export function orderMapped({ model, inputs, outputs }: Graph, known: ReadonlySet<string>): MappedNode[] {
  const given = new Set([...inputs.map(({ node }) => node), ...known])
  const order: MappedNode[] = []
  const seen = new Set<string>()
  const stack: { name: string; isDone: boolean }[] = outputs
    .map(({ node }) => ({ name: node, isDone: false }))
    .toReversed()
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const node = mappedNode(model, top.name)!
    if (top.isDone) order.push(node)
    if (top.isDone || seen.has(top.name)) continue
    seen.add(top.name)
    stack.push({ name: top.name, isDone: true })
    // What is given is not computed, whatever it could be computed of.
    const reads = given.has(top.name) ? [] : node.inputNames.map((one) => tensorName(one)!.node)
    stack.push(...reads.map((name) => ({ name, isDone: false })).toReversed())
  }
  return order
}
