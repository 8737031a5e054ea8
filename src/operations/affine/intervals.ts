import type { AffineBounds, AffineOperation } from './affineOperation.ts'
import { type Bounds, isSurelyFinite, newBounds, unknownBounds } from '../../numeric/bounds.ts'
import { newSum } from '../../numeric/sum.ts'
import { setLetterSums } from './letterSums.ts'
import { setRow } from './row.ts'
import { setSums } from './sums.ts'
import type { LetterRows } from './letterRows.ts'
import { setExact } from './exact.ts'
import { setMean } from './mean.ts'
import { setScaled } from './scale.ts'

/**
 * Bounds of affine results, and how far off each may be; `letters` says what is known of one-hot rows in what is read.
 */
export function boundAffine(operation: AffineOperation, read: Bounds, letters?: LetterRows): AffineBounds {
  const { positions, window, filters, rounding, taps } = operation
  const size = positions * filters
  if (rounding.kind === 'sum' && rounding.omitsZeros && !read.lo.every((_, i) => isSurelyFinite(read, i)))
    return { ...unknownBounds(size), errors: new Float64Array(size).fill(Infinity) }
  const bounds: AffineBounds = { ...newBounds(size, rounding.kind === 'exact'), errors: new Float64Array(size) }
  if (rounding.kind === 'exact') setExact(bounds, operation, rounding.zeros, read)
  else if (rounding.kind === 'scale')
    for (let p = 0; p < positions; p++) bounds.errors[p] = setScaled(bounds, operation, rounding, read, p)
  else if (rounding.kind === 'mean')
    for (let p = 0; p < positions; p++)
      for (let i = p * filters; i < (p + 1) * filters; i++) bounds.errors[i] = setMean(bounds, i, read, taps, p)
  else if (letters !== undefined) setLetterSums(bounds, operation, read, letters)
  else if (window + (operation.bias === null ? 0 : 1) > 2) setSums(bounds, operation, read)
  else {
    const sum = newSum()
    for (let p = 0; p < positions; p++) for (let f = 0; f < filters; f++) setRow(bounds, operation, read, p, f, sum)
  }
  return bounds
}
