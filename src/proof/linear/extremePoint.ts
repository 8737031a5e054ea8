import { padded } from '../../forms/kernel.ts'
import { computeOperation } from '../../network/evaluate.ts'
import { weighAt } from '../../operations/affine/weighAt.ts'
import { type ComputedOperation, rulesOf } from '../../operations/index.ts'
import type { Relaxation } from './backward.ts'
import { maximizer } from './maximize.ts'
import { type Workspace, workspaceOf } from './workspace.ts'

/**
 * The values at which the last backward pass of `relaxation` from `from` takes its bound: the row of each input at
 * which the form is largest, taken through the same lines and constants, in float64 without rounding care. They say in
 * which direction slopes should change, and the input rows are candidates for counterexamples; nothing is proved by
 * them. They lie in the memory of the network's passes, until another point is asked for.
 */
export function extremePoint(relaxation: Relaxation, from: number): Float64Array[] {
  const { network, region, coefficients } = relaxation
  const space = workspaceOf(network)
  const values = network.operations.slice(0, from + 1).map(({ size }, index) => {
    const first = space.values[index]! / 8
    space.kernel.numbers.fill(0, first, first + padded(size) + 4)
    return space.kernel.numbers.subarray(first, first + size)
  })
  for (const [index, operation] of network.operations.entries()) {
    if (index > from) break
    const L = coefficients[index]
    if (operation.kind === 'input')
      maximizer(region.boxes[operation.input]!, L ?? new Float64Array(operation.size), values[index]!)
    else if (L !== undefined) follow(relaxation, space, index, L, values)
  }
  return values
}

/** Writes the results of one operation at those of the operations before it. */
function follow(
  { network, bounds, lines }: Relaxation,
  space: Workspace,
  index: number,
  L: Float64Array,
  values: readonly Float64Array[],
): void {
  const operation = network.operations[index] as ComputedOperation
  const into = values[index]!
  const own = lines[index]
  if (own !== undefined) {
    const x = values[operation.reads[0]!]!
    for (let i = 0; i < into.length; i++) {
      const { slope, intercept } = L[i]! > 0 ? own.upper : own.lower
      into[i] = slope[i]! * x[i]! + intercept[i]!
    }
  } else if (operation.kind === 'affine') {
    weighAt(operation, space, space.weightsAt(index), {
      x: readsAt(space, operation.reads, values),
      y: space.values[index]!,
    })
  } else if (rulesOf(operation).isLinear) {
    const reads = operation.reads.map((read) => values[read]!)
    into.set(computeOperation(operation, reads))
  } else for (let i = 0; i < into.length; i++) into[i] = L[i]! > 0 ? bounds[index]!.hi[i]! : bounds[index]!.lo[i]!
}

/** Where the numbers that are read begin: those of several reads are put one after the other. */
function readsAt(
  { kernel, values: at, flat }: Workspace,
  reads: readonly number[],
  values: readonly Float64Array[],
): number {
  if (reads.length === 1) return at[reads[0]!]!
  let first = flat.address / 8
  for (const read of reads) {
    kernel.numbers.set(values[read]!, first)
    first += values[read]!.length
  }
  kernel.numbers.fill(0, first, first + 4)
  return flat.address
}
