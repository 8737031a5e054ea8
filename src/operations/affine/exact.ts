import {
  addExact,
  addExactProduct,
  clearExactSum,
  type ExactSum,
  newExactSum,
  roundExact,
} from '../../numeric/exactSum.ts'
import type { AffineBounds, AffineOperation } from './affineOperation.ts'
import { tapAt } from './taps.ts'
import { type Bounds, setBounds, setUnknown } from '../../numeric/bounds.ts'

/**
 * What float64 may lose of an exact result on the way back through linear forms, as a share of the sizes of its terms:
 * fewer than 2^16 additions, an operation's or two, each of 2^-53 at most.
 */
const SHARE = 2 ** -36

/**
 * Sets the bounds of exact results: the exact sums of the ends, rounded to nearest as results are, which keeps their
 * order. Their errors are what a sum of 0 counts for, and what float64 loses of linear forms: float32 has none that
 * would pay for it.
 */
export function setExact(bounds: AffineBounds, operation: AffineOperation, zeros: Float64Array, read: Bounds): void {
  const { positions, filters, groups, window, taps, kernel, bias } = operation
  const [low, high] = [newExactSum(), newExactSum()]
  for (let p = 0; p < positions; p++)
    for (let f = 0; f < filters; f++) {
      const column = (p % groups) * filters + f
      clearExactSum(low)
      clearExactSum(high)
      let unknown = false
      let infinite = 0
      let size = 0
      for (let k = 0; k < window; k++) {
        const tap = tapAt(taps, p, k)
        const weight = kernel[((p % groups) * window + k) * filters + f]!
        // A number that does not count may be anything.
        if (tap < 0 || weight === 0) continue
        const [lo, hi] = [read.lo[tap]!, read.hi[tap]!]
        if (read.nan[tap] === 1) unknown = true
        if (lo === -Infinity || hi === Infinity) infinite++
        addExactProduct(low, weight, weight < 0 ? hi : lo)
        addExactProduct(high, weight, weight < 0 ? lo : hi)
        size += Math.abs(weight) * Math.max(-lo, hi)
      }
      const shift = bias?.[column] ?? 0
      addExact(low, shift)
      addExact(high, shift)
      const i = p * filters + f
      const [lo, hi] = [endOf(low, zeros[column]!), endOf(high, zeros[column]!)]
      // Of several that may be infinite, two may cancel.
      if (unknown || infinite > 1) {
        setUnknown(bounds, i)
        bounds.errors[i] = Infinity
        continue
      }
      setBounds(bounds, i, lo, hi)
      bounds.errors[i] = zeros[column]! + SHARE * (size + Math.abs(shift))
    }
}

function endOf(sum: ExactSum, zero: number): number {
  const end = roundExact(sum)
  return end === 0 ? zero : end
}
