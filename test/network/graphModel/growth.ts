import { noise } from '../random.ts'
import type { GraphDraft } from './graphDraft.ts'

/** What a node is added to. */
export interface Growth {
  readonly graph: GraphDraft
  readonly random: () => number
}

/**
 * Adds nodes that read a tensor of this shape, whose first axis is the batch; the name of the result, or undefined
 * where they take no such tensor.
 */
export type Grow = (growth: Growth, x: string, shape: readonly number[]) => string | undefined

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}

/** A constant of random numbers; its name. */
export function constant({ graph, random }: Growth, shape: readonly number[], scale = 1): string {
  return graph.floats(
    Array.from({ length: sizeOf(shape) }, () => noise(random, scale)),
    shape,
  )
}
