import type { Weights } from './weights.ts'

/** Smaller matrices are not worth it; of larger ones no column may have more than this share of numbers. */
const LEAST = { size: 2 ** 14, share: 1 / 16 }

/** A matrix by the numbers of its columns that are not 0, the same count for each: [columns, window]. */
export interface SparseMatrix {
  readonly window: number
  /** Rows of the numbers, -1 where a column has no more. */
  readonly rows: Int32Array
  readonly weights: Float64Array
}

/** A matrix [rows, columns] without its zeros; undefined for one that is small, or has a column of many numbers. */
export function withoutZeros(matrix: Weights, columns: number): SparseMatrix | undefined {
  if (matrix.length < LEAST.size) return undefined
  const counts = new Int32Array(columns)
  for (let i = 0; i < matrix.length; i++) if (matrix[i] !== 0) counts[i % columns]!++
  const window = counts.reduce((most, count) => Math.max(most, count), 1)
  if (window > (LEAST.share * matrix.length) / columns) return undefined
  const rows = new Int32Array(columns * window).fill(-1)
  const weights = new Float64Array(columns * window)
  counts.fill(0)
  for (let i = 0; i < matrix.length; i++) {
    if (matrix[i] === 0) continue
    const column = i % columns
    const at = column * window + counts[column]!++
    rows[at] = Math.floor(i / columns)
    weights[at] = matrix[i]!
  }
  return { window, rows, weights }
}
