import { newBounds } from '../bounds.ts'
import { addProduct, addTerm, clampFinite, clearSum, newSum, setSum, type Sum } from '../sum.ts'
import { productRange } from './product.ts'
import type { IntervalRule } from './rules.ts'

/** Sums of products as in `affine`, but of intervals: the weights follow x in what is read, and then the biases. */
export const bilinear: IntervalRule<'bilinear'> = (operation, read) => {
  const { taps, positions, window, filters, bias, size } = operation
  const bounds = newBounds(size)
  const biases = read.lo.length - (bias ? filters : 0)
  const weights = biases - window * filters
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    for (let f = 0; f < filters; f++) {
      clearSum(sum)
      for (let k = 0; k < window; k++) {
        const tap = taps[p * window + k]!
        const weight = weights + k * filters + f
        if (tap >= 0) add(sum, productRange(read, tap, read, weight))
        // A padding zero times what is not finite is NaN.
        else if (read.nan[weight] === 1 || read.lo[weight] === -Infinity || read.hi[weight] === Infinity)
          sum.unknown = true
      }
      if (bias) {
        addProduct(sum, 1, read.lo[biases + f]!, read.hi[biases + f]!)
        if (read.nan[biases + f] === 1) sum.unknown = true
      }
      setSum(bounds, p * filters + f, sum, window + (bias ? 1 : 0))
    }
  }
  return bounds
}

/** A product of finite numbers may overflow, which the sum finds out by its size; one of infinite numbers is infinite. */
function add(sum: Sum, range: readonly [lo: number, hi: number] | undefined): void {
  if (range === undefined) {
    sum.unknown = true
    return
  }
  const [low, high] = range
  if (high === Infinity) sum.plusInfinity = true
  if (low === -Infinity) sum.minusInfinity = true
  // Where a side may be infinite, nothing else is said of it: any finite number does for its end.
  const finite = (end: number): number => (Number.isFinite(end) ? end : clampFinite(end))
  addTerm(sum, finite(low), finite(high), high === Infinity || low === -Infinity)
}
