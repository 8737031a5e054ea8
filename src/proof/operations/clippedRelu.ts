import { newBounds, setBounds, setUnknown } from '../bounds.ts'
import type { BoundsRule } from './rules.ts'

/** The limit is compared as float64 or float32, and returned as float32. What is made of NaN is within the limits too, or NaN. */
export const clippedRelu: BoundsRule<'clippedRelu'> = ({ max }, [x]) => {
  const limit = Math.fround(max)
  const bounds = newBounds(x!.lo.length)
  for (let i = 0; i < bounds.lo.length; i++) {
    if (x!.nan[i] === 1) setUnknown(bounds, i, 0, limit)
    else {
      const lo = Math.min(limit, Math.max(0, x!.lo[i]!))
      setBounds(bounds, i, lo, Math.max(lo, Math.min(Math.max(limit, max), Math.max(0, x!.hi[i]!))))
    }
  }
  return bounds
}
