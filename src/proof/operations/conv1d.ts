import { sizeOf } from '../../network/operations/rules.ts'
import { newBounds } from '../bounds.ts'
import { addProduct, clearSum, newSum, setSum } from '../sum.ts'
import type { BoundsRule } from './rules.ts'

/** Padding adds zeros, which no finite weight makes anything of; some kernels add them up, so the whole window counts as terms. */
export const conv1d: BoundsRule<'conv1d'> = (operation, [x]) => {
  const { kernel, bias, channels, filters, width, stride, dilation, padLeft, shape } = operation
  const { lo, hi, nan } = x!
  const steps = x!.shape[0]!
  const bounds = newBounds(sizeOf(shape))
  const terms = width * channels + (bias === null ? 0 : 1)
  const sum = newSum()
  for (let step = 0; step < shape[0]!; step++) {
    for (let f = 0; f < filters; f++) {
      clearSum(sum)
      for (let k = 0; k < width; k++) {
        const from = step * stride + k * dilation - padLeft
        const padding = from < 0 || from >= steps
        for (let c = 0; c < channels; c++) {
          const weight = kernel[(k * channels + c) * filters + f]!
          const at = from * channels + c
          // Zero times a weight that is not finite is NaN: padding counts there.
          if (padding) addProduct(sum, weight, 0, 0)
          else {
            addProduct(sum, weight, lo[at]!, hi[at]!)
            if (nan[at] === 1) sum.unknown = true
          }
        }
      }
      if (bias !== null) addProduct(sum, bias[f]!, 1, 1)
      setSum(bounds, step * filters + f, sum, terms)
    }
  }
  return bounds
}
