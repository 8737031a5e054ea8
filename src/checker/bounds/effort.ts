import type { Network, Operation } from '../format/certificate.ts'
import { bendsIn } from '../functions/curves.ts'
import type { Bounds } from '../numeric/bounds.ts'
import { parameterOf } from '../operations/elementwise.ts'
import { width } from '../operations/index.ts'

/**
 * Of which affine operations the results are bounded by linear relaxation, and not by intervals alone: of the output
 * and its margins; of those that are cheap enough, where what reads them bends; of all. Nothing rests on it: each is
 * sound.
 */
export type Effort = 'output' | 'cheap' | 'all'

/** Steps that linear relaxation of one operation may take to be cheap: about a second. */
const CHEAP = 2 ** 29
/** No more than this is always cheap. */
const SMALL = 2 ** 22

/** What linear relaxation of a network takes. */
export interface Plan {
  /** Steps that linear relaxation of each operation takes. */
  readonly steps: readonly number[]
  /** Is it read by anything but sums? Bounds of sums matter where they are not added up again. */
  readonly isRead: readonly boolean[]
  readonly readers: readonly (readonly Operation[])[]
  readonly all: number
}

export function planOf({ operations }: Network): Plan {
  let work = 0
  const steps = operations.map((operation) => {
    work += operation.size * (1 + width(operation))
    return operation.size * work
  })
  const readers: Operation[][] = operations.map(() => [])
  for (const operation of operations) for (const read of new Set(operation.reads)) readers[read]!.push(operation)
  const isRead = readers.map((own) => own.some(({ kind }) => kind !== 'affine'))
  const all = steps.reduce((sum, one, t) => (isRead[t] && operations[t]!.kind === 'affine' ? sum + one : sum), 0)
  return { steps, isRead, readers, all }
}

/** Efforts to try, one after the other, until one shows what is to be shown. */
export function effortsFor({ all }: Plan): readonly Effort[] {
  return all <= SMALL ? ['all'] : ['output', 'cheap', 'all']
}

/** Is result `i` of affine operation `t`, within `own` by intervals, worth linear relaxation? */
export function isTightened(
  { network, plan }: { readonly network: Network; readonly plan: Plan },
  t: number,
  own: Bounds,
  i: number,
  effort: Effort,
): boolean {
  if (t === network.output || isMargins(network.operations[t]!)) return true
  if (effort === 'output' || !plan.isRead[t]) return false
  if (effort === 'all') return true
  return plan.steps[t]! <= CHEAP && plan.readers[t]!.some((reader) => bendsOn(reader, i, own))
}

function isMargins(operation: Operation): boolean {
  return operation.kind === 'affine' && operation.rounding.kind === 'exact'
}

function bendsOn(reader: Operation, i: number, [lo, hi]: Bounds): boolean {
  return reader.kind !== 'elementwise' || bendsIn(reader.name, parameterOf(reader, i), lo, hi)
}
