import type { Product } from '../format/certificate.ts'
import { flushedHigh, flushedLow, float32Bounds, times, unknown } from '../numeric/bounds.ts'
import { anySlope, each, noForm, type Rules } from './rules.ts'

const { fround } = Math

/** Tensors of one size, times each other, in their order. */
export const product: Rules<Product> = {
  width: ({ reads }) => reads.length,
  fits: ({ size }, reads) => reads.length > 0 && reads.every((one) => one === size),
  bounds: (operation, x) =>
    each(operation, (i) => {
      let y = x[i]!
      for (let k = i + operation.size; k < x.length; k += operation.size) {
        const [lo, hi, nan] = times(y, x[k]!)
        y = nan ? unknown : float32Bounds(fround(flushedLow(lo)), fround(flushedHigh(hi)))
      }
      return y
    }),
  relax: noForm,
  keepsBounds: true,
  recession: () => anySlope,
}
