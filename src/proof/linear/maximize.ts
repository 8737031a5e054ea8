import type { InputBox } from '../region.ts'

/**
 * An upper bound of `sum coefficient[i] x[i]` over the rows of a box: each number at the end that its sign asks for, of
 * one-hot rows the best letter that is allowed. Exact but for float64's rounding, which is added: n products and sums
 * lose at most (n + 1) 2^-53 of the sum of sizes, to first order. NaN where a coefficient is. The coefficients are
 * those from `first` on.
 */
export function maximize(box: InputBox, coefficients: Float64Array, first: number = 0): number {
  const { lo, hi, letters } = box
  let sum = 0
  let size = 0
  if (letters === undefined) {
    for (let i = 0; i < lo.length; i++) {
      const c = coefficients[first + i]!
      const term = c > 0 ? c * hi[i]! : c * lo[i]!
      sum += term
      size += Math.abs(term)
    }
  } else {
    for (let row = 0; row < lo.length; row += letters) {
      const best = coefficients[first + row + bestLetter(box, coefficients, row, first)]!
      sum += best
      size += Math.abs(best)
      // No comparison sees a NaN.
      for (let k = 0; k < letters; k++) if (Number.isNaN(coefficients[first + row + k]!)) return NaN
    }
  }
  return sum + (lo.length + 4) * 2 ** -52 * size
}

/** The allowed letter of a one-hot row with the largest coefficient: its place in the row. */
function bestLetter({ hi, letters }: InputBox, coefficients: Float64Array, row: number, first: number = 0): number {
  const at = (k: number): number => coefficients[first + row + k]!
  let best = -1
  for (let k = 0; k < letters!; k++) if (hi[row + k] === 1 && (best < 0 || at(k) > at(best))) best = k
  return best
}

/** Writes a row of the box at which the form is largest. */
export function maximizer(box: InputBox, coefficients: Float64Array, into: Float32Array | Float64Array): void {
  const { lo, hi, letters } = box
  if (letters === undefined) {
    for (let i = 0; i < lo.length; i++)
      into[i] = coefficients[i]! > 0 ? hi[i]! : coefficients[i]! < 0 ? lo[i]! : lo[i]! / 2 + hi[i]! / 2
    return
  }
  into.fill(0)
  for (let row = 0; row < lo.length; row += letters) into[row + bestLetter(box, coefficients, row)] = 1
}
