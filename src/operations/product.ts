import { type Bounds, mayBeInfinite, mayBeZero, setRounded, setUnknown } from '../numeric/bounds.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import { boundedIfReadsAre } from './slopes.ts'
import { substituteBounds } from './step.ts'

/** Two or more tensors multiplied number by number, from left to right. */
export interface ProductOperation {
  readonly kind: 'product'
}

export const product: Rules<ProductOperation> = {
  fits: ({ size }, sizes) => sizes.every((one) => one === size),
  evaluate: (_, reads) => reads.reduce((left, right) => left.map((one, i) => one * right[i]!)),
  place:
    (_, { tf }) =>
    (reads) =>
      reads.reduce((left, right) => tf.mul(left, right)),
  bound: boundProduct,
  isLinear: false,
  substitute: substituteBounds,
  recede: boundedIfReadsAre,
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}

/** tf.js multiplies from left to right, two tensors at a time, and rounds each product. */
function boundProduct({ size }: OperationBase, read: Bounds): Bounds {
  const bounds: Bounds = { lo: read.lo.slice(0, size), hi: read.hi.slice(0, size), nan: read.nan.slice(0, size) }
  for (let first = size; first < read.lo.length; first += size)
    for (let i = 0; i < size; i++) setProduct(bounds, i, read, first + i)
  return bounds
}

/** The extremes of a product are at the ends; they are exact in float64. */
function setProduct(a: Bounds, i: number, b: Bounds, k: number): void {
  const range = productRange(a, i, b, k)
  if (range === undefined) setUnknown(a, i)
  else setRounded(a, i, range[0], range[1])
}

/** The range of a[i] * b[k] in real arithmetic, infinite factors included; undefined where it may be NaN. */
export function productRange(
  a: Bounds,
  i: number,
  b: Bounds,
  k: number,
): readonly [lo: number, hi: number] | undefined {
  const isNaN = a.nan[i] === 1 || b.nan[k] === 1
  if (isNaN || (mayBeInfinite(a, i) && mayBeZero(b, k)) || (mayBeInfinite(b, k) && mayBeZero(a, i))) return undefined
  const ends = [a.lo[i]! * b.lo[k]!, a.lo[i]! * b.hi[k]!, a.hi[i]! * b.lo[k]!, a.hi[i]! * b.hi[k]!]
  return [Math.min(...ends), Math.max(...ends)]
}
