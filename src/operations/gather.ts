import { newBounds } from '../numeric/bounds.ts'
import { row } from '../forms/forms.ts'
import { takeColumns } from './columns.ts'
import { isIntegers } from './fields.ts'
import { joined, joinedTensors, total } from './reads.ts'
import type { Rules } from './rules.ts'
import { addConstants, moved } from './step.ts'

/** Numbers moved as they are: y[i] = x[taps[i]], 0 where the tap is -1. */
export interface GatherOperation {
  readonly kind: 'gather'
  readonly taps: Int32Array
}

export const gather: Rules<GatherOperation> = {
  fits: ({ taps, size }) => isIntegers(taps, size),
  evaluate({ taps }, reads) {
    const x = joined(reads)
    const y = new Float64Array(taps.length)
    for (let i = 0; i < y.length; i++) y[i] = taps[i]! < 0 ? 0 : x[taps[i]!]!
    return y
  },
  place({ taps }, { tf, keep, sizes }) {
    const take = takeColumns(taps, total(sizes), 0, keep, tf)
    return (reads) => take(joinedTensors(reads, tf))
  },
  bound({ taps, size }, read) {
    const bounds = newBounds(size)
    for (let i = 0; i < size; i++) {
      const tap = taps[i]!
      if (tap < 0) continue
      bounds.lo[i] = read.lo[tap]!
      bounds.hi[i] = read.hi[tap]!
      bounds.nan[i] = read.nan[tap]!
    }
    return bounds
  },
  isLinear: true,
  substitute({ taps }, step) {
    const { y, into } = step
    addConstants(step.scratch, step.forms, (L, r) => {
      const x = row(into, r)
      let lost = 0
      for (let i = 0; i < L.length; i++) {
        const c = L[i]!
        const tap = taps[i]!
        if (c === 0 || tap < 0) continue
        x[tap]! += c
        lost += Math.abs(c) * Math.max(-y.lo[i]!, y.hi[i]!)
      }
      return moved * lost
    })
  },
  recede({ taps }, x, into) {
    for (const [i, tap] of taps.entries()) {
      if (tap < 0) continue
      into.lo[i] = x.lo[tap]!
      into.hi[i] = x.hi[tap]!
    }
  },
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}
