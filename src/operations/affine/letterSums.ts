import type { AffineBounds, AffineOperation } from './affineOperation.ts'
import { type Bounds, setBounds } from '../../numeric/bounds.ts'
import { clampFinite, flushedSum, mayOverflow, newSum, sumError } from '../../numeric/sum.ts'
import { setRow } from './row.ts'
import { kernelSizes } from './kernelSizes.ts'
import type { LetterRows } from './letterRows.ts'
import { type Term, termsOf } from './letterTerms.ts'

/**
 * Sets the bounds and errors of sums of which some read one-hot rows: each row adds the weight of one of its letters,
 * the best and the worst that are allowed for the ends, 0 for a letter that the window does not see. All other letters
 * are exact zeros, so that a row counts as one term. Where that may be wrong, the letters count as numbers from 0 to 1
 * (`setRow`): sums that may overflow, weights that are subnormal or not finite, and numbers beside the letters that are
 * not finite.
 */
export function setLetterSums(
  bounds: AffineBounds,
  operation: AffineOperation,
  read: Bounds,
  letters: LetterRows,
): void {
  const { positions, filters, groups, bias } = operation
  const { flushed, wild, biases } = kernelSizes(operation)
  const known = new Map<number, Term>()
  const low = new Float64Array(filters)
  const high = new Float64Array(filters)
  const size = new Float64Array(filters)
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    const terms = termsOf(operation, p, read, letters, known)
    const first = (p % groups) * filters
    for (let f = 0; f < filters; f++) {
      low[f] = high[f] = bias?.[first + f] ?? 0
      size[f] = biases[first + f]!
    }
    for (const term of terms) add(term, low, high, size)
    const count = terms.length + (bias === null ? 0 : 1)
    const error = sumError(count)
    for (let f = 0; f < filters; f++) {
      const i = p * filters + f
      // Operands that are no letters may be flushed, too.
      const lost = Math.max(flushedSum(count), flushed[first + f]!)
      if (wild[first + f] === 1 || mayOverflow(size[f]!, error, lost)) {
        setRow(bounds, operation, read, p, f, sum)
        continue
      }
      const off = error * size[f]! + lost
      const shift = bias?.[first + f] ?? 0
      let lo = clampFinite(low[f]! - off)
      let hi = clampFinite(high[f]! + off)
      // Rounding never takes a sum of numbers of one sign past zero.
      if (lo < 0 && low[f]! >= -off && shift >= 0 && terms.every((term) => term.low[f]! >= 0)) lo = 0
      if (hi > 0 && high[f]! <= off && shift <= 0 && terms.every((term) => term.high[f]! <= 0)) hi = 0
      bounds.errors[i] = off
      setBounds(bounds, i, lo, hi)
    }
  }
}

function add(term: Term, low: Float64Array, high: Float64Array, size: Float64Array): void {
  const { low: l, high: h, size: s } = term
  for (let f = 0; f < low.length; f++) {
    low[f]! += l[f]!
    high[f]! += h[f]!
    size[f]! += s[f]!
  }
}
