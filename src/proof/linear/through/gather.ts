import type { OperationOf } from '../../../network/network.ts'
import type { Bounds } from '../../bounds.ts'
import { moved } from './moved.ts'

/** Takes one form of numbers that were moved to where they come from. Returns what it adds to the constant. */
export function throughGather({ taps }: OperationOf<'gather'>, y: Bounds, L: Float64Array, into: Float64Array): number {
  let lost = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    const tap = taps[i]!
    if (c === 0 || tap < 0) continue
    into[tap]! += c
    lost += Math.abs(c) * Math.max(-y.lo[i]!, y.hi[i]!)
  }
  return moved * lost
}
