import { FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import { sizeOf } from '../../network/operations/rules.ts'
import { type Bounds, newBounds, setBounds, setUnknown } from '../bounds.ts'
import { setMean } from '../mean.ts'
import { nextDown, nextUp } from '../outward.ts'
import type { BoundsRule, Read } from './rules.ts'

/** tf.js merges from left to right, two tensors at a time, and divides an average's sum (multiplies it by 1/n) at the end. */
export const merge: BoundsRule<'merge'> = ({ mode, shape }, reads) => {
  if (mode === 'average') return average(reads, sizeOf(shape))
  const [first, ...others] = reads as readonly Bounds[]
  return others.reduce((left, right) => pairs(left, right, setPair[mode]), first!)
}

type SetPair = (bounds: Bounds, i: number, a: Bounds, b: Bounds) => void

const setPair: Record<'add' | 'multiply' | 'maximum' | 'minimum', SetPair> = {
  add: setSumOfTwo,
  multiply: setProduct,
  maximum: (bounds, i, a, b) => setBounds(bounds, i, Math.max(a.lo[i]!, b.lo[i]!), Math.max(a.hi[i]!, b.hi[i]!)),
  minimum: (bounds, i, a, b) => setBounds(bounds, i, Math.min(a.lo[i]!, b.lo[i]!), Math.min(a.hi[i]!, b.hi[i]!)),
}

function pairs(a: Bounds, b: Bounds, set: SetPair): Bounds {
  const bounds = newBounds(a.lo.length)
  for (let i = 0; i < a.lo.length; i++) {
    if (a.nan[i] === 1 || b.nan[i] === 1) setUnknown(bounds, i)
    else set(bounds, i, a, b)
  }
  return bounds
}

/**
 * One rounding is monotone, so the rounded ends bound the rounded sum. `Math.fround` rounds a float64 that was rounded
 * itself: a step outwards first keeps the second rounding from going past the exact sum's.
 */
function setSumOfTwo(bounds: Bounds, i: number, a: Bounds, b: Bounds): void {
  const plus = a.hi[i] === Infinity || b.hi[i] === Infinity
  const minus = a.lo[i] === -Infinity || b.lo[i] === -Infinity
  if (plus && minus) {
    setUnknown(bounds, i)
    return
  }
  const lo = Math.fround(nextDown(a.lo[i]! + b.lo[i]!))
  const hi = Math.fround(nextUp(a.hi[i]! + b.hi[i]!))
  setBounds(bounds, i, lo, hi)
}

/** The extremes of a product are at the ends; they are exact in float64, and one rounding to float32 is monotone. */
function setProduct(bounds: Bounds, i: number, a: Bounds, b: Bounds): void {
  if ((mayBeInfinite(a, i) && mayBeZero(b, i)) || (mayBeInfinite(b, i) && mayBeZero(a, i))) {
    setUnknown(bounds, i)
    return
  }
  const ends = [a.lo[i]! * b.lo[i]!, a.lo[i]! * b.hi[i]!, a.hi[i]! * b.lo[i]!, a.hi[i]! * b.hi[i]!]
  setBounds(bounds, i, Math.fround(Math.min(...ends)), Math.fround(Math.max(...ends)))
}

function mayBeInfinite(x: Bounds, i: number): boolean {
  return x.lo[i] === -Infinity || x.hi[i] === Infinity
}

/** Zero, or a subnormal that may be flushed to it. */
function mayBeZero(x: Bounds, i: number): boolean {
  return x.lo[i]! < FLOAT32_MIN_NORMAL && x.hi[i]! > -FLOAT32_MIN_NORMAL
}

function average(reads: readonly Read[], size: number): Bounds {
  const bounds = newBounds(size)
  const count = reads.length
  // Side by side, the numbers to be averaged are `size` apart.
  const all = newBounds(size * count)
  for (const [r, read] of reads.entries()) {
    all.lo.set(read.lo, r * size)
    all.hi.set(read.hi, r * size)
    all.nan.set(read.nan, r * size)
  }
  for (let i = 0; i < size; i++) setMean(bounds, i, all, { first: i, step: size, count })
  return bounds
}
