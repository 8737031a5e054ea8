import type { BackendName } from '../../backend/name.ts'
import { measuredActivations } from '../measuredActivations.ts'

/** Functions whose float32 errors are measured: network functions, and those that others are made of; `cube` is tf.pow(x, 3). */
export type MeasuredName = 'sigmoid' | 'tanh' | 'softplus' | 'elu' | 'selu' | 'exp' | 'erf' | 'cube'

/**
 * What was measured over the float32 inputs from `from` up to where the next region begins: every output f(x) is a number, is
 * within [min, max], and |f(x) - F(x)| <= relative |F(x)| + absolute wherever F(x) does not round to infinity.
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
  const regions = measuredActivations[name][backend]
  let relative = 0
  let absolute = 0
  let min = Infinity
  let max = -Infinity
  for (const [i, region] of regions.entries()) {
    const next = regions[i + 1]?.[0]
    if (region[0] > hi || (next !== undefined && next <= lo)) continue
    relative = Math.max(relative, region[1])
    absolute = Math.max(absolute, region[2])
    min = Math.min(min, region[3])
    max = Math.max(max, region[4])
  }
  return { relative, absolute, min, max }
}

/** The function is exactly `limit` for all inputs below this; -Infinity where that is not known of any. */
export function constantBelow(name: MeasuredName, backend: BackendName, limit: number): number {
  const first = measuredActivations[name][backend].find(([, , , min, max]) => min !== limit || max !== limit)
  return first?.[0] ?? Infinity
}
