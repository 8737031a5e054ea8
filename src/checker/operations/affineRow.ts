import type { Affine } from '../format/certificate.ts'
import { add, type Turn } from './rules.ts'

/**
 * Replaces all results of a sum, times `coefficients`, by what it reads, one tensor: as `affine.relax` does of one
 * result, but all filters at a position at once, whose weights lie one after the other. The errors pay for float64,
 * too.
 */
export function relaxRow(operation: Affine, coefficients: Float64Array, turn: Turn): void {
  const { taps, kernel, window, filters, groups, positions } = operation
  const own = new Float64Array(filters)
  const into = turn.into[0]!
  for (let at = 0; at < positions; at++) {
    const [first, last] = takeFilters(operation, at, coefficients, turn, own)
    if (last < 0) continue
    for (let k = 0; k < window; k++) {
      const tap = taps[at * window + k]!
      if (tap === -1) continue
      const from = ((at % groups) * window + k) * filters
      let sum = 0
      for (let f = first; f <= last; f++) sum += own[f]! * kernel[from + f]!
      into[tap]! += sum
    }
  }
}

/**
 * The coefficients of all filters at a position, 0 where a result has no linear form; between which they are. Adds what
 * is constant.
 */
function takeFilters(
  { bias, filters, groups }: Affine,
  at: number,
  coefficients: Float64Array,
  { bounds, errors, sum }: Turn,
  own: Float64Array,
): readonly [first: number, last: number] {
  let [first, last] = [filters, -1]
  for (let f = 0; f < filters; f++) {
    const i = at * filters + f
    const c = coefficients[i]!
    own[f] = 0
    if (c === 0) continue
    const [lo, hi, nan] = bounds[i]!
    if (nan) add(sum, Infinity)
    else if (!(errors[i]! < Infinity)) add(sum, c > 0 ? c * hi : c * lo)
    else {
      own[f] = c
      first = Math.min(first, f)
      last = f
      if (bias) add(sum, c * bias[(at % groups) * filters + f]!)
      add(sum, Math.abs(c) * errors[i]!)
    }
  }
  return [first, last]
}
