import { onceFor } from '../../onceFor.ts'
import type { AffineOperation } from './affineOperation.ts'
import { tapAt } from './taps.ts'

/** For each position: where its window starts if it is one run of numbers in order, else -1. */
export const runsOf: (operation: AffineOperation) => Int32Array = onceFor(({ taps, positions, window }) => {
  const runs = new Int32Array(positions)
  for (let p = 0; p < positions; p++) {
    const first = tapAt(taps, p, 0)
    let isRun = first >= 0
    for (let k = 1; k < window && isRun; k++) isRun = tapAt(taps, p, k) === first + k
    runs[p] = isRun ? first : -1
  }
  return runs
})
