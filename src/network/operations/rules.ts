import type { ActivationOperation } from './activation.ts'
import type { OpaqueOperation } from './opaque.ts'

/** A tensor without its batch dimension, in float64 and row-major order. */
export interface Values {
  readonly shape: readonly number[]
  readonly values: Float64Array
}

/** What a reader needs of a layer, as plain data. */
export interface LayerView {
  /** For messages: name and class. */
  readonly description: string
  readonly config: Readonly<Record<string, unknown>>
  /** Name of the layer's activation, `linear` if it has none; null for an activation that is not tf.js' own. */
  readonly activation: string | null
  /** Copy of one of the layer's weights, by the field that holds it (`getWeights` puts frozen ones last); null without it. */
  weight(field: string): Float32Array | null
}

/** Turns one use of a layer into operations, each reading the one before, the first the layer's inputs; undefined: cannot. */
export type ReadLayer<Kind> = (
  layer: LayerView,
  inputs: readonly (readonly number[])[],
  output: readonly number[],
) => (Kind | ActivationOperation | OpaqueOperation)[] | undefined

/** All that the network knows of one kind of operation. */
export interface Rules<Kind extends { readonly kind: string }> {
  /** Readers by the class name of the layers that become this kind. */
  readonly layers: Readonly<Record<string, ReadLayer<Kind>>>
  /** The real function in float64: plain loops, nothing clever. */
  evaluate(operation: Kind & { readonly shape: readonly number[] }, reads: readonly Values[]): Float64Array
}

/** Numbers in a tensor of this shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i])
}
