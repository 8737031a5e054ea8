import { lostInFloat64 } from '../numeric/slack.ts'
import type { Slope } from './rules.ts'

/** A product, no less (side 1) or no more than it is, should it underflow; 0 only where it is. */
export function timesSlope(a: number, b: number, side: 1 | -1): number {
  return a === 0 || b === 0 ? a * b : a * b + side * Number.MIN_VALUE
}

/** The sum of slopes, rounded outwards: what is 0 stays 0. */
export function sumOfSlopes(parts: readonly Slope[]): Slope {
  let [lo, hi, below, above] = [0, 0, 0, 0]
  for (const [low, high] of parts) {
    lo += low
    hi += high
    below += Math.abs(low)
    above += Math.abs(high)
  }
  const count = parts.length + 4
  return [lo - lostInFloat64(count, below), hi + lostInFloat64(count, above)]
}
