import type { Bilinear } from '../format/certificate.ts'
import { type Bounds, times, zero } from '../numeric/bounds.ts'
import { sumOf } from '../numeric/sums.ts'
import { anySlope, areTaps, each, noForm, type Rules } from './rules.ts'

/** Sums of products of two tensors that are both read: numbers, and after them their weights. */
export const bilinear: Rules<Bilinear> = {
  width: ({ window }) => window,
  fits({ taps, window, filters, positions, bias, size }, reads) {
    const weights = (window + (bias ? 1 : 0)) * filters
    const isWhole = taps.length === positions * window && size === positions * filters
    return reads.length === 2 && reads[1] === weights && isWhole && areTaps(taps, reads[0]!)
  },
  bounds: (operation, x) => each(operation, (i) => boundsOf(operation, i, x)),
  relax: noForm,
  keepsBounds: () => true,
  recession: () => anySlope,
}

function boundsOf({ taps, window, filters, bias }: Bilinear, i: number, x: readonly Bounds[]): Bounds {
  const count = window + (bias ? 1 : 0)
  const at = Math.floor(i / filters) * window
  const first = x.length - count * filters + (i % filters)
  const parts = Array.from({ length: window }, (_, k) =>
    times(taps[at + k] === -1 ? zero : x[taps[at + k]!]!, x[first + k * filters]!),
  )
  return sumOf(bias ? [...parts, x[first + window * filters]!] : parts, count, false, 0)[0]
}
