import type { Network } from '../../network/network.ts'
import type { Operation } from '../../operations/index.ts'
import type { Region } from '../region.ts'
import type { Sequence } from './certificate.ts'

/** Numbers of a target: each is a search of its own. */
const MOST = 8

/**
 * Sums over windows of strings whose exact range the checker can find: an elementwise operation that sees letters
 * through linear ones alone, and the last operation that it reaches through linear ones alone.
 */
export function sequencesIn({ operations }: Network, { boxes }: Pick<Region, 'boxes'>): Sequence[] {
  return operations.flatMap((operation, hidden) => {
    if (operation.kind !== 'elementwise') return []
    const sources = [...sourcesOf(operations, operation.reads[0]!)]
    const [input] = sources
    if (input === undefined || sources.length > 1) return []
    const source = operations[input]!
    if (source.kind !== 'input' || boxes[source.input]!.letters === undefined) return []
    const target = lastLinear(operations, hidden)
    return target === undefined || operations[target]!.size > MOST ? [] : [{ target, hidden, input }]
  })
}

function isLinear({ kind }: Operation): boolean {
  return kind === 'affine' || kind === 'gather'
}

/** What an operation depends on through linear operations: the first that are none. */
function sourcesOf(operations: readonly Operation[], index: number): Set<number> {
  const { reads } = operations[index]!
  if (!isLinear(operations[index]!)) return new Set([index])
  return new Set(reads.flatMap((read) => [...sourcesOf(operations, read)]))
}

/** The last operation that depends on another through linear ones alone. */
function lastLinear(operations: readonly Operation[], from: number): number | undefined {
  const reached = new Set([from])
  let last: number | undefined
  for (let t = from + 1; t < operations.length; t++) {
    if (!isLinear(operations[t]!) || !operations[t]!.reads.some((read) => reached.has(read))) continue
    reached.add(t)
    last = t
  }
  return last
}
