import { nextDown, nextUp } from '../../numeric/outward.ts'
import { outward, type Slopes } from '../slopes.ts'
import type { AffineOperation } from './affineOperation.ts'

/** Biases vanish; slopes are weighed as numbers are. */
export function recedeAffine(
  { taps, kernel, positions, window, filters, groups, rounding }: AffineOperation,
  x: Slopes,
  into: Slopes,
): void {
  // Weights that were computed are rounded themselves.
  const slack = rounding.kind === 'sum' ? 0 : 2 ** -50
  for (let p = 0; p < positions; p++) {
    for (let k = 0; k < window; k++) {
      const tap = taps[p * window + k]!
      if (tap < 0 || (x.lo[tap] === 0 && x.hi[tap] === 0)) continue
      const row = ((p % groups) * window + k) * filters
      for (let f = 0; f < filters; f++) addScaled(into, p * filters + f, kernel[row + f]!, slack, x, tap)
    }
  }
}

/**
 * Adds `weight * (1 -+ slack) * x` at `from` to `into` at `to`, rounded outwards; nothing is added for a zero, which is
 * exact.
 */
function addScaled(into: Slopes, to: number, weight: number, slack: number, x: Slopes, from: number): void {
  if (weight === 0) return
  const low = weight < 0 ? x.hi[from]! : x.lo[from]!
  const high = weight < 0 ? x.lo[from]! : x.hi[from]!
  if (!Number.isFinite(weight) || !Number.isFinite(low) || !Number.isFinite(high)) {
    into.lo[to] = -Infinity
    into.hi[to] = Infinity
    return
  }
  // Zero is exact, and has to stay so.
  if (low !== 0) into.lo[to] = nextDown(into.lo[to]! + outward(weight * low, -slack, nextDown))
  if (high !== 0) into.hi[to] = nextUp(into.hi[to]! + outward(weight * high, slack, nextUp))
}
