import type { Network, Operation } from '../format/certificate.ts'
import { bendsIn } from '../functions/curves.ts'
import { width } from '../format/checkNetwork.ts'
import type { Range } from '../numeric/bounds.ts'

/**
 * Of which affine operations the results are bounded by linear relaxation, and not by intervals alone: of the output and its margins; of those that are cheap
 * enough, where what reads them bends; of all.
 */
export type Effort = 'output' | 'cheap' | 'all'

/** Steps that linear relaxation of one operation may take to be cheap: about a second. */
const CHEAP = 2 ** 29
/** No more than this is always cheap. */
const SMALL = 2 ** 22

interface Plan {
  /** Steps that linear relaxation of each operation takes. */
  readonly steps: readonly number[]
  readonly isRead: readonly boolean[]
  readonly readers: readonly (readonly Operation[])[]
  readonly all: number
}
const plans = new WeakMap<Network, Plan>()

function planOf(network: Network): Plan {
  const found = plans.get(network)
  if (found) return found
  const { operations } = network
  let work = 0
  const steps = operations.map((operation) => {
    work += operation.size * (1 + width(operation))
    return operation.size * work
  })
  const readers: Operation[][] = operations.map(() => [])
  for (const operation of operations) for (const read of new Set(operation.reads)) readers[read]!.push(operation)
  // Ranges of sums matter where they are not added up again.
  const isRead = readers.map((own) => own.some(({ kind }) => kind !== 'affine'))
  const all = steps.reduce((sum, one, t) => (isRead[t] && operations[t]!.kind === 'affine' ? sum + one : sum), 0)
  const made = { steps, isRead, readers, all }
  plans.set(network, made)
  return made
}

/** Efforts to try, one after the other, until one shows what is to be shown. */
export function effortsFor(network: Network): readonly Effort[] {
  return planOf(network).all <= SMALL ? ['all'] : ['output', 'cheap', 'all']
}

/** Is result `i` of affine operation `t`, within `own` by intervals, worth linear relaxation? */
export function isTightened(network: Network, t: number, own: Range, i: number, effort: Effort): boolean {
  if (t === network.output || isMargins(network.operations[t]!)) return true
  const { steps, isRead, readers } = planOf(network)
  if (effort === 'output' || !isRead[t]) return false
  if (effort === 'all') return true
  return steps[t]! <= CHEAP && readers[t]!.some((reader) => bendsOn(reader, i, own))
}

function isMargins(operation: Operation): boolean {
  return operation.kind === 'affine' && operation.rounding.kind === 'exact'
}

function bendsOn(reader: Operation, i: number, [lo, hi]: Range): boolean {
  return reader.kind !== 'elementwise' || bendsIn(reader.name, reader.parameter[i % reader.parameter.length]!, lo, hi)
}
