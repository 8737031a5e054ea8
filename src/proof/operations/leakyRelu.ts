import { FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import { newBounds, setBounds, setUnknown } from '../bounds.ts'
import { addProduct, newSum, setSum } from '../sum.ts'
import type { BoundsRule } from './rules.ts'

/**
 * Below zero one product, whose alpha is the given float64 or its float32, a rounding more; above zero the number itself.
 * Some kernels take the larger of x and alpha x, and so multiply Infinity too: by zero, that is NaN.
 */
export const leakyRelu: BoundsRule<'leakyRelu'> = ({ alpha }, [x]) => {
  const { lo, hi, nan } = x!
  const bounds = newBounds(lo.length)
  for (let i = 0; i < lo.length; i++) {
    const mayBeInfinite = lo[i] === -Infinity || hi[i] === Infinity
    if (nan[i] === 1 || (mayBeInfinite && Math.abs(alpha) < 2 * FLOAT32_MIN_NORMAL)) {
      setUnknown(bounds, i)
      continue
    }
    if (lo[i]! >= 0) {
      setBounds(bounds, i, lo[i]!, hi[i]!)
      continue
    }
    const below = newSum()
    addProduct(below, alpha, lo[i]!, Math.min(0, hi[i]!))
    setSum(bounds, i, below, 1, 1)
    if (hi[i]! > 0 && bounds.nan[i] === 0)
      setBounds(bounds, i, Math.min(0, bounds.lo[i]!), Math.max(bounds.hi[i]!, hi[i]!))
  }
  return bounds
}
