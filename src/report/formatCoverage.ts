import type { Coverage } from '../claim/cover.ts'
import type { Verdict } from '../claim/verdict.ts'
import { formatNumber } from './formatNumber.ts'

/**
 * What came of a verdict's labels on one line, e.g. `10000 random cases: 21.4% "dplus > 10" (5% demanded)`; undefined
 * where it has none.
 */
export function formatCoverage({ coverage }: Verdict): string | undefined {
  return coverage && `${coverage[0]?.cases ?? 0} random cases: ${coverage.map(describe).join(', ')}`
}

function describe({ label, share, demanded, met }: Coverage): string {
  const demand = demanded === 0 ? '' : ` (${percent(demanded)} demanded${met ? '' : ', not reached'})`
  return `${percent(share)} "${label}"${demand}`
}

/** Rounded down, so that a share that falls short never reads as the one demanded. */
function percent(share: number): string {
  // A hundred times a decimal may leave it by an ulp: 0.07 * 100 is 7.000000000000001.
  return `${formatNumber(Number((share * 100).toPrecision(14)), 'down', 3)}%`
}
