/**
 * Bounds of the slopes of a tensor's numbers: with inputs s t + O(1), as t goes to infinity, it is s' t + O(1), O(1)
 * being what stays bounded.
 */
export interface Slopes {
  readonly lo: Float64Array
  readonly hi: Float64Array
}

export function newSlopes(size: number): Slopes {
  return { lo: new Float64Array(size), hi: new Float64Array(size) }
}

/** Nothing is known: slopes of any size. */
export function setUnknownSlopes({ lo, hi }: Slopes): void {
  lo.fill(-Infinity)
  hi.fill(Infinity)
}

/** Is nothing without end? */
export function isLevel({ lo, hi }: Slopes): boolean {
  return lo.every((low, i) => low === 0 && hi[i] === 0)
}

/** The rule of what is bounded where all that it reads is, and of which nothing is known elsewhere. */
export function boundedIfReadsAre(_operation: unknown, x: Slopes, into: Slopes): void {
  if (!isLevel(x)) setUnknownSlopes(into)
}

/** A value, a share of its size further on, rounded outwards by `next`. */
export function outward(value: number, slack: number, next: (value: number) => number): number {
  return next(next(value) + slack * Math.abs(value))
}
