import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import type { AffineOperation, Rounding } from './affineOperation.ts'
import { tapAt } from './taps.ts'
import { type Bounds, setBounds, setUnknown } from '../../numeric/bounds.ts'
import { gamma } from '../../numeric/rounding.ts'
import { clampFinite } from '../../numeric/sum.ts'

/** What `Rounding` of kind `scale` promises, float64's own roundings included. */
const roundings = 16

/** Sets the bounds of number `p` times its kernel plus its bias and returns how far it may be off; see `Rounding`. */
export function setScaled(
  bounds: Bounds,
  { taps, kernel, bias, groups }: AffineOperation,
  { offset, limit, underflow }: Extract<Rounding, { kind: 'scale' }>,
  x: Bounds,
  p: number,
): number {
  const g = p % groups
  const at = tapAt(taps, p, 0)
  const lo = at < 0 ? 0 : x.lo[at]!
  const hi = at < 0 ? 0 : x.hi[at]!
  const size = Math.max(-lo, hi)
  const s = kernel[g]!
  // x may be flushed to zero as it is read.
  const lost = underflow[0][g]! + underflow[1][g]! * size + Math.abs(s) * FLOAT32_MIN_NORMAL
  const off = gamma(roundings) * (Math.abs(s) * size + offset[g]!) + lost
  const isNaN = at >= 0 && x.nan[at] === 1
  if (isNaN || !(size <= limit[g]!) || !(off < Infinity)) {
    setUnknown(bounds, p)
    return Infinity
  }
  const shift = bias?.[g] ?? 0
  setBounds(
    bounds,
    p,
    clampFinite((s < 0 ? s * hi : s * lo) + shift - off),
    clampFinite((s < 0 ? s * lo : s * hi) + shift + off),
  )
  return off
}
