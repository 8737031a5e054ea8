import type { Network } from '../../network/network.ts'
import { windowAt } from '../../operations/affine/taps.ts'
import type { Operation } from '../../operations/index.ts'

/** A number of a result: the operation's index, and the number's own. */
export type Place = readonly [operation: number, number: number]

/** The place of a tap: taps point into the results of all reads, one after the other. */
export function placeOf({ operations }: Network, { reads }: Operation, tap: number): Place {
  let number = tap
  for (const read of reads) {
    const { size } = operations[read]!
    if (number < size) return [read, number]
    number -= size
  }
  throw new RangeError(`tap ${tap} points past all reads`)
}

/** The places that a number of the result hangs on; for kinds that mix numbers in other ways, all that are read. */
export function readNumbers(network: Network, [index, number]: Place): Place[] {
  const operation = network.operations[index]!
  const places = (taps: Iterable<number>): Place[] =>
    [...taps].filter((tap) => tap >= 0).map((tap) => placeOf(network, operation, tap))
  switch (operation.kind) {
    case 'input':
      return []
    case 'elementwise':
      return [[operation.reads[0]!, number]]
    case 'product':
      return operation.reads.map((read) => [read, number])
    case 'gather':
      return places([operation.taps[number]!])
    case 'extremum':
      return places(operation.taps.subarray(number * operation.window, (number + 1) * operation.window))
    case 'affine': {
      const { taps, kernel, window, filters, groups } = operation
      const position = Math.floor(number / filters)
      const first = (position % groups) * window * filters + (number % filters)
      return places(windowAt(taps, position).filter((_, k) => kernel[first + k * filters] !== 0))
    }
    default:
      return operation.reads.flatMap((read) =>
        Array.from({ length: network.operations[read]!.size }, (_, i): Place => [read, i]),
      )
  }
}

/** For each operation, 1 for the numbers of its result that may change with those of operation `source`. */
export function dependents(network: Network, source: number): Uint8Array[] {
  const all: Uint8Array[] = []
  for (const [index, operation] of network.operations.entries()) {
    const own = new Uint8Array(operation.size)
    const reads = operation.reads.map((read) => all[read]!)
    if (index === source || (reads.length > 0 && reads.every((read) => !read.includes(0)))) own.fill(1)
    else if (reads.some((read) => read.includes(1)))
      for (let i = 0; i < own.length; i++)
        if (readNumbers(network, [index, i]).some(([read, number]) => all[read]![number] === 1)) own[i] = 1
    all.push(own)
  }
  return all
}
