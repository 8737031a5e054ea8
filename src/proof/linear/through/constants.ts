import type { Bounds } from '../../bounds.ts'

/** The form at the ends of the results' own bounds, all that is known of those that have no linear form. */
export function asConstants(y: Bounds, L: Float64Array): number {
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c !== 0) constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
  }
  return constant
}
