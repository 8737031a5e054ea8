import type { BackendName } from '../backend/name.ts'
import type { Network } from '../network/network.ts'
import { checkTime } from '../timeUp.ts'
import { type Bounds, newBounds } from '../numeric/bounds.ts'
import { checkRegion } from './checkRegion.ts'
import { boundOperation } from './intervals/boundOperation.ts'
import type { Region } from './region.ts'

/** Bounds of an output: each number of it is within its [lo, hi], or NaN if `nan`. */
export interface OutputBounds {
  readonly lo: Float64Array
  readonly hi: Float64Array
  /** May any number of the output be NaN? */
  readonly nan: boolean
}

/**
 * Sound bounds of the network's float32 output on `backend`, number by number, for every input in the region: whatever
 * the order in which sums are added up, with or without fused multiply-add, whatever the batch size, with subnormals
 * flushed or not.
 * @throws ARGUMENT_INVALID when the region does not fit the network; INTERNAL when a bound is no number or out of
 * order; TimeUp when it is past `until`
 */
export function intervalBounds(
  network: Network,
  region: Region,
  backend: BackendName,
  until: number = Infinity,
): OutputBounds {
  const lastReaders = lastReadersOf(network)
  const all = boundsInOrder(network, region, backend, until, (bounds, index) => {
    // Large networks have far more numbers on the way than at any one time.
    for (const read of network.operations[index]!.reads) if (lastReaders[read] === index) bounds[read] = forgotten
  })
  const { lo, hi, nan } = all[network.output]!
  return { lo, hi, nan: nan.includes(1) }
}

/** The same for the result of every operation, in order. @throws as `intervalBounds` */
export function allBounds(network: Network, region: Region, backend: BackendName, until: number = Infinity): Bounds[] {
  return boundsInOrder(network, region, backend, until)
}

function boundsInOrder(
  network: Network,
  region: Region,
  backend: BackendName,
  until: number,
  after?: (bounds: Bounds[], index: number) => void,
): Bounds[] {
  checkRegion('intervalBounds', network, region)
  const all: Bounds[] = []
  for (let index = 0; index < network.operations.length; index++) {
    checkTime(until)
    all.push(boundOperation(network, index, all, region, backend))
    after?.(all, index)
  }
  return all
}

/** In the place of bounds that nothing reads any more: whoever did would find no numbers. */
const forgotten = newBounds(0)

/** For each operation the last one that reads it; for the output none. */
function lastReadersOf({ operations, output }: Network): number[] {
  const last: number[] = []
  for (const [index, { reads }] of operations.entries()) for (const read of reads) last[read] = index
  last[output] = Infinity
  return last
}
