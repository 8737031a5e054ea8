import type { AffineOperation } from '../../network/network.ts'
import { type Bounds, newBounds } from '../bounds.ts'
import { addProduct, clearSum, newSum, setSum } from '../sum.ts'
import { setMean } from './mean.ts'
import type { IntervalRule } from './rules.ts'
import { setScaled } from './scale.ts'

/** Bounds of the results of an affine operation, and how far rounding may take each from its exact value. */
export interface AffineBounds {
  readonly bounds: Bounds
  /** At least |computed - exact for the float32 numbers that are read|; Infinity where the result may be infinite or NaN. */
  readonly errors: Float64Array
}

export const affine: IntervalRule<'affine'> = (operation, read) => boundAffine(operation, read).bounds

/** See `AffineBounds`. */
export function affineErrors(operation: AffineOperation, read: Bounds): Float64Array {
  return boundAffine(operation, read).errors
}

export function boundAffine(operation: AffineOperation, read: Bounds): AffineBounds {
  const { positions, filters, rounding } = operation
  const bounds = newBounds(positions * filters)
  const errors = new Float64Array(positions * filters)
  const sum = newSum()
  for (let p = 0; p < positions; p++) {
    for (let f = 0; f < filters; f++) {
      const i = p * filters + f
      if (rounding.kind === 'sum') {
        clearSum(sum)
        errors[i] = setRow(bounds, operation, read, p, f, sum)
      } else if (rounding.kind === 'mean') errors[i] = setMean(bounds, i, read, operation.taps, p, operation.window)
      else errors[i] = setScaled(bounds, operation, rounding, read, p)
    }
  }
  return { bounds, errors }
}

/** Padding adds zeros, which no finite weight makes anything of; some kernels add them up, so the whole window counts as terms. */
function setRow(
  bounds: Bounds,
  operation: AffineOperation,
  read: Bounds,
  p: number,
  f: number,
  sum: ReturnType<typeof newSum>,
): number {
  const { taps, kernel, bias, window, filters, groups } = operation
  const g = p % groups
  for (let k = 0; k < window; k++) {
    const tap = taps[p * window + k]!
    const weight = kernel[(g * window + k) * filters + f]!
    // Zero times a weight that is not finite is NaN: padding counts there.
    if (tap < 0) addProduct(sum, weight, 0, 0)
    else {
      addProduct(sum, weight, read.lo[tap]!, read.hi[tap]!)
      if (read.nan[tap] === 1) sum.unknown = true
    }
  }
  if (bias !== null) addProduct(sum, bias[g * filters + f]!, 1, 1)
  return setSum(bounds, p * filters + f, sum, window + (bias === null ? 0 : 1))
}
