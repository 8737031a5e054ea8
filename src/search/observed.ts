import type { Judged } from './model.ts'

/** The most extreme outputs, or margins, computed so far. */
export interface Observed {
  min: number
  max: number
  nan: boolean
}

export function nothingObserved(): Observed {
  return { min: Infinity, max: -Infinity, nan: false }
}

/** Takes in more outputs. */
export function observe(observed: Observed, outputs: Judged): void {
  let { min, max, nan } = observed
  for (let i = 0; i < outputs.length; i++) {
    const value = outputs[i]!
    if (value < min) min = value
    if (value > max) max = value
    nan ||= value !== value
  }
  observed.min = min
  observed.max = max
  observed.nan = nan
}

/** `[min, max]`, or `[NaN, NaN]` when no output was a number. */
export function observedRange({ min, max }: Observed): [min: number, max: number] {
  return min > max ? [Number.NaN, Number.NaN] : [min, max]
}
