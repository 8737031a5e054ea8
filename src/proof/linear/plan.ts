import type { Network } from '../../network/network.ts'
import { type Operation, rulesOf } from '../../operations/index.ts'
import { elementwiseFunctions } from '../../functions/index.ts'
import { onceFor } from '../../onceFor.ts'
import type { Bounds } from '../../numeric/bounds.ts'

/** What linear relaxation needs to know of a network before it sees any bounds. */
export interface Plan {
  /**
   * Operations whose bounds are worth a backward pass for each number: a nonlinear one reads them, and intervals have
   * lost something before; and the output. Where that would take too long, intervals stay.
   */
  readonly tighten: readonly boolean[]
  /** Multiplications that bounds of one region take. */
  readonly work: number
  /** Multiplications that a pass of one form takes. */
  readonly pass: number
  /** For each operation, those that read it. */
  readonly readers: readonly (readonly number[])[]
}

/** Made once for each network. */
export const planOf: (network: Network) => Plan = onceFor((network) => ({
  ...afford(network, tightenOf(network)),
  readers: readersOf(network),
}))

function readersOf({ operations }: Network): number[][] {
  const readers: number[][] = operations.map(() => [])
  for (const [i, { reads }] of operations.entries()) for (const read of new Set(reads)) readers[read]!.push(i)
  return readers
}

function tightenOf({ operations }: Network): boolean[] {
  // Intervals are exact for a linear operation that reads inputs, and lose something from the second one on.
  const exact: boolean[] = []
  for (const operation of operations)
    exact.push(
      operation.kind === 'input' ||
        (rulesOf(operation).isLinear && operation.reads.every((read) => isMoved(operations, read))),
    )
  const nonlinear = operations.filter(
    (operation) => operation.kind !== 'input' && operation.kind !== 'opaque' && !rulesOf(operation).isLinear,
  )
  const read = new Set(nonlinear.flatMap(({ reads }) => reads))
  // A result read through gathers is read as it is.
  for (let i = operations.length - 1; i >= 0; i--)
    if (operations[i]!.kind === 'gather' && read.has(i)) for (const from of operations[i]!.reads) read.add(from)
  return operations.map(({ kind }, i) => kind === 'affine' && read.has(i) && !exact[i])
}

/**
 * Multiplications that tightening may cost at most: one operation, all of them, and the output; the last two are
 * seconds of work.
 */
const AFFORDABLE = { one: 5e8, all: 5e9, output: 1e10 }

/**
 * Numbers on the way that backward passes are made for at most: each takes some 60 bytes, of lines and coefficients.
 * Where there are more, little can be tightened before the output, and a pass from there says no more than intervals.
 */
const MOST_NUMBERS = 8e6

/** Leaves intervals where backward passes would take too long. */
function afford({ operations, output }: Network, wanted: readonly boolean[]): Pick<Plan, 'tighten' | 'work' | 'pass'> {
  const tighten = operations.map(() => false)
  const isVast = operations.reduce((sum, { size }) => sum + size, 0) > MOST_NUMBERS
  // Of one pass that begins here; of all passes so far.
  let pass = 0
  let work = 0
  for (const [index, operation] of operations.entries()) {
    if (operation.kind !== 'input') pass += rulesOf(operation).multiplications(operation)
    const own = operation.size * pass
    if (index === output) tighten[index] = !isVast && own < AFFORDABLE.output
    else tighten[index] = !isVast && wanted[index]! && own < AFFORDABLE.one && work + own < AFFORDABLE.all
    if (tighten[index]) work += 2 * own
  }
  // Intervals take as much as a few passes.
  return { tighten, work: work + 4 * pass, pass }
}

/** An input, or numbers of one moved elsewhere. */
function isMoved(operations: readonly Operation[], index: number): boolean {
  const { kind, reads } = operations[index]!
  return kind === 'input' || (kind === 'gather' && reads.every((read) => isMoved(operations, read)))
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
