import type { Network } from '../network.ts'
import type { Operation } from '../../operations/index.ts'
import type { Graph } from './graph.ts'
import type { GraphMessage } from './messages.ts'

/** Names that the outputs depend on. */
export function neededBy({ nodes, outputs }: GraphMessage): Set<string> {
  const needed = new Set(outputs.map(({ name }) => name))
  for (const node of nodes.toReversed())
    if (node.outputs.some((name) => needed.has(name))) for (const name of node.inputs) needed.add(name)
  needed.delete('')
  return needed
}

/** All inputs, and the operations that the output depends on. */
export function trim({ operations }: Graph, output: number): Pick<Network, 'operations' | 'output'> {
  const isNeeded = operations.map(({ kind }, i) => kind === 'input' || i === output)
  for (let i = operations.length - 1; i >= 0; i--)
    if (isNeeded[i] === true) for (const read of operations[i]!.reads) isNeeded[read] = true
  const kept: Operation[] = []
  const places = operations.map((operation, i) => {
    if (isNeeded[i] !== true) return -1
    return kept.push(operation) - 1
  })
  return {
    operations: kept.map((operation) => ({ ...operation, reads: operation.reads.map((read) => places[read]!) })),
    output: places[output]!,
  }
}
