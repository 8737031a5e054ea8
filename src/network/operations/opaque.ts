import type { Rules } from './rules.ts'

/** A layer that could not be read: what it computes is unknown. */
export interface OpaqueOperation {
  readonly kind: 'opaque'
  readonly layer: string
}

export const opaque: Rules<OpaqueOperation> = {
  layers: {},
  evaluate: ({ shape }) => new Float64Array(shape.reduce((size, dimension) => size * dimension, 1)).fill(NaN),
}
