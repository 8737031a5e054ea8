import type { Relaxation } from '../linear/backward.ts'
import { maximizer } from '../linear/maximize.ts'
import type { Region } from '../region.ts'
import { allowed } from './split.ts'

/** The inputs at which the last backward pass takes its bound: one row for each input. */
export function rowsAt({ network, region, coefficients }: Relaxation): Float32Array[] {
  return region.boxes.map((box, input) => {
    const index = network.operations.findIndex((operation) => operation.kind === 'input' && operation.input === input)
    const row = new Float32Array(box.lo.length)
    maximizer(box, coefficients[index] ?? new Float64Array(row.length), row)
    return row
  })
}

/** The middle of every number's bounds; of one-hot rows the first letter that is allowed. */
export function centreOf({ boxes }: Region): Float32Array[] {
  return boxes.map((box) => {
    const { lo, hi, letters } = box
    if (letters === undefined) return lo.map((low, i) => Math.min(hi[i]!, Math.max(low, low / 2 + hi[i]! / 2)))
    const row = new Float32Array(lo.length)
    for (let r = 0; r < lo.length / letters; r++) row[r * letters + allowed(box, r)[0]!] = 1
    return row
  })
}
