import type { Box, Certificate } from '../format/certificate.ts'
import type { Line } from '../functions/apply.ts'
import { type Bounds, size, unknown } from '../numeric/bounds.ts'

/** What the checker knows of one kind of operation. */
export interface Rules<Own> {
  /** How many numbers each result depends on. */
  readonly width: (operation: Own) => number
  /**
   * Has it, reading tensors of these sizes, arrays of the lengths, and numbers of the kinds, that its own sizes call
   * for?
   */
  readonly fits: (operation: Own, reads: readonly number[]) => boolean
  /** Bounds of all results, whatever numbers within `x` it reads. */
  readonly bounds: (operation: Own, x: readonly Bounds[], given: Given) => Results
  /** Replaces `c` times result `i` in a backward pass by no less a form of what is read; false where it has none. */
  readonly relax: (operation: Own, i: number, c: number, turn: Turn) => boolean
  /** Are results bounded, in real arithmetic, wherever all that is read is? */
  readonly keepsBounds: (operation: Own) => boolean
  /** The slope of result `i`, from those of what is read. */
  readonly recession: (operation: Own, i: number, x: readonly Slope[]) => Slope
}

/**
 * What bounds of an operation rest on besides what it reads: how far functions are off, and the box, where it reads an
 * input alone.
 */
export interface Given {
  readonly figures: Certificate['figures']
  readonly box: Box | undefined
}

/** Of affine operations also how far each result may be off from the exact one. */
export interface Results {
  readonly bounds: Bounds[]
  readonly errors: readonly number[]
}

/** A backward pass where it has come to one operation. */
export interface Turn {
  /** Of what is read: bounds, and the coefficients so far, tensor by tensor. */
  readonly x: readonly Bounds[]
  readonly into: readonly Float64Array[]
  /** Of results. */
  readonly bounds: readonly Bounds[]
  readonly errors: readonly number[]
  readonly sum: Sum
  /** The line above (1) or below (-1) result `i` of an elementwise operation. */
  readonly lineOf: (i: number, side: 1 | -1) => Line
  /** How much each number counts that the bounded number is the largest of, if that is given. */
  readonly weights: Float64Array | undefined
}

/** The constant of a form, the sizes of all that is added up in it, and how many roundings of float64 there are. */
export interface Sum {
  constant: number
  sizes: number
  count: number
}

/** As inputs go on without end, like s t + O(1) with t growing, a number lies within [lo t, hi t] + O(1). */
export type Slope = readonly [lo: number, hi: number]
export const level: Slope = [0, 0]
export const anySlope: Slope = [-Infinity, Infinity]

/** Results one by one. */
export function each({ size: count }: { readonly size: number }, make: (i: number) => Bounds): Results {
  return { bounds: Array.from({ length: count }, (_, i) => make(i)), errors: [] }
}

/** Of operations of which nothing is known. */
export const allUnknown = (operation: { readonly size: number }): Results => each(operation, () => unknown)

/** Of operations that have no linear form: their bounds count. */
export const noForm = (): boolean => false

export function add(sum: Sum, value: number): void {
  sum.constant += value
  sum.sizes += Math.abs(value)
  sum.count++
}

/** Adds `value` times the number at `tap` to a form, whose roundings an error of the operation pays for. */
export function put({ into }: Pick<Turn, 'into'>, tap: number, value: number): void {
  let [k, at] = [0, tap]
  while (at >= into[k]!.length) at -= into[k++]!.length
  into[k]![at]! += value
}

/** The same, and pays for the roundings. */
export function move(turn: Pick<Turn, 'x' | 'into' | 'sum'>, tap: number, value: number): void {
  put(turn, tap, value)
  turn.sum.sizes += Math.abs(value) * size(turn.x[tap]!)
  turn.sum.count++
}

/** Are these places of `count` numbers, or -1, for none? */
export const areTaps = (taps: Int32Array, count: number): boolean => taps.every((tap) => tap >= -1 && tap < count)

export const total = (sizes: readonly number[]): number => sizes.reduce((sum, one) => sum + one, 0)
