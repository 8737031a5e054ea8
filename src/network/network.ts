import type { BackendName } from '../backend/name.ts'
import type { ElementwiseName } from '../functions/index.ts'

/**
 * A model as a small graph of operations: what bounds, proofs and the reference evaluator work on. There are few kinds of
 * operation, and many layers become the same: all linear layers are `affine`. Results are flat, row-major, without the batch
 * dimension. Layers that only rename or pass on numbers (Flatten, Reshape, Dropout) leave no operation behind.
 */
export interface Network {
  /** In the model's input order. */
  readonly inputs: readonly { readonly name: string; readonly size: number }[]
  /** In an order in which every operation comes after those it reads; inputs are operations too. */
  readonly operations: readonly Operation[]
  /** Index of the operation that computes the output. */
  readonly output: number
  /** Layers that could not be read, e.g. `lambda_1 (Lambda)`: their outputs are unknown to every proof. */
  readonly opaque: readonly string[]
}

/**
 * One operation. `reads` are indices of earlier operations; where indices called taps point into what is read, they point
 * into the results of all reads, one after the other.
 */
export type Operation = OperationKind & {
  /** Numbers in the result. */
  readonly size: number
  readonly reads: readonly number[]
  /** The layer it comes from, for messages: name and class, e.g. `conv1d_1 (Conv1D)`. */
  readonly layer: string
  /** Backends whose kernel computes something else than the layer means here: nothing is known of the result on them. */
  readonly faultyOn: readonly BackendName[]
}

export type OperationKind =
  | InputOperation
  | OpaqueOperation
  | GatherOperation
  | AffineOperation
  | BilinearOperation
  | ElementwiseOperation
  | ExtremumOperation
  | ProductOperation
  | SoftmaxOperation

/** The operations of one kind, with what all operations have. */
export type OperationOf<Kind extends OperationKind['kind']> = Extract<Operation, { readonly kind: Kind }>

/** One of the network's inputs, by its index. */
export interface InputOperation {
  readonly kind: 'input'
  readonly input: number
}

/** A layer that could not be read: what it computes is unknown. */
export interface OpaqueOperation {
  readonly kind: 'opaque'
}

/** Numbers moved as they are: y[i] = x[taps[i]], 0 where the tap is -1. */
export interface GatherOperation {
  readonly kind: 'gather'
  readonly taps: Int32Array
}

/**
 * Windows that slide over numbers and weigh them: dense layers, convolutions, pooling by averages, normalization, sums.
 * y[p * filters + f] = bias[g, f] + sum over k of kernel[g, k, f] * x[taps[p, k]] with g = p % groups: `taps` is
 * [positions, window], `kernel` [groups, window, filters], `bias` [groups, filters], all flat. A tap of -1 is a padding
 * zero. A dense layer is one position (a row) whose window holds everything; a depthwise convolution one group a channel.
 */
export interface AffineOperation {
  readonly kind: 'affine'
  readonly taps: Int32Array
  readonly kernel: Float64Array
  readonly bias: Float64Array | null
  readonly positions: number
  readonly window: number
  readonly filters: number
  readonly groups: number
  readonly rounding: Rounding
}

/** How float32 kernels compute an affine operation, which decides how far they may be off. */
export type Rounding =
  /** A sum of products with float32 weights in any order, the bias one more term. */
  | { readonly kind: 'sum' }
  /** The mean of the numbers that are there (taps of -1 do not count): `kernel` holds 1 / their count. No bias. */
  | { readonly kind: 'mean' }
  /**
   * One number times kernel plus bias, both folded from several weights (`window` and `filters` are 1): at most 16 roundings
   * of terms whose sizes are |kernel x| and `offset`, and results flushed to zero that add up to `underflow[0] + underflow[1] |x|`.
   * Holds as long as |x| <= `limit`, past which a step on the way may overflow. One number a group each.
   */
  | {
      readonly kind: 'scale'
      readonly offset: Float64Array
      readonly limit: Float64Array
      readonly underflow: readonly [constant: Float64Array, slope: Float64Array]
    }
  /**
   * Not computed by any kernel, but by whoever compares outputs: a sum of products with float64 weights that no rounding touches before the
   * nearest float64 to the end. A sum of exactly 0 counts as the number in `zeros`, one a filter of each group: 0, or the least above it.
   */
  | { readonly kind: 'exact'; readonly zeros: Float64Array }

/**
 * The same with weights that are read, too, and so may be anything: reads are x and then the weights, flat: `kernel` of
 * [window, filters] and, if `bias`, one a filter. One group, rounding as in a sum.
 */
export interface BilinearOperation {
  readonly kind: 'bilinear'
  readonly taps: Int32Array
  readonly positions: number
  readonly window: number
  readonly filters: number
  readonly bias: boolean
}

/** A function of one number, applied to each. `parameter` is one for all (`[a]`), one a number, or `[0]` where none is needed. */
export interface ElementwiseOperation {
  readonly kind: 'elementwise'
  readonly name: ElementwiseName
  readonly parameter: Float64Array
}

/** The largest or smallest number of each window; `taps` is [size, window], -1 where nothing is. Nothing is rounded. */
export interface ExtremumOperation {
  readonly kind: 'extremum'
  readonly mode: 'max' | 'min'
  readonly taps: Int32Array
  readonly window: number
}

/** Two or more tensors multiplied number by number, from left to right. */
export interface ProductOperation {
  readonly kind: 'product'
}

/** exp(x - max) / sum exp(x - max) in each run of `group` numbers. */
export interface SoftmaxOperation {
  readonly kind: 'softmax'
  readonly group: number
}
