import type { AffineBounds, AffineOperation } from './affineOperation.ts'
import { tapAt } from './taps.ts'
import type { Bounds } from '../../numeric/bounds.ts'
import { addProduct, clearSum, setSum, type Sum } from '../../numeric/sum.ts'

/**
 * Sets the bounds and the error of one affine result with all care for signs, infinities, NaN and weights of any kind.
 * Padding adds zeros, which no finite weight makes anything of; some kernels add them up, so the whole window counts as
 * terms. `sum` is room to work in.
 */
export function setRow(
  bounds: AffineBounds,
  operation: AffineOperation,
  read: Bounds,
  p: number,
  f: number,
  sum: Sum,
): void {
  const { taps, kernel, bias, window, filters, groups } = operation
  const g = p % groups
  clearSum(sum)
  for (let k = 0; k < window; k++) {
    const tap = tapAt(taps, p, k)
    const weight = kernel[(g * window + k) * filters + f]!
    // Zero times a weight that is not finite is NaN: padding counts there.
    if (tap < 0) addProduct(sum, weight, 0, 0)
    else {
      addProduct(sum, weight, read.lo[tap]!, read.hi[tap]!)
      if (read.nan[tap] === 1) sum.unknown = true
    }
  }
  if (bias !== null) addProduct(sum, bias[g * filters + f]!, 1, 1)
  const i = p * filters + f
  bounds.errors[i] = setSum(bounds, i, sum, window + (bias === null ? 0 : 1))
}
