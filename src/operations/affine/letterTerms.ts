import type { AffineOperation } from './affineOperation.ts'
import type { Bounds } from '../../numeric/bounds.ts'
import type { LetterRows } from './letterRows.ts'
import { tapAt } from './taps.ts'

/** The lowest, the highest and the largest in size of what a number or a row of letters adds to each filter's sum. */
export interface Term {
  readonly low: Float64Array
  readonly high: Float64Array
  /** Infinite where the number may be infinite or NaN. */
  readonly size: Float64Array
}

/** Of rows with more letters in sight than this, terms are not remembered. */
const rememberable = 20

/**
 * What the window at position `p` adds up. Letters of a row stand side by side: where the window comes back to a letter
 * or a row, that counts as another row. Terms of the same weights and letters are made once and kept in `known`.
 */
export function termsOf(
  operation: AffineOperation,
  p: number,
  read: Bounds,
  letters: LetterRows,
  known: Map<number, Term>,
): Term[] {
  const { taps, window, groups } = operation
  const weights = (p % groups) * window
  const terms: Term[] = []
  for (let k = 0; k < window;) {
    const tap = tapAt(taps, p, k)
    const row = tap < 0 ? -1 : letters.row[tap]!
    if (row < 0) {
      if (tap >= 0) terms.push(ofNumber(operation, weights + k, read, tap))
      k++
      continue
    }
    const start = k
    let [last, allowed, seen] = [-1, 0, 0]
    for (; k < window; k++) {
      const next = tapAt(taps, p, k)
      if (next <= last || letters.row[next] !== row) break
      last = next
      if (letters.allowed[next] === 0) continue
      seen++
      allowed += 2 ** (k - start)
    }
    const mayBeZero = seen < letters.choices[row]!
    const key =
      k - start > rememberable ? -1 : ((weights + start) * 2 + (mayBeZero ? 1 : 0)) * 2 ** rememberable + allowed
    let term = known.get(key)
    if (term === undefined) {
      const chosen = Array.from({ length: k - start }, (_, i) => i).filter(
        (i) => letters.allowed[tapAt(taps, p, start + i)] === 1,
      )
      term = ofLetters(operation, weights + start, chosen, mayBeZero)
      if (key >= 0) known.set(key, term)
    }
    terms.push(term)
  }
  return terms
}

function newTerm(filters: number): Term {
  return { low: new Float64Array(filters), high: new Float64Array(filters), size: new Float64Array(filters) }
}

/** One of several letters' weights, or 0 if another letter may stand there. */
function ofLetters(
  { kernel, filters }: AffineOperation,
  weights: number,
  chosen: readonly number[],
  mayBeZero: boolean,
): Term {
  const term = newTerm(filters)
  if (!mayBeZero) {
    term.low.fill(Infinity)
    term.high.fill(-Infinity)
  }
  for (let f = 0; f < filters; f++) {
    for (const i of chosen) {
      const w = kernel[(weights + i) * filters + f]!
      term.low[f] = Math.min(term.low[f]!, w)
      term.high[f] = Math.max(term.high[f]!, w)
    }
    term.size[f] = Math.max(-term.low[f]!, term.high[f]!)
  }
  return term
}

/** A number within its bounds times its weight. */
function ofNumber({ kernel, filters }: AffineOperation, weights: number, { lo, hi, nan }: Bounds, tap: number): Term {
  const term = newTerm(filters)
  const most = nan[tap] === 1 ? Infinity : Math.max(-lo[tap]!, hi[tap]!)
  for (let f = 0; f < filters; f++) {
    const w = kernel[weights * filters + f]!
    term.low[f] = w * (w < 0 ? hi[tap]! : lo[tap]!)
    term.high[f] = w * (w < 0 ? lo[tap]! : hi[tap]!)
    // Not the product, which a weight of 0 would hide infinity in.
    term.size[f] = most === Infinity ? Infinity : Math.abs(w) * most
  }
  return term
}
