import {
  addExact,
  addExactProduct,
  clearExactSum,
  type ExactSum,
  newExactSum,
  roundExact,
} from '../../numeric/exactSum.ts'
import type { Comparison, Margins } from './margins.ts'

/** How clauses make margins: each its own, or all together the least of them. */
export type Gathering = 'each' | 'least'

/**
 * The margins of rows of output numbers, one row after the other: of each clause the largest of its comparisons' sums
 * minus bounds, exact but for the last rounding to float64, which keeps the sign; NaN where a number that counts is
 * NaN, or infinities cancel.
 */
export function marginsOf(
  { width, clauses }: Margins,
  gathering: Gathering,
  outputs: Float32Array | Float64Array,
): Float64Array {
  const rows = outputs.length / width
  const count = gathering === 'each' ? clauses.length : 1
  const margins = new Float64Array(rows * count).fill(Infinity)
  const sum = newExactSum()
  for (let row = 0; row < rows; row++)
    for (const [c, clause] of clauses.entries()) {
      let margin = -Infinity
      for (const comparison of clause) margin = Math.max(margin, marginOf(comparison, outputs, row * width, sum))
      const at = row * count + (gathering === 'each' ? c : 0)
      margins[at] = Math.min(margins[at]!, margin)
    }
  return margins
}

/** The comparison whose margin is margin number `margin` of a row of outputs; any of those that come to the same. */
export function decidingComparison(
  { clauses }: Margins,
  gathering: Gathering,
  outputs: Float32Array,
  margin: number,
): Comparison {
  const best = gathering === 'each' ? [clauses[margin]!] : clauses
  const largest = best.map((clause) => {
    const margins = clause.map((comparison) => marginOf(comparison, outputs, 0))
    const at = margins.reduce((most, one, i) => (one > margins[most]! ? i : most), 0)
    return { comparison: clause[at]!, margin: margins[at]! }
  })
  return largest.reduce((least, one) => (one.margin < least.margin ? one : least)).comparison
}

/** The margin of one comparison for the row that begins at `first`. */
export function marginOf(
  { outputs, coefficients, bound, lifted }: Comparison,
  values: Float32Array | Float64Array,
  first: number,
  sum: ExactSum = newExactSum(),
): number {
  clearExactSum(sum)
  for (let i = 0; i < outputs.length; i++) addExactProduct(sum, coefficients[i]!, values[first + outputs[i]!]!)
  addExact(sum, -bound)
  const margin = roundExact(sum)
  return lifted && margin === 0 ? Number.MIN_VALUE : margin
}
