import type { AffineOperation } from '../../network/network.ts'
import { type Bounds, setBounds } from '../bounds.ts'
import { clampFinite, flushedSum, mayOverflow, newSum, sumError } from '../sum.ts'
import type { AffineBounds } from './affine.ts'
import { setRow } from './affineRow.ts'
import { kernelSizes } from './kernelSizes.ts'
import type { LetterRows } from './letterRows.ts'

/** The lowest, highest and largest in size of what part of a window adds, a filter each. */
interface Part {
  readonly low: Float64Array
  readonly high: Float64Array
  readonly size: Float64Array
}

/**
 * Sets the bounds and errors of sums of which some read one-hot rows: each row adds the weight of one of its letters, the best
 * and the worst that are allowed for the ends, 0 for a letter that the window does not see. All other letters are exact
 * zeros, so that a row counts as one term. Where that may be wrong, the letters count as numbers from 0 to 1 (`setRow`):
 * sums that may overflow, and weights that are subnormal or not finite.
 */
export function setLetterSums(
  bounds: AffineBounds,
  operation: AffineOperation,
  read: Bounds,
  letters: LetterRows,
): void {
  const { taps, kernel, positions, window, filters, groups, bias } = operation
  const sizes = kernelSizes(operation)
  const total = newPart(filters)
  /** Least of the lows and largest of the highs: they tell whether all terms have one sign. */
  const ends = newPart(filters)
  const part = newPart(filters)
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    const g = p % groups
    for (let f = 0; f < filters; f++) {
      const b = bias?.[g * filters + f] ?? 0
      total.low[f] = total.high[f] = b
      total.size[f] = Math.abs(b)
      ends.low[f] = Math.min(0, b)
      ends.high[f] = Math.max(0, b)
    }
    let terms = bias === null ? 0 : 1
    for (let k = 0; k < window; terms++) {
      const tap = taps[p * window + k]!
      const row = (g * window + k) * filters
      if (tap >= 0 && letters.row[tap]! >= 0)
        k += setLetter(part, kernel, row, taps, p * window + k, window - k, letters)
      else {
        setNumber(part, kernel, row, tap < 0 ? 0 : read.lo[tap]!, tap < 0 ? 0 : read.hi[tap]!)
        if (tap >= 0 && read.nan[tap] === 1) part.size.fill(Infinity)
        k++
      }
      for (let f = 0; f < filters; f++) {
        total.low[f]! += part.low[f]!
        total.high[f]! += part.high[f]!
        total.size[f]! += part.size[f]!
        ends.low[f] = Math.min(ends.low[f]!, part.low[f]!)
        ends.high[f] = Math.max(ends.high[f]!, part.high[f]!)
      }
    }
    const error = sumError(terms)
    for (let f = 0; f < filters; f++) {
      const i = p * filters + f
      const size = total.size[f]!
      // Operands of numbers that are no letters may be flushed too.
      const flushed = Math.max(flushedSum(terms), sizes.flushed[g * filters + f]!)
      if (sizes.wild[g * filters + f] === 1 || mayOverflow(size, error, flushed)) {
        setRow(bounds, operation, read, p, f, sum)
        continue
      }
      const off = error * size + flushed
      bounds.errors[i] = off
      const lo = clampFinite(total.low[f]! - off)
      const hi = clampFinite(total.high[f]! + off)
      // Rounding never takes a sum of numbers of one sign past zero.
      setBounds(bounds, i, ends.low[f] === 0 ? Math.max(0, lo) : lo, ends.high[f] === 0 ? Math.min(0, hi) : hi)
    }
  }
}

function newPart(filters: number): Part {
  return { low: new Float64Array(filters), high: new Float64Array(filters), size: new Float64Array(filters) }
}

/** What a number within [lo, hi] adds, whose weights begin at `row`. */
function setNumber({ low, high, size }: Part, kernel: Float64Array, row: number, lo: number, hi: number): void {
  const most = Math.max(-lo, hi)
  for (let f = 0; f < low.length; f++) {
    const w = kernel[row + f]!
    low[f] = w * (w < 0 ? hi : lo)
    high[f] = w * (w < 0 ? lo : hi)
    size[f] = Math.abs(w) * most
  }
}

/**
 * What a one-hot row adds, of which the window sees the taps from `first` on, no more than `left`: returns how many. Where it
 * comes to the same letter again, or to the row again later, that counts as another row.
 */
function setLetter(
  { low, high, size }: Part,
  kernel: Float64Array,
  row: number,
  taps: Int32Array,
  first: number,
  left: number,
  { row: rows, allowed, choices }: LetterRows,
): number {
  const { length } = low
  const own = rows[taps[first]!]!
  let seen = 0
  let count = 0
  for (; count < left; count++) {
    const tap = taps[first + count]!
    if (tap < 0 || rows[tap] !== own || (count > 0 && tap <= taps[first + count - 1]!)) break
    if (allowed[tap] === 0) continue
    const weights = row + count * length
    for (let f = 0; f < length; f++) {
      const w = kernel[weights + f]!
      if (seen === 0 || w < low[f]!) low[f] = w
      if (seen === 0 || w > high[f]!) high[f] = w
    }
    seen++
  }
  const mayBeElsewhere = seen < choices[own]!
  for (let f = 0; f < length; f++) {
    if (seen === 0) low[f] = high[f] = 0
    else if (mayBeElsewhere) {
      low[f] = Math.min(0, low[f]!)
      high[f] = Math.max(0, high[f]!)
    }
    size[f] = Math.max(-low[f]!, high[f]!)
  }
  return count
}
