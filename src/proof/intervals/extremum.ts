import { newBounds, setBounds, setUnknown } from '../bounds.ts'
import type { IntervalRule } from './rules.ts'

export const extremum: IntervalRule<'extremum'> = ({ mode, taps, window, size }, read) => {
  const most = mode === 'max' ? Math.max : Math.min
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) {
    let lo = NaN
    let hi = NaN
    let isNaN = false
    for (let k = i * window; k < (i + 1) * window; k++) {
      const tap = taps[k]!
      if (tap < 0) continue
      if (read.nan[tap] === 1) isNaN = true
      lo = Number.isNaN(lo) ? read.lo[tap]! : most(lo, read.lo[tap]!)
      hi = Number.isNaN(hi) ? read.hi[tap]! : most(hi, read.hi[tap]!)
    }
    // Of an empty window nobody knows what a kernel makes.
    if (isNaN || Number.isNaN(lo)) setUnknown(bounds, i)
    else setBounds(bounds, i, lo, hi)
  }
  return bounds
}
