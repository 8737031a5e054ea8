import type { Affine } from '../format/certificate.ts'
import type { Range } from '../numeric/bounds.ts'

/**
 * Replaces results of an affine operation, times `coefficients`, by the numbers that it reads, times those that come `into` place: weights of all
 * filters at once, which lie one after the other. What is no linear form, and what is added, goes to `add`.
 */
export function throughAffine(
  { taps, kernel, bias, window, filters, groups, positions }: Affine,
  coefficients: Float64Array,
  into: Float64Array,
  ranges: readonly Range[],
  errors: readonly number[],
  add: (value: number) => void,
): void {
  const own = new Float64Array(filters)
  for (let at = 0; at < positions; at++) {
    const group = at % groups
    let [first, last] = [filters, -1]
    for (let f = 0; f < filters; f++) {
      const i = at * filters + f
      const c = coefficients[i]!
      own[f] = 0
      if (c === 0) continue
      const [lo, hi, nan] = ranges[i]!
      if (nan) add(Infinity)
      else if (!(errors[i]! < Infinity)) add(c > 0 ? c * hi : c * lo)
      else {
        // The error pays for float64, too.
        own[f] = c
        first = Math.min(first, f)
        last = f
        if (bias) add(c * bias[group * filters + f]!)
        add(Math.abs(c) * errors[i]!)
      }
    }
    if (last < 0) continue
    for (let k = 0; k < window; k++) {
      const tap = taps[at * window + k]!
      if (tap === -1) continue
      const from = (group * window + k) * filters
      let sum = 0
      for (let f = first; f <= last; f++) sum += own[f]! * kernel[from + f]!
      into[tap]! += sum
    }
  }
}
