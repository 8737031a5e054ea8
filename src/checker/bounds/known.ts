import type { Check } from '../check.ts'
import type { Box, Leaf } from '../format/certificate.ts'
import type { Line } from '../functions/apply.ts'
import type { Bounds } from '../numeric/bounds.ts'

/**
 * A part of the domain: a box, or letters where `hi` is 1, for each input, and phases of numbers that operations read.
 */
export interface Region {
  readonly boxes: readonly Box[]
  /** Number `index` that the operation reads is not below 0 (1), or not above it (-1). */
  readonly phases: readonly { readonly operation: number; readonly index: number; readonly sign: 1 | -1 }[]
}

/**
 * What is known of the float32 results of operations for all inputs in a region, those of affine ones `errors` off at
 * most.
 */
export interface Known {
  readonly check: Check
  readonly region: Region
  readonly leaf: Leaf
  readonly bounds: Bounds[][]
  readonly errors: (readonly number[])[]
  /** Lines of elementwise operations that have been made: below and above each number. */
  readonly lines: Line[][]
  /** For windows of sequences, the least and largest result for each word. */
  readonly words: Map<string, readonly [least: Float64Array, most: Float64Array]>
  /** Do bounds contradict each other? No input is in the region then. */
  isEmpty: boolean
}

export const newKnown = (check: Check, region: Region, leaf: Leaf): Known => {
  return { check, region, leaf, bounds: [], errors: [], lines: [], words: new Map(), isEmpty: false }
}

/** Bounds of all that operation `t` reads, tensor after tensor. */
export function boundsRead({ check, bounds }: Known, t: number): readonly Bounds[] {
  const { reads } = check.network.operations[t]!
  return reads.length === 1 ? bounds[reads[0]!]! : reads.flatMap((read) => bounds[read]!)
}
