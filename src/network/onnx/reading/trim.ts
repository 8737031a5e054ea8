import type { Network } from '../../network.ts'
import type { Operation } from '../../../operations/index.ts'
import type { Graph } from '../graph.ts'

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
