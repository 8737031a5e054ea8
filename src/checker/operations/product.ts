import type { Product } from '../format/certificate.ts'
import { rounded, times, unknown } from '../numeric/bounds.ts'
import { anySlope, each, noForm, type Rules } from './rules.ts'

/** Tensors of one size, times each other, in their order. */
export const product: Rules<Product> = {
  width: ({ reads }) => reads.length,
  fits: ({ size }, reads) => reads.length > 0 && reads.every((one) => one === size),
  bounds: (operation, x) =>
    each(operation, (i) => {
      let y = x[i]!
      for (let k = i + operation.size; k < x.length; k += operation.size) {
        const [lo, hi, nan] = times(y, x[k]!)
        y = nan ? unknown : rounded(lo, hi)
      }
      return y
    }),
  relax: noForm,
  keepsBounds: () => true,
  recession: () => anySlope,
}
