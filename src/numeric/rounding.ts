import { FLOAT32_MIN_NORMAL } from './float32.ts'

/*
 * The model of float32 arithmetic that every bound rests on.
 *
 * An operation on float32 numbers, fused multiply-add included, returns the exact result rounded to nearest: exact * (1
 * + d) with |d| <= u = 2^-24 (Higham 2002, Accuracy and Stability of Numerical Algorithms, 2.4), Infinity from 2^128 -
 * 2^103 on. Below the smallest normal number, 2^-126, it may be flushed to zero, as may any operand when it is read;
 * without flushing the error there is smaller still. A value that k operations round one after the other is off by a
 * factor within 1 +- gamma(k), gamma(k) = ku / (1 - ku) (Higham, lemma 3.1), whatever the signs of the errors.
 *
 * A backend that computes some steps in float64, as `cpu` does, errs less: its result is one of those the model allows.
 */

/** Unit roundoff of float32, round to nearest. */
export const unit: number = 2 ** -24

/** Exact results of this size or more round to Infinity: the middle between the largest float32 and 2^128. */
export const overflow: number = 2 ** 128 - 2 ** 103

/** Most relative error of k roundings in a row; Infinity where the formula says nothing. */
export function gamma(k: number): number {
  return k * unit < 0.5 ? (k * unit) / (1 - k * unit) : Infinity
}

/**
 * Widens a lower bound by what flushing a subnormal to zero can do. Some processors flush what is below the smallest
 * normal number before they round it: exact ends are flushed first, and rounded then.
 */
export function flushedLow(lo: number): number {
  return lo > 0 && lo < FLOAT32_MIN_NORMAL ? 0 : lo
}

/** Widens an upper bound by what flushing a subnormal to zero can do. */
export function flushedHigh(hi: number): number {
  return hi < 0 && hi > -FLOAT32_MIN_NORMAL ? 0 : hi
}

/** Halves go to the even neighbour. */
export function roundEven(x: number): number {
  const near = Math.round(x)
  return Math.abs(x % 1) === 0.5 && near % 2 !== 0 ? near - 1 : near
}
