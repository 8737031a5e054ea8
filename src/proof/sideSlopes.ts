/** Slopes are multiples of 1 / SLOPES, which a byte holds: certificates would be many times as large. */
export const SLOPES = 255

/** The choices behind one optimized bound: of one output number, from above (1) or below (-1). */
export interface SideSlopes {
  readonly output: number
  readonly side: 1 | -1
  /** By index of a relu operation: the slope of each lower line, as so many of `SLOPES` parts of 1. */
  readonly lower: Readonly<Record<number, Uint8Array>>
  /** For each of the region's phases, see `Relaxation.multipliers`. */
  readonly multipliers: readonly number[]
  /**
   * Of an output that is the largest of several numbers: how much each of them counts in the bound, none negative, not
   * all 0.
   */
  readonly weights?: Float64Array
}
