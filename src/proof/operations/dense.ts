import { newBounds } from '../bounds.ts'
import { addProduct, clearSum, newSum, setSum } from '../sum.ts'
import type { BoundsRule } from './rules.ts'

export const dense: BoundsRule<'dense'> = ({ kernel, bias, units }, [x]) => {
  const { lo, hi, nan } = x!
  const width = kernel.length / units
  const rows = lo.length / width
  const bounds = newBounds(rows * units)
  const sum = newSum()
  for (let row = 0; row < rows; row++) {
    for (let o = 0; o < units; o++) {
      clearSum(sum)
      for (let i = 0; i < width; i++) {
        const at = row * width + i
        addProduct(sum, kernel[i * units + o]!, lo[at]!, hi[at]!)
        if (nan[at] === 1) sum.unknown = true
      }
      if (bias !== null) addProduct(sum, bias[o]!, 1, 1)
      setSum(bounds, row * units + o, sum, width + (bias === null ? 0 : 1))
    }
  }
  return bounds
}
