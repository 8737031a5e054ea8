import { onceFor } from '../../onceFor.ts'
import type { AffineOperation } from './affineOperation.ts'
import type { Weights } from './weights.ts'
import { startAt, stepsAt } from './taps.ts'

/** Does zero times any weight stay zero? */
const keepsZeros = onceFor((kernel: Weights): boolean => kernel.every(Number.isFinite))

/** The windows of x, weighed, in float64. */
export function weigh(operation: Omit<AffineOperation, 'kind' | 'rounding'>, x: Float64Array): Float64Array {
  const { taps, kernel, bias, positions, window, filters, groups } = operation
  const y = new Float64Array(positions * filters)
  const skipsZeros = keepsZeros(kernel)
  for (let p = 0; p < positions; p++) {
    const g = groups === 1 ? 0 : p % groups
    const to = p * filters
    const [start, first] = [startAt(taps, p), stepsAt(taps, p)]
    if (bias !== null) for (let f = 0; f < filters; f++) y[to + f] = bias[g * filters + f]!
    // Row by row of the kernel, as it lies in memory, and past zeros: proofs do this often.
    for (let k = 0; k < window; k++) {
      const tap = start + taps.steps[first + k]!
      if (tap < 0) continue
      const value = x[tap]!
      if (value === 0 && skipsZeros) continue
      const row = (g * window + k) * filters
      for (let f = 0; f < filters; f++) y[to + f]! += kernel[row + f]! * value
    }
  }
  return y
}
