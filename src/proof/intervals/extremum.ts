import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { newBounds, setBounds, setUnknown } from '../bounds.ts'
import type { IntervalRule } from './rules.ts'

/**
 * Nothing is rounded. But where subnormals count as zero, any of those in a window may come out as the largest: then it is no
 * less than the least that is there.
 */
export const extremum: IntervalRule<'extremum'> = ({ mode, taps, window, size }, read) => {
  const most = mode === 'max' ? Math.max : Math.min
  const bounds = newBounds(size, read.exact)
  for (let i = 0; i < size; i++) {
    let lo = NaN
    let hi = NaN
    let least = Infinity
    let greatest = -Infinity
    let isNaN = false
    for (let k = i * window; k < (i + 1) * window; k++) {
      const tap = taps[k]!
      if (tap < 0) continue
      if (read.nan[tap] === 1) isNaN = true
      lo = Number.isNaN(lo) ? read.lo[tap]! : most(lo, read.lo[tap]!)
      hi = Number.isNaN(hi) ? read.hi[tap]! : most(hi, read.hi[tap]!)
      least = Math.min(least, read.lo[tap]!)
      greatest = Math.max(greatest, read.hi[tap]!)
    }
    if (read.exact !== true && mode === 'max' && isTiny(lo)) lo = Math.max(least, -FLOAT32_MIN_NORMAL)
    if (read.exact !== true && mode === 'min' && isTiny(hi)) hi = Math.min(greatest, FLOAT32_MIN_NORMAL)
    // Of an empty window nobody knows what a kernel makes.
    if (isNaN || Number.isNaN(lo)) setUnknown(bounds, i)
    else setBounds(bounds, i, lo, hi)
  }
  return bounds
}

/** Zero, or what may count as zero. */
function isTiny(value: number): boolean {
  return Math.abs(value) < FLOAT32_MIN_NORMAL
}
