import { coversRange, missesRange, type OutputSet } from './set.ts'

/**
 * What may be asked of an output number: that it lies on one side of a set, inside it or outside of it. NaN lies
 * outside every set. A search looks for one output on the side that decides its claim; a proof shows that all outputs
 * are on the opposite side.
 */
export interface Target {
  readonly set: OutputSet
  readonly side: 'inside' | 'outside'
}

/** What holds of an output number exactly where `target` does not. */
export function opposite({ set, side }: Target): Target {
  return { set, side: side === 'inside' ? 'outside' : 'inside' }
}

/** Does every number from `lo` to `hi` meet the target, and NaN too where `nan` says that the output may be one? */
export function shows({ set, side }: Target, lo: number, hi: number, nan: boolean): boolean {
  return side === 'inside' ? !nan && coversRange(set, lo, hi) : missesRange(set, lo, hi)
}
