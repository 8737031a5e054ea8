import { FLOAT32_MIN_NORMAL } from '../../../numeric/float32.ts'
import type { OperationOf } from '../../../network/network.ts'
import type { Bounds } from '../../bounds.ts'
import { moved } from './moved.ts'

/** A maximum is no less than any of its numbers: than the one that is largest for sure; and no more where that one is the largest for sure. */
export function throughExtremum(
  { taps, window, mode }: OperationOf<'extremum'>,
  x: Bounds,
  y: Bounds,
  L: Float64Array,
  into: Float64Array,
): number {
  const isMax = mode === 'max'
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c === 0) continue
    const best = leader(taps, i * window, window, x, isMax)
    const isOnly = best >= 0 && leads(taps, i * window, window, x, best, isMax)
    if (isOnly || (best >= 0 && c > 0 !== isMax)) {
      into[best]! += c
      // Any subnormal of the window may come out in place of another.
      constant += Math.abs(c) * (moved * Math.max(-x.lo[best]!, x.hi[best]!) + 2 * FLOAT32_MIN_NORMAL)
    } else constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
  }
  return constant
}

/** The number of a window with the largest lower bound (of a minimum, the least upper bound); -1 if it has no finite bounds. */
function leader(taps: Int32Array, first: number, window: number, x: Bounds, isMax: boolean): number {
  let best = -1
  for (let k = first; k < first + window; k++) {
    const tap = taps[k]!
    if (tap < 0) continue
    if (best < 0 || (isMax ? x.lo[tap]! > x.lo[best]! : x.hi[tap]! < x.hi[best]!)) best = tap
  }
  return best >= 0 && x.lo[best]! > -Infinity && x.hi[best]! < Infinity ? best : -1
}

function leads(taps: Int32Array, first: number, window: number, x: Bounds, best: number, isMax: boolean): boolean {
  for (let k = first; k < first + window; k++) {
    const tap = taps[k]!
    if (tap < 0 || tap === best) continue
    if (isMax ? x.hi[tap]! > x.lo[best]! : x.lo[tap]! < x.hi[best]!) return false
  }
  return true
}
