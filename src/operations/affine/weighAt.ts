import type { Scratch } from '../../forms/forms.ts'
import { padded } from '../../forms/kernel.ts'
import type { LoadedWeights } from '../step.ts'
import type { AffineOperation } from './affineOperation.ts'
import { runsOf } from './runs.ts'
import { startAt, stepsAt } from './taps.ts'

/** Where numbers at one point are in a kernel's memory: what is read, and the results. Four zeros follow each. */
export interface PointAt {
  readonly x: number
  readonly y: number
}

/** Writes the results of an affine operation at a point, as `weigh` computes them. */
export function weighAt(
  operation: AffineOperation,
  { kernel, columns, addresses, sums }: Scratch,
  { rows, steps }: LoadedWeights,
  { x, y }: PointAt,
): void {
  const { taps, bias, positions, window, filters, groups } = operation
  const { numbers, integers } = kernel
  const length = padded(window)
  const runs = runsOf(operation)
  for (let f = 0; f < filters; f++) integers[columns / 4 + f] = 8 * f
  let loaded = -1
  numbers.fill(0, sums.address / 8, sums.address / 8 + length)
  for (let p = 0; p < positions; p++) {
    const g = groups === 1 ? 0 : p % groups
    if (g !== loaded)
      for (let f = 0; f < filters; f++) integers[addresses / 4 + f] = rows + 8 * length * (g * filters + f)
    loaded = g
    const into = y + 8 * p * filters
    for (let f = 0; f < filters; f++) numbers[into / 8 + f] = bias === null ? 0 : bias[g * filters + f]!
    const run = runs[p]!
    if (run < 0) kernel.gather(sums.address, x + 8 * startAt(taps, p), steps + 4 * stepsAt(taps, p), window)
    kernel.weigh(into, columns, addresses, filters, run < 0 ? sums.address : x + 8 * run, length)
  }
}
