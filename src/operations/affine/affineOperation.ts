import type { Bounds } from '../../numeric/bounds.ts'
import type { OperationBase } from '../operationBase.ts'
import type { Taps } from './taps.ts'
import type { Weights } from './weights.ts'

/**
 * Windows that slide over numbers and weigh them: dense layers, convolutions, pooling by averages, normalization, sums.
 * y[p * filters + f] = bias[g, f] + sum over k of kernel[g, k, f] * x[tap of p, k] with g = p % groups: `kernel` is
 * [groups, window, filters], `bias` [groups, filters], both flat. A tap below 0 is a padding zero. A dense layer is one
 * position (a row) whose window holds everything; a depthwise convolution one group a channel.
 */
export interface AffineOperation {
  readonly kind: 'affine'
  readonly taps: Taps
  /** Of what float32 kernels compute with as it is, float32. */
  readonly kernel: Weights
  readonly bias: Float64Array | null
  readonly positions: number
  readonly window: number
  readonly filters: number
  readonly groups: number
  readonly rounding: Rounding
}

/** How float32 kernels compute an affine operation, which decides how far they may be off. */
export type Rounding =
  /**
   * A sum of products with float32 weights in any order, the bias one more term. `omitsZeros`: the kernel has products
   * with zeros, too, which windows leave out: nothing is known where a number may be infinite or NaN.
   */
  | { readonly kind: 'sum'; readonly omitsZeros?: true }
  /** The mean of the numbers that are there (padding does not count): `kernel` holds 1 / their count. No bias. */
  | { readonly kind: 'mean' }
  /**
   * One number times kernel plus bias, both folded from several weights (`window` and `filters` are 1): at most 16
   * roundings of terms whose sizes are |kernel x| and `offset`, and results flushed to zero that add up to
   * `underflow[0] + underflow[1] |x|`. Holds as long as |x| <= `limit`, past which a step on the way may overflow. One
   * number a group each.
   */
  | {
      readonly kind: 'scale'
      readonly offset: Float64Array
      readonly limit: Float64Array
      readonly underflow: readonly [constant: Float64Array, slope: Float64Array]
    }
  /**
   * Not computed by any kernel, but by whoever compares outputs: a sum of products with float64 weights that no
   * rounding touches before the nearest float64 to the end. A sum of exactly 0 counts as the number in `zeros`, one a
   * filter of each group: 0, or the least above it.
   */
  | { readonly kind: 'exact'; readonly zeros: Float64Array }

/** Bounds of affine results, and how far rounding may take each from its exact value; see `Bounds`. */
export interface AffineBounds extends Bounds {
  readonly errors: Float64Array
}

/** An affine operation of a network. */
export type Affine = AffineOperation & OperationBase
