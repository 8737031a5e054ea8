import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

/** One way of drawing a row. */
export interface SamplingRecipe {
  readonly recipe: string
  /** Rows of this recipe are `weight` in the sum of all weights. */
  readonly weight: number
}

/** Which numbers of a row go on without end, downwards and upwards. */
export interface Endless {
  readonly lo: readonly boolean[]
  readonly hi: readonly boolean[]
}

/**
 * A set of float32 tensors that an input may be: what a claim quantifies over.
 * All values are float32; a row is one input without its batch dimension, flattened in row-major order.
 */
export interface Domain {
  readonly kind: 'box' | 'around' | 'finite' | 'oneHot'
  /** Shape of one row, without the batch dimension. */
  readonly shape: readonly number[]
  /** Numbers in a row: the product of `shape`. */
  readonly size: number
  /** Enclosing box, inclusive, one pair of finite float32 bounds a number. */
  readonly lo: Float32Array
  readonly hi: Float32Array
  /** Per number: is a side bounded by the end of the float32 format only, so that real arithmetic would go on? */
  readonly endless: Endless
  /** The member that people find simplest; shrinking goes towards it. */
  readonly simplest: Float32Array
  /** How `sample` draws rows: each by one recipe, chosen by weight. */
  readonly recipes: readonly SamplingRecipe[]
  /** Words for tables and messages, e.g. `-25..20` or `oneHot 60x4`. */
  readonly description: string
  /** Is `values[offset .. offset + size)` a member? NaN never is. */
  contains(values: Float32Array, offset?: number): boolean
  /** Writes one random member at `offset`; the same generator state gives the same row. */
  sample(random: RandomGenerator, into: Float32Array, offset: number): void
}

/** Is this a domain, as far as its shape tells? */
export function isDomain(value: unknown): value is Domain {
  return typeof value === 'object' && value !== null && 'contains' in value && typeof value.contains === 'function'
}
