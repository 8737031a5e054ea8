import type { Network, OperationOf } from '../../network/network.ts'
import type { Relaxation } from './backward.ts'
import { maximizer } from './maximize.ts'

/**
 * The values at which the last backward pass of `relaxation` from `from` takes its bound: the row of each input at which the form is
 * largest, taken through the same lines and constants, in float64 without rounding care. They say in which direction slopes
 * should change, and the input rows are candidates for counterexamples; nothing is proved by them.
 */
export function extremePoint(relaxation: Relaxation, from: number): Float64Array[] {
  const { network, region, coefficients } = relaxation
  const values: Float64Array[] = []
  for (const [index, operation] of network.operations.entries()) {
    if (index > from) break
    const y = new Float64Array(operation.size)
    values.push(y)
    const L = coefficients[index]
    if (operation.kind === 'input') {
      const box = region.boxes[operation.input]!
      maximizer(box, L ?? new Float64Array(operation.size), y)
    } else if (L !== undefined) follow(relaxation, index, L, readValues(network, index, values), y)
  }
  return values
}

function readValues({ operations }: Network, index: number, values: readonly Float64Array[]): Float64Array {
  const { reads } = operations[index]!
  if (reads.length === 1) return values[reads[0]!]!
  const all = new Float64Array(reads.reduce((sum, read) => sum + operations[read]!.size, 0))
  let first = 0
  for (const read of reads) {
    all.set(values[read]!, first)
    first += values[read]!.length
  }
  return all
}

function follow(
  { network, bounds, lines }: Relaxation,
  index: number,
  L: Float64Array,
  x: Float64Array,
  y: Float64Array,
): void {
  const operation = network.operations[index]!
  switch (operation.kind) {
    case 'affine':
      affineForward(operation, x, y)
      return
    case 'elementwise': {
      const { lower, upper } = lines[index]!
      for (let i = 0; i < y.length; i++) {
        const { slope, intercept } = L[i]! > 0 ? upper : lower
        y[i] = slope[i]! * x[i]! + intercept[i]!
      }
      return
    }
    case 'gather':
      for (let i = 0; i < y.length; i++) y[i] = operation.taps[i]! < 0 ? 0 : x[operation.taps[i]!]!
      return
    default:
      for (let i = 0; i < y.length; i++) y[i] = L[i]! > 0 ? bounds[index]!.hi[i]! : bounds[index]!.lo[i]!
  }
}

function affineForward(operation: OperationOf<'affine'>, x: Float64Array, y: Float64Array): void {
  const { taps, kernel, bias, positions, window, filters, groups } = operation
  for (let p = 0; p < positions; p++) {
    const g = groups === 1 ? 0 : p % groups
    const to = p * filters
    if (bias !== null) for (let f = 0; f < filters; f++) y[to + f] = bias[g * filters + f]!
    for (let k = 0; k < window; k++) {
      const tap = taps[p * window + k]!
      const value = tap < 0 ? 0 : x[tap]!
      if (value === 0) continue
      const row = (g * window + k) * filters
      for (let f = 0; f < filters; f++) y[to + f]! += kernel[row + f]! * value
    }
  }
}
