import type { Relaxation } from '../linear/backward.ts'

/** The choices behind one optimized bound: of one output number, from above (1) or below (-1). */
export interface SideSlopes {
  readonly output: number
  readonly side: 1 | -1
  /** By index of a relu operation: the slope of each lower line. */
  readonly lower: Readonly<Record<number, Float64Array>>
  /** For each of the region's phases, see `Relaxation.multipliers`. */
  readonly multipliers: readonly number[]
  /**
   * Of an output that is the largest of several numbers: how much each of them counts in the bound, none negative, not
   * all 0.
   */
  readonly weights?: Float64Array
}

/** A copy of the choices that a relaxation holds. */
export function takeSlopes({ network, lines, multipliers }: Relaxation): Pick<SideSlopes, 'lower' | 'multipliers'> {
  const lower: Record<number, Float64Array> = {}
  for (const [index, operation] of network.operations.entries())
    if (operation.kind === 'elementwise' && operation.name === 'relu') lower[index] = lines[index]!.lower.slope.slice()
  return { lower, multipliers: [...multipliers] }
}
