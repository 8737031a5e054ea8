import { FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import type { AffineOperation } from '../../network/network.ts'
import { flushedSum, mayOverflow, sumError } from '../sum.ts'
import type { Letters } from './letters.ts'

/**
 * How far the float32 results of an affine operation that reads nothing but letters, rounded as a sum, may be from their exact values;
 * Infinity where they may overflow. Much less than for any numbers from 0 to 1: of the letters of a row all but one are 0, and
 * sums with 0 are exact, so that only one term a row rounds, of at most the size of the row's largest weight. Two roundings more
 * pay for float64 sums of the same terms.
 */
export function oneHotErrors(operation: AffineOperation, letters: Letters): Float64Array {
  const { taps, kernel, bias, positions, window, filters, groups } = operation
  const errors = new Float64Array(positions * filters)
  const kernelSize = window * filters
  for (let p = 0; p < positions; p++) {
    const g = p % groups
    const rows = tapsByRow(taps.subarray(p * window, (p + 1) * window), letters)
    let terms = bias === null ? 0 : 1
    for (const row of rows) terms += Math.max(0, ...row.map((ks) => ks.length))
    const error = sumError(terms)
    // Weights may be flushed to zero as they are read, too.
    const flushed = flushedSum(terms) + terms * FLOAT32_MIN_NORMAL
    for (let f = 0; f < filters; f++) {
      let size = bias === null ? 0 : Math.abs(bias[g * filters + f]!)
      for (const row of rows) {
        let most = 0
        for (const ks of row) {
          let one = 0
          for (const k of ks) one += Math.abs(kernel[g * kernelSize + k * filters + f]!)
          most = Math.max(most, one)
        }
        size += most
      }
      errors[p * filters + f] = mayOverflow(size, error, flushed) ? Infinity : error * size + flushed
    }
    // Zero times a weight that is not finite is NaN, padding included.
    for (let i = g * kernelSize; i < (g + 1) * kernelSize; i++)
      if (!Number.isFinite(kernel[i]!)) errors[p * filters + (i % filters)] = Infinity
  }
  return errors
}

/** The window's indices of each letter that it sees and that is allowed, row by row. */
function tapsByRow(taps: Int32Array, { alphabet, allowed }: Letters): number[][][] {
  const rows = new Map<number, Map<number, number[]>>()
  for (const [k, tap] of taps.entries()) {
    const row = Math.floor(tap / alphabet)
    if (tap < 0 || !allowed[row]!.includes(tap % alphabet)) continue
    const seen = rows.get(row) ?? new Map<number, number[]>()
    rows.set(row, seen.set(tap, [...(seen.get(tap) ?? []), k]))
  }
  return [...rows.values()].map((row) => [...row.values()])
}
