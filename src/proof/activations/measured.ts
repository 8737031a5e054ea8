import type { BackendName } from '../../backend/name.ts'
import { measuredActivations } from '../measuredActivations.ts'

/** Functions whose float32 errors are measured: network functions, and those that others are made of; `cube` is tf.pow(x, 3). */
export type MeasuredName = 'sigmoid' | 'tanh' | 'softplus' | 'elu' | 'selu' | 'exp' | 'erf' | 'cube'

/** One function on one backend. */
export interface MeasuredActivation {
  /** With its library, e.g. `native (libtensorflow 2.15.1)`. */
  readonly backend: string
  /** The processor, and the widest vectors it has. */
  readonly machine: string
  /**
   * Every float32 was tried in large tensors. Where a backend computes small ones by other code this many inputs were tried there, the
   * errors being doubled for the others; 0 where it does not.
   */
  readonly sampled: number
  /** In increasing order; the first begins at -Infinity. */
  readonly regions: readonly MeasuredRegion[]
}

/**
 * What was measured over the float32 inputs from `from` up to where the next region begins: every output f(x) is a number, is
 * within [min, max], and |f(x) - F(x)| <= relative |F(x)| + absolute wherever F(x) is not past the largest float32.
 */
export type MeasuredRegion = readonly [from: number, relative: number, absolute: number, min: number, max: number]

export interface MeasuredError {
  readonly relative: number
  readonly absolute: number
  readonly min: number
  readonly max: number
}

/** The worst of all regions that [lo, hi] touches. */
export function measuredError(name: MeasuredName, backend: BackendName, lo: number, hi: number): MeasuredError {
  return worstOf(measuredActivations[name][backend].regions, lo, hi)
}

/** The same for any regions. */
export function worstOf(regions: readonly MeasuredRegion[], lo: number, hi: number): MeasuredError {
  let relative = 0
  let absolute = 0
  let min = Infinity
  let max = -Infinity
  for (let i = 0; i < regions.length && regions[i]![0] <= hi; i++) {
    if (i + 1 < regions.length && regions[i + 1]![0] <= lo) continue
    const region = regions[i]!
    relative = Math.max(relative, region[1])
    absolute = Math.max(absolute, region[2])
    min = Math.min(min, region[3])
    max = Math.max(max, region[4])
  }
  return { relative, absolute, min, max }
}

/** The function is exactly `limit` for all inputs below this; -Infinity where that is not known of any. */
export function constantBelow(name: MeasuredName, backend: BackendName, limit: number): number {
  const { regions } = measuredActivations[name][backend]
  return regions.find(([, , , min, max]) => min !== limit || max !== limit)?.[0] ?? Infinity
}
