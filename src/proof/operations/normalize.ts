import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import { newBounds, setBounds, setUnknown } from '../bounds.ts'
import { gamma, overflow } from '../rounding.ts'
import type { BoundsRule } from './rules.ts'

/**
 * y = x s - mean s + beta with s = gamma / sqrt(variance + epsilon). Kernels compute (x - mean) first, or x s, or fold
 * mean s into beta; the reciprocal root may be an approximation refined to a few units in the last place. No more than 16
 * roundings befall each of the three terms in any of these ways (float64 included), so that y errs by at most
 * gamma(16) (|x s| + |mean s| + |beta|). Where anything on one of these ways might overflow or vanish, or a
 * negative variance cancels epsilon (which kernels round), nothing is said.
 */
const roundings = 16

export const normalize: BoundsRule<'normalize'> = (operation, [x]) => {
  const { mean, variance, gamma: scale, beta, epsilon } = operation
  const error = gamma(roundings)
  const bounds = newBounds(x!.lo.length)
  for (let i = 0; i < bounds.lo.length; i++) {
    const c = i % mean.length
    const root = Math.sqrt(variance[c]! + epsilon)
    const g = scale?.[c] ?? 1
    const s = g / root
    const m = mean[c]!
    const b = beta?.[c] ?? 0
    const lo = x!.lo[i]!
    const hi = x!.hi[i]!
    const size = Math.max(Math.abs(lo), Math.abs(hi)) + Math.abs(m)
    const largest = (size + 1) * (1 + Math.abs(g)) * (1 + 1 / root) * (1 + root) + Math.abs(b)
    const tame = variance[c]! >= 0 && root * root > 1e-30 && (g === 0 || Math.abs(s) > 1e-30) && largest < overflow / 4
    if (x!.nan[i] === 1 || !tame) {
      setUnknown(bounds, i)
      continue
    }
    // Flushed: x, mean and their difference, scaled; products and sums at the end; gamma times x, or (x - mean) gamma before
    // it is divided.
    const flushed = 8 * (1 + Math.abs(s) + (1 + size) * (1 + 1 / root)) * FLOAT32_MIN_NORMAL
    const low = s < 0 ? s * hi : s * lo
    const high = s < 0 ? s * lo : s * hi
    const rest = Math.abs(m * s) + Math.abs(b)
    setBounds(
      bounds,
      i,
      low - m * s + b - error * (Math.abs(low) + rest) - flushed,
      Math.min(FLOAT32_MAX, high - m * s + b + error * (Math.abs(high) + rest) + flushed),
    )
  }
  return bounds
}
