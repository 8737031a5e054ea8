import { unexpected } from '../errors.ts'

/** How many numbers a tensor of this shape holds. */
export function product(shape: readonly number[]): number {
  return shape.reduce((size, side) => size * side, 1)
}

/** Most numbers a row may hold: more than any model that runs here takes, and far below what fills the memory. */
const MOST = 2 ** 27

/** Throws unless `shape` is an array of whole numbers >= 1 whose product fits in memory. */
export function checkShape(api: string, shape: unknown): asserts shape is readonly number[] {
  const isSide = (side: unknown) => Number.isSafeInteger(side) && (side as number) >= 1
  if (!Array.isArray(shape) || !shape.every(isSide) || product(shape) > MOST)
    throw unexpected({ api, expected: 'a shape of whole numbers >= 1', name: 'shape', value: shape })
}
