import { computeOperation } from '../../network/evaluate.ts'
import { type ComputedOperation, rulesOf } from '../../operations/index.ts'
import type { Relaxation } from './backward.ts'
import { maximizer } from './maximize.ts'

/**
 * The values at which the last backward pass of `relaxation` from `from` takes its bound: the row of each input at
 * which the form is largest, taken through the same lines and constants, in float64 without rounding care. They say in
 * which direction slopes should change, and the input rows are candidates for counterexamples; nothing is proved by
 * them.
 */
export function extremePoint(relaxation: Relaxation, from: number): Float64Array[] {
  const { network, region, coefficients } = relaxation
  const values: Float64Array[] = []
  for (const [index, operation] of network.operations.entries()) {
    if (index > from) break
    const L = coefficients[index]
    if (operation.kind === 'input') {
      const y = new Float64Array(operation.size)
      maximizer(region.boxes[operation.input]!, L ?? new Float64Array(operation.size), y)
      values.push(y)
    } else values.push(L === undefined ? new Float64Array(operation.size) : follow(relaxation, index, L, values))
  }
  return values
}

/** The results of one operation at those of the operations before it. */
function follow(
  { network, bounds, lines }: Relaxation,
  index: number,
  L: Float64Array,
  values: readonly Float64Array[],
): Float64Array {
  const operation = network.operations[index] as ComputedOperation
  const own = lines[index]
  if (own !== undefined)
    return values[operation.reads[0]!]!.map((x, i) => {
      const { slope, intercept } = L[i]! > 0 ? own.upper : own.lower
      return slope[i]! * x + intercept[i]!
    })
  if (rulesOf(operation).isLinear)
    return computeOperation(
      operation,
      operation.reads.map((read) => values[read]!),
    )
  return L.map((c, i) => (c > 0 ? bounds[index]!.hi[i]! : bounds[index]!.lo[i]!))
}
