import type { AffineOperation } from '../../network/network.ts'
import { type Bounds, setBounds } from '../bounds.ts'
import { clampFinite, flushedSum, mayOverflow, newSum, sumError } from '../sum.ts'
import type { AffineBounds } from './affine.ts'
import { setRow } from './affineRow.ts'
import { kernelSizes } from './kernelSizes.ts'
import type { LetterRows } from './letterRows.ts'

/**
 * Sets the bounds and errors of sums of which some read one-hot rows: each row adds the weight of one of its letters, the best
 * and the worst that are allowed for the ends, 0 for a letter that the window does not see. All other letters are exact
 * zeros, so that a row counts as one term. Where that may be wrong, the letters count as numbers from 0 to 1 (`setRow`):
 * sums that may overflow, weights that are subnormal or not finite, and numbers beside the letters that are not finite.
 */
export function setLetterSums(
  bounds: AffineBounds,
  operation: AffineOperation,
  read: Bounds,
  letters: LetterRows,
): void {
  const { kernel, positions, window, filters, groups, bias } = operation
  const sizes = kernelSizes(operation)
  const view = newView(window)
  const { ends, rows, mayBeZero, least, most } = view
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    lookAt(view, operation, p, read, letters)
    const terms = view.count + (bias === null ? 0 : 1)
    const error = sumError(terms)
    for (let f = 0; f < filters; f++) {
      const i = p * filters + f
      const column = (p % groups) * filters + f
      const first = (p % groups) * window * filters + f
      const shift = bias?.[column] ?? 0
      let lowSum = shift
      let highSum = shift
      let size = Math.abs(shift)
      let lowest = shift
      let highest = shift
      let at = 0
      for (let term = 0; term < view.count; term++) {
        let low = mayBeZero[term] === 1 ? 0 : Infinity
        let high = mayBeZero[term] === 1 ? 0 : -Infinity
        for (; at < ends[term]!; at++) {
          const w = kernel[first + rows[at]!]!
          const a = w * least[term]!
          const b = w * most[term]!
          low = Math.min(low, a, b)
          high = Math.max(high, a, b)
        }
        lowSum += low
        highSum += high
        size += Math.max(-low, high)
        lowest = Math.min(lowest, low)
        highest = Math.max(highest, high)
      }
      // Operands that are no letters may be flushed, too.
      const flushed = Math.max(flushedSum(terms), sizes.flushed[column]!)
      if (!view.isFinite || sizes.wild[column] === 1 || mayOverflow(size, error, flushed)) {
        setRow(bounds, operation, read, p, f, sum)
        continue
      }
      const off = error * size + flushed
      const lo = clampFinite(lowSum - off)
      const hi = clampFinite(highSum + off)
      bounds.errors[i] = off
      // Rounding never takes a sum of numbers of one sign past zero.
      setBounds(bounds, i, lowest >= 0 ? Math.max(0, lo) : lo, highest <= 0 ? Math.min(0, hi) : hi)
    }
  }
}

/** One window, term by term: each is a number times its weight, or one of several letters' weights. */
interface View {
  count: number
  /** Are all numbers that are no letters finite, and none NaN? */
  isFinite: boolean
  /** Where the weights of each begin, counted from those of the window. */
  readonly rows: Int32Array
  /** Past the last of each term's rows. */
  readonly ends: Int32Array
  /** 1 where a term may be none of its rows. */
  readonly mayBeZero: Uint8Array
  /** Bounds of what the weights are multiplied by: 1 for letters. */
  readonly least: Float64Array
  readonly most: Float64Array
}

function newView(window: number): View {
  const [rows, ends] = [new Int32Array(window), new Int32Array(window)]
  const [least, most] = [new Float64Array(window), new Float64Array(window)]
  return { count: 0, isFinite: true, rows, ends, mayBeZero: new Uint8Array(window), least, most }
}

/** Letters of a row stand side by side: where the window comes back to a letter or a row, that counts as another row. */
function lookAt(view: View, operation: AffineOperation, p: number, read: Bounds, letters: LetterRows): void {
  const { taps, window, filters } = operation
  const { rows, ends, mayBeZero, least, most } = view
  let count = 0
  let end = 0
  view.isFinite = true
  for (let k = 0; k < window;) {
    const tap = taps[p * window + k]!
    const row = tap < 0 ? -1 : letters.row[tap]!
    if (row >= 0) {
      const start = end
      let last = -1
      for (; k < window; k++) {
        const next = taps[p * window + k]!
        if (next <= last || letters.row[next] !== row) break
        if (letters.allowed[next] === 1) rows[end++] = k * filters
        last = next
      }
      mayBeZero[count] = end - start < letters.choices[row]! ? 1 : 0
      least[count] = most[count] = 1
    } else if (tap >= 0) {
      rows[end++] = k++ * filters
      mayBeZero[count] = 0
      least[count] = read.lo[tap]!
      most[count] = read.hi[tap]!
      if (read.nan[tap] === 1 || !Number.isFinite(least[count]! + most[count]!)) view.isFinite = false
    } else {
      k++
      continue
    }
    ends[count++] = end
  }
  view.count = count
}
