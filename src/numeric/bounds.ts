import { ceil32, FLOAT32_MIN_NORMAL, floor32 } from './float32.ts'
import { OvershootError } from '../errors.ts'
import { flushedHigh, flushedLow } from './rounding.ts'

/**
 * What is known of a tensor of float32 results, number by number: each is within [lo, hi], or NaN where `nan` is 1.
 * Bounds are float32 values or infinities, never NaN, and hold also after subnormals are flushed to zero. Kernels
 * disagree on what they make of a NaN that they read, so whoever reads one may get any number: such a result is
 * `unknown`.
 */
export interface Bounds {
  readonly lo: Float64Array
  readonly hi: Float64Array
  /** 1 where the result may be NaN. */
  readonly nan: Uint8Array
  /**
   * Of affine operations: no result is further than this from the exact value for the float32 numbers that are read;
   * Infinity where it may be infinite or NaN.
   */
  readonly errors?: Float64Array
  /** Of what no float32 kernel computes, see `Rounding` of kind `exact`: results and bounds are float64 numbers. */
  readonly exact?: boolean
}

/** Room for `size` results. */
export function newBounds(size: number, exact: boolean = false): Bounds {
  const bounds = { lo: new Float64Array(size), hi: new Float64Array(size), nan: new Uint8Array(size) }
  return exact ? { ...bounds, exact } : bounds
}

/** Nothing is known of any of `size` results. */
export function unknownBounds(size: number): Bounds {
  const bounds = newBounds(size)
  for (let i = 0; i < size; i++) setUnknown(bounds, i)
  return bounds
}

/** Nothing is known of result `i`. */
export function setUnknown(bounds: Bounds, i: number, lo: number = -Infinity, hi: number = Infinity): void {
  bounds.lo[i] = lo
  bounds.hi[i] = hi
  bounds.nan[i] = 1
}

/**
 * Result `i` is a float32 number within [lo, hi], real bounds that may be any float64: they move inwards to the nearest
 * float32, since the result is one, and out to zero where it may be flushed. Exact results are float64 numbers, and
 * theirs stay.
 */
export function setBounds(bounds: Bounds, i: number, lo: number, hi: number): void {
  const isExact = bounds.exact === true
  // Adding 0 leaves all but -0 alone, which no bound needs.
  bounds.lo[i] = (isExact ? lo : ceil32(flushedLow(lo))) + 0
  bounds.hi[i] = (isExact ? hi : floor32(flushedHigh(hi))) + 0
  bounds.nan[i] = 0
}

/**
 * Result `i` is what one rounding makes of a real number within [lo, hi]: rounding is monotone. What is flushed is
 * flushed before it is rounded, as some processors do.
 */
export function setRounded(bounds: Bounds, i: number, lo: number, hi: number): void {
  setBounds(bounds, i, Math.fround(flushedLow(lo)), Math.fround(flushedHigh(hi)))
}

export function mayBeInfinite({ lo, hi }: Bounds, i: number): boolean {
  return lo[i] === -Infinity || hi[i] === Infinity
}

/** Certainly a number, and not infinite. */
export function isSurelyFinite(bounds: Bounds, i: number): boolean {
  return bounds.nan[i] === 0 && !mayBeInfinite(bounds, i)
}

/** Zero, or a subnormal that may be flushed to it. */
export function mayBeZero({ lo, hi }: Bounds, i: number): boolean {
  return lo[i]! < FLOAT32_MIN_NORMAL && hi[i]! > -FLOAT32_MIN_NORMAL
}

/**
 * Every bound is a number and lo <= hi.
 * @throws INTERNAL otherwise: then the prover is wrong, and nothing that it says may be used
 */
export function checkBounds(bounds: Bounds, what: string): void {
  const { lo, hi } = bounds
  for (let i = 0; i < lo.length; i++) {
    if (!(lo[i]! <= hi[i]!))
      throw new OvershootError(
        'INTERNAL',
        `the bounds of ${what} are not in order at ${i}: [${lo[i]}, ${hi[i]}]; please report this`,
      )
  }
}
