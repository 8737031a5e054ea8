import { type Bounds, setBounds, setUnknown } from './bounds.ts'

/** Bounds of the largest of `count` numbers, of which number k is within element `first + k * step` of `x`. Nothing is rounded. */
export function setMax(
  bounds: Bounds,
  i: number,
  x: Bounds,
  run: { readonly first: number; readonly step: number; readonly count: number },
): void {
  const { first, step, count } = run
  let lo = -Infinity
  let hi = -Infinity
  for (let k = 0; k < count; k++) {
    const at = first + k * step
    if (x.nan[at] === 1) {
      setUnknown(bounds, i)
      return
    }
    lo = Math.max(lo, x.lo[at]!)
    hi = Math.max(hi, x.hi[at]!)
  }
  setBounds(bounds, i, lo, hi)
}
