import type { Affine } from '../format/certificate.ts'
import { type Bounds, float32Bounds, size } from '../numeric/bounds.ts'
import { TINY } from '../numeric/float32.ts'

/**
 * Where the taps and the weights of result `i` are: of number k they are `taps[tap + k]` and
 * `kernel[weight + k * filters]`.
 */
export function placesOf(
  { window, filters, groups, bias }: Affine,
  i: number,
): { readonly tap: number; readonly weight: number; readonly bias: number } {
  const [at, filter] = [Math.floor(i / filters), i % filters]
  const group = at % groups
  return { tap: at * window, weight: group * window * filters + filter, bias: bias?.[group * filters + filter] ?? 0 }
}

/** What a result is a sum of, besides its bias: weights, and the places of what they weigh. */
export interface Terms {
  readonly taps: readonly number[]
  readonly weights: readonly number[]
  readonly bias: number
}

export function termsOf(operation: Affine, i: number): Terms {
  const { window, taps: all, kernel, filters } = operation
  const { tap: first, weight: from, bias } = placesOf(operation, i)
  const [taps, weights]: [number[], number[]] = [[], []]
  for (let k = 0; k < window; k++) {
    const tap = all[first + k]!
    if (tap === -1) continue
    taps.push(tap)
    weights.push(kernel[from + k * filters]!)
  }
  return { taps, weights, bias }
}

/** What kernels may take a weight for. */
export const asRead = (weight: number): Bounds =>
  Math.abs(weight) < TINY ? float32Bounds(weight, weight) : [weight, weight, false]

/** What is lost where a weight is flushed to zero, and where what is read is. */
export const lostBy = (weight: number, x: Bounds): number =>
  Math.abs(weight) * (Math.abs(weight) < TINY ? size(x) + TINY : TINY)
