import type { BackendName } from '../backend/name.ts'
import type { tf } from '../backend/tf.ts'
import type { ElementwiseError } from './errors/elementwiseError.ts'
import type { MeasuredName } from './errors/measured.ts'

/** TensorFlow.js, handed in: bounds are also worked out where it is not loaded. */
export type Tf = typeof tf

/**
 * All that is known of a function of one number, F, that networks apply to each. Some have a parameter: where there is
 * none it is of no matter. A function of which one of these is not stated does not compile.
 */
export interface ElementwiseFunction extends Shape {
  /** tf.js' names of it as an activation of layers, each with the parameter that it stands for. */
  readonly activations: Readonly<Record<string, number>>
  /** ONNX' operator that it is, where one is it alone. */
  readonly operator: string | undefined
  /**
   * Computes it on the backend in use, by the kernels that layers use; the parameters are one for all numbers, or one
   * for each of a row.
   */
  kernel(x: tf.Tensor2D, parameter: Float64Array, tf: Tf): tf.Tensor2D
  /**
   * Every way in which layers compute it, with a parameter that layers have: by these it is checked that a backend is
   * like the one measured.
   */
  readonly ways: Ways
  /** How far a backend's float32 function is from F for every float32 in [lo, hi], infinities included. */
  error(parameter: number, backend: BackendName, lo: number, hi: number): ElementwiseError
  /**
   * The kernels whose measured errors that rests on; without any it follows from the model of float32 arithmetic alone.
   */
  readonly measured: readonly MeasuredName[]
}

export interface Ways {
  readonly parameter: number
  compute(tf: Tf): readonly ((x: tf.Tensor) => tf.Tensor)[]
}

/** The real function F, and what bounds and relaxations need to know of its shape. */
export interface Shape {
  /**
   * F(x) in float64, off by at most what `margin` says. At infinities the limit, though kernels may compute NaN there;
   * NaN where F is no number or has no limit, and of NaN.
   */
  value(x: number, parameter: number): number
  /** What `valueMargin` is a share of in the error of `value`: F(x), or, where something cancels, x as well. */
  readonly margin: 'of F(x)' | 'of x'
  /** F'(x), roughly: slopes are chosen by it, nothing rests on it. At a break either side's. */
  slope(x: number, parameter: number): number
  /**
   * Where F' jumps, in increasing order. Where that is no float64, both its neighbours: no number lies between those.
   */
  breaks(parameter: number): readonly number[]
  /**
   * A bound of |F''| over [lo, hi] off the breaks, rounded upwards; 0 where F is straight, Infinity where it is not
   * known.
   */
  curvature(lo: number, hi: number, parameter: number): number
  /**
   * Where F turns in [lo, hi], rounded: over it F is least and largest at an end or at one of these. Of several turns
   * with one value one is enough, wherever it lies.
   */
  turns(lo: number, hi: number, parameter: number): readonly number[]
  /**
   * The slopes of the straight lines that F tends to on the left and on the right, but for what stays bounded;
   * undefined where there are no such lines, or where F of bounded numbers need not be bounded.
   */
  ends(parameter: number): readonly [left: number, right: number] | undefined
  /** A bound of |F(a) - F(b)| / |a - b|, within 3 % of the least one; Infinity where there is none. */
  lipschitz(parameter: number): number
}

/**
 * Bound of the relative error of `value`: 32 units in the last place, some ten times what is needed, or 2^-1022. V8
 * computes `exp`, `expm1`, `log1p` and `tanh` with fdlibm, whose errors are below 1 unit. A test compares each function
 * with exact arithmetic.
 */
export const valueMargin: number = 2 ** -48

/** Left of this, gates that cancel are shut: what they let through is far below the smallest float32. */
const shut = -40

/** How far the float64 value of a function at x may be off, beyond a share of itself. */
export function marginAt({ margin }: Shape, x: number): number {
  // At Infinity it is the limit.
  return margin === 'of F(x)' || x === Infinity ? 0 : 2 * valueMargin * Math.abs(Math.max(x, shut))
}
