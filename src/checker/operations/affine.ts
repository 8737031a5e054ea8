import type { Affine, Scale } from '../format/certificate.ts'
import { type Bounds, isFinite } from '../numeric/bounds.ts'
import { isFloat32, TINY } from '../numeric/float32.ts'
import { FEW_ROUNDINGS } from '../numeric/slack.ts'
import { affineResult } from './affineBounds.ts'
import { placesOf, termsOf } from './affineTerms.ts'
import { add, allUnknown, areTaps, move, put, type Rules, type Slope, total } from './rules.ts'
import { sumOfSlopes, timesSlope } from './slopes.ts'

/** Weighted sums: dense layers, convolutions, means, scalings, and, without rounding, the margins of outputs. */
export const affine: Rules<Affine> = {
  width: ({ window }) => window,
  fits: (operation, reads) => isWhole(operation, total(reads)) && fitsRounding(operation),
  bounds(operation, x, { box }) {
    const { rounding, size } = operation
    // A zero times what is not finite is NaN.
    if (rounding.kind === 'sum' && rounding.omitsZeros && !x.every(isFinite))
      return { ...allUnknown(operation), errors: Array.from({ length: size }, () => Infinity) }
    const errors: number[] = []
    const bounds = Array.from({ length: operation.size }, (_, i): Bounds => {
      const [own, error] = affineResult(operation, i, x, box)
      errors.push(error)
      return own
    })
    return { bounds, errors }
  },
  relax(operation, i, c, turn) {
    const error = turn.errors[i]!
    if (!(error < Infinity)) return false
    const { taps, kernel, filters, window, rounding } = operation
    const { tap: first, weight: from, bias } = placesOf(operation, i)
    // The error pays for float64, too; that of an exact sum pays for nothing.
    const into = rounding.kind === 'exact' ? move : put
    for (let k = 0; k < window; k++) {
      const tap = taps[first + k]!
      const value = c * kernel[from + k * filters]!
      if (tap !== -1 && value !== 0) into(turn, tap, value)
    }
    add(turn.sum, c * bias)
    add(turn.sum, Math.abs(c) * error)
    return true
  },
  recession(operation, i, x) {
    const { taps, weights } = termsOf(operation, i)
    return sumOfSlopes(
      weights.map((w, k): Slope => {
        const [lo, hi] = x[taps[k]!]!
        return w > 0 ? [timesSlope(w, lo, -1), timesSlope(w, hi, 1)] : [timesSlope(w, hi, -1), timesSlope(w, lo, 1)]
      }),
    )
  },
  keepsBounds: () => true,
}

function isWhole({ size, taps, window, filters, positions, kernel, bias, groups }: Affine, count: number): boolean {
  const weights = groups * window * filters
  const biases = groups * filters
  const areResults = taps.length === positions * window && size === positions * filters
  return areResults && kernel.length === weights && (bias?.length ?? biases) === biases && areTaps(taps, count)
}

function fitsRounding(operation: Affine): boolean {
  const { rounding, kernel, bias } = operation
  switch (rounding.kind) {
    case 'sum':
      return kernel.every(isFloat32) && (bias?.every(isFloat32) ?? true)
    case 'mean':
      return bias === null
    case 'exact':
      return true
    default:
      return fitsScale(operation, rounding)
  }
}

/**
 * What is added is one of the terms whose sizes are the offset; what is read, the product and the sum may be flushed.
 */
function fitsScale({ window, filters, groups, kernel, bias }: Affine, { offset, limit, underflow }: Scale): boolean {
  const isOne = window === 1 && filters === 1 && limit.length === groups
  const areSizes = [offset, ...underflow].every((part) => part.length === groups && part.every((one) => one >= 0))
  const floor = kernel.map((weight) => 8 * (1 + Math.abs(weight)) * TINY)
  return (
    isOne &&
    areSizes &&
    offset.every((one, g) => one * FEW_ROUNDINGS >= Math.abs(bias?.[g] ?? 0)) &&
    underflow[0].every((one, g) => one * FEW_ROUNDINGS >= floor[g]!)
  )
}
