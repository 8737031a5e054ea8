import type { Network, Operation, OperationOf } from '../../network/network.ts'
import { elementwiseFunctions } from '../../network/elementwiseFunctions.ts'
import { onceFor } from '../../network/onceFor.ts'
import type { Bounds } from '../bounds.ts'
import { type Rows, rowsOf, type Terms } from '../rows/weightedRows.ts'

/** What linear relaxation needs to know of a network before it sees any bounds. */
export interface Plan {
  /** Operations whose bounds are worth a backward pass: a nonlinear one reads them, and intervals have lost something before. */
  readonly tighten: readonly boolean[]
  /** For each operation, those that read it. */
  readonly readers: readonly (readonly number[])[]
  /** For each affine operation, what makes its backward pass fast. */
  readonly affine: ReadonlyMap<number, AffinePlan>
}

export interface AffinePlan {
  /** The kernel as [groups * filters, window]: the weights of one result are a row. */
  readonly kernel: Rows
  /** For each position, where its window starts if it is one run of numbers in order, else -1. */
  readonly runs: Int32Array
  readonly taps: Int32Array
  /** Room for one position's coefficients that are not 0, and for a window of sums. */
  readonly terms: Terms
  readonly sums: Float64Array
}

/** Made once for each network. */
export const planOf: (network: Network) => Plan = onceFor((network) => ({
  tighten: tightenOf(network),
  readers: readersOf(network),
  affine: affineOf(network),
}))

function readersOf({ operations }: Network): number[][] {
  const readers: number[][] = operations.map(() => [])
  for (const [i, { reads }] of operations.entries()) for (const read of new Set(reads)) readers[read]!.push(i)
  return readers
}

const linear: ReadonlySet<Operation['kind']> = new Set(['input', 'gather', 'affine'])

function tightenOf({ operations }: Network): boolean[] {
  // Intervals are exact for a linear operation that reads inputs, and lose something from the second one on.
  const exact: boolean[] = []
  for (const { kind, reads } of operations)
    exact.push(
      kind === 'input' || ((kind === 'gather' || kind === 'affine') && reads.every((r) => isMoved(operations, r))),
    )
  const nonlinear = operations.filter(({ kind }) => !linear.has(kind) && kind !== 'opaque')
  const read = new Set(nonlinear.flatMap(({ reads }) => reads))
  // A result read through gathers is read as it is.
  for (let i = operations.length - 1; i >= 0; i--)
    if (operations[i]!.kind === 'gather' && read.has(i)) for (const from of operations[i]!.reads) read.add(from)
  return operations.map(({ kind }, i) => kind === 'affine' && read.has(i) && !exact[i])
}

/** An input, or numbers of one moved elsewhere. */
function isMoved(operations: readonly Operation[], index: number): boolean {
  const { kind, reads } = operations[index]!
  return kind === 'input' || (kind === 'gather' && reads.every((read) => isMoved(operations, read)))
}

function affineOf({ operations }: Network): Map<number, AffinePlan> {
  const plan = new Map<number, AffinePlan>()
  for (const [i, operation] of operations.entries()) {
    if (operation.kind !== 'affine') continue
    const { filters, window, taps } = operation
    plan.set(i, {
      kernel: rowsOf(transpose(operation), window),
      runs: runsOf(operation),
      taps,
      terms: { rows: new Int32Array(filters), weights: new Float64Array(filters) },
      sums: new Float64Array(window),
    })
  }
  return plan
}

function transpose({ kernel, groups, window, filters }: OperationOf<'affine'>): Float64Array {
  const transposed = new Float64Array(kernel.length)
  for (let g = 0; g < groups; g++)
    for (let k = 0; k < window; k++)
      for (let f = 0; f < filters; f++)
        transposed[(g * filters + f) * window + k] = kernel[(g * window + k) * filters + f]!
  return transposed
}

function runsOf({ taps, positions, window }: OperationOf<'affine'>): Int32Array {
  const runs = new Int32Array(positions)
  for (let p = 0; p < positions; p++) {
    const first = taps[p * window]!
    let isRun = first >= 0
    for (let k = 1; k < window && isRun; k++) isRun = taps[p * window + k] === first + k
    runs[p] = isRun ? first : -1
  }
  return runs
}

/** Does the function bend on the bounds of number `i`, so that tighter bounds there help? */
export function bends(operation: Operation, x: Bounds, i: number): boolean {
  if (operation.kind !== 'elementwise') return true
  const f = elementwiseFunctions[operation.name]
  const parameter = operation.parameter[i % operation.parameter.length]!
  const lo = x.lo[i]!
  const hi = x.hi[i]!
  return f.curvature(lo, hi, parameter) > 0 || f.breaks(parameter).some((at) => at > lo && at < hi)
}
