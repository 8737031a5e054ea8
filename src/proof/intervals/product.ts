import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { type Bounds, setBounds, setUnknown } from '../bounds.ts'
import type { IntervalRule } from './rules.ts'

/** tf.js multiplies from left to right, two tensors at a time, and rounds each product. */
export const product: IntervalRule<'product'> = ({ size }, read) => {
  const bounds: Bounds = { lo: read.lo.slice(0, size), hi: read.hi.slice(0, size), nan: read.nan.slice(0, size) }
  for (let first = size; first < read.lo.length; first += size)
    for (let i = 0; i < size; i++) setProduct(bounds, i, read, first + i)
  return bounds
}

/** The extremes of a product are at the ends; they are exact in float64, and one rounding to float32 is monotone. */
function setProduct(a: Bounds, i: number, b: Bounds, k: number): void {
  const range = productRange(a, i, b, k)
  if (range === undefined) setUnknown(a, i)
  else setBounds(a, i, Math.fround(range[0]), Math.fround(range[1]))
}

/** The range of a[i] * b[k] in real arithmetic, infinite factors included; undefined where it may be NaN. */
export function productRange(
  a: Bounds,
  i: number,
  b: Bounds,
  k: number,
): readonly [lo: number, hi: number] | undefined {
  const isNaN = a.nan[i] === 1 || b.nan[k] === 1
  if (isNaN || (mayBeInfinite(a, i) && mayBeZero(b, k)) || (mayBeInfinite(b, k) && mayBeZero(a, i))) return undefined
  const ends = [a.lo[i]! * b.lo[k]!, a.lo[i]! * b.hi[k]!, a.hi[i]! * b.lo[k]!, a.hi[i]! * b.hi[k]!]
  return [Math.min(...ends), Math.max(...ends)]
}

function mayBeInfinite(x: Bounds, i: number): boolean {
  return x.lo[i] === -Infinity || x.hi[i] === Infinity
}

/** Zero, or a subnormal that may be flushed to it. */
function mayBeZero(x: Bounds, i: number): boolean {
  return x.lo[i]! < FLOAT32_MIN_NORMAL && x.hi[i]! > -FLOAT32_MIN_NORMAL
}
