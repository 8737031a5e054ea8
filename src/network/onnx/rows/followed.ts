import type { Shape } from '../../layers/layer.ts'
import type { OvershootError } from '../../../errors.ts'
import type { Node } from '../node.ts'
import { batchMixed } from '../refusals.ts'
import type { Constant, Tensor } from '../tensors.ts'

/** How a tensor hangs on the batch, of whatever size n. Of one that does not, nothing is said. */
export type Followed = Rows | Sized | Mixed | Alone

/**
 * Its numbers belong to one row of the batch each, and are what that row alone gives: index i of `axis`, n times as
 * long as for one row, belongs to row floor(i / inner) mod n, where the axis is `outer` times n times `inner` long.
 */
export interface Rows {
  readonly kind: 'rows'
  readonly axis: number
  readonly outer: number
  /** The axis is gone where there is one row: what follows must not count axes. */
  readonly vanishes?: true
}

/**
 * Known numbers, some of which hang on n: what they are for each size in `probes`. The last of these is NaN, and with
 * it each number that hangs on n. For the others such a number is a + b n with whole a and b, or NaN, too, where it is
 * anything else.
 */
export interface Sized {
  readonly kind: 'sized'
  readonly at: readonly Constant[]
}

/** Rows depend on each other, or on how many there are, or cannot be followed. */
export interface Mixed {
  readonly kind: 'mixed'
  readonly error: OvershootError
}

/** The node fails with any other batch than one row: there are no others to think of. */
export interface Alone {
  readonly kind: 'alone'
}

/** A node with what is known of it. */
export interface Step {
  /** With its inputs as one row gives them. */
  readonly node: Node
  /** For each input. */
  readonly followed: readonly (Followed | undefined)[]
  /** Its outputs, for one row. */
  readonly results: readonly Tensor[]
}

/** How the first output of a node hangs on the batch, if any of its inputs does; all outputs do so likewise. */
export type Rule = (step: Step) => Followed | undefined

/**
 * Two sizes that stand for all, and one that is unknown. Two tell what a + b n is for any n. They are about as large as
 * a tensor may be, and neighbours: a + b n is a multiple of both only where a is 0, and of some k for both only where
 * it is for every n.
 */
export const probes: readonly [number, number, number] = [2 ** 24 - 3, 2 ** 24 - 4, Number.NaN]

export const alone: Alone = { kind: 'alone' }

export function rows(axis: number, outer: number): Rows {
  return { kind: 'rows', axis, outer }
}

export function mixed({ label }: Pick<Node, 'label'>, why: string): Mixed {
  return { kind: 'mixed', error: batchMixed(`node ${label}`, why) }
}

/** The axis along which rows lie goes into what the node computes together. */
export function mixedAlong(node: Node, axis: number): Mixed {
  return mixed(node, `it takes the rows of a batch together, which lie along axis ${axis}`)
}

/**
 * What it does is decided by numbers, not by shapes alone: of numbers that hang on how many rows there are, and of
 * rows, nothing is known.
 */
export const decided: Rule = ({ node }) => mixed(node, 'what it picks hangs on how many rows a batch has')

/** The input's rows, if it has such. */
export function rowsOf({ followed }: Step, index: number): Rows | undefined {
  const own = followed[index]
  return own?.kind === 'rows' ? own : undefined
}

/** The shape of a tensor with rows, for a batch of `size`. */
export function shapeAt(shape: Shape, { axis }: Rows, size: number): number[] {
  return shape.map((length, i) => (i === axis ? length * size : length))
}
