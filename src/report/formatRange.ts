import type { Verdict } from '../claim/verdict.ts'
import { formatNumber } from './formatNumber.ts'

/** The outputs that were computed, e.g. `[0.0046, 1.1177]`, or `margin [0.2, 3.1]`, or – where none was. */
export function formatObserved({ observed, nan, margin }: Verdict): string {
  const none = Number.isNaN(observed[0])
  if (nan === 'observed') return none ? 'NaN' : `${range(observed, margin)} and NaN`
  return none ? '–' : range(observed, margin)
}

/** The certified bounds; NaN is named where it is not ruled out. */
export function formatCertified({ certified, nan, margin }: Verdict): string {
  return nan === 'impossible' ? range(certified, margin) : `${range(certified, margin)} or NaN`
}

/** Rounded outwards: no end is shown further in than it is. */
function range([lo, hi]: readonly [lo: number, hi: number], margin: Verdict['margin']): string {
  return `${margin ? 'margin ' : ''}[${formatNumber(lo, 'down')}, ${formatNumber(hi, 'up')}]`
}
