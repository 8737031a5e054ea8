import type { BackendName } from '../../backend/name.ts'
import type { OperationKind } from '../../operations/index.ts'

/** Dimensions of a tensor without its batch dimension. */
export type Shape = readonly number[]

/** What a reader needs of a layer, as plain data. */
export interface LayerView {
  /** For messages: name and class. */
  readonly description: string
  readonly config: Readonly<Record<string, unknown>>
  readonly className: string
  /** Name of the layer's activation, `linear` if it has none; null for an activation that is not tf.js' own. */
  readonly activation: string | null
  /** The same of that between the steps of a recurrent layer. */
  readonly recurrentActivation: string | null
  /**
   * Copy of one of the layer's weights, by the field that holds it (`getWeights` puts frozen ones last); null without
   * it; undefined for one that is not the layer's own, of another shape, or no float32.
   */
  weight(field: string, shape: Shape): Float64Array | null | undefined
  /** The same as it is stored: of a kernel, which may be large. */
  kernel(field: string, shape: Shape): Float32Array | null | undefined
  /** A layer that the layer keeps in one of its fields; undefined for one that is not there, or not tf.js' own. */
  part(field: string): LayerView | undefined
}

/** One operation of a layer, on its way into a network. */
export type Part = OperationKind & {
  readonly size: number
  /** `[]` unless told. */
  readonly faultyOn?: readonly BackendName[]
  /** For messages; the layer's description unless told. */
  readonly layer?: string
}

/**
 * Turns one use of a layer into operations, each reading the one before and the first the layer's inputs; none where
 * numbers and their order stay; undefined: cannot.
 */
export type ReadLayer = (layer: LayerView, inputs: readonly Shape[], output: Shape) => readonly Part[] | undefined

/** Readers by the class name of the layers they read. */
export type Readers = Readonly<Record<string, ReadLayer>>

/** Numbers in a tensor of this shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, dimension) => size * dimension, 1)
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, i) => dimension === b[i])
}

/** Keras writes one axis as it is, or as a list of one. */
export function oneAxis(value: unknown): number | undefined {
  const axis: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value
  return typeof axis === 'number' ? axis : undefined
}

/** Keras writes `n` or `[n, m]`; undefined unless these are `count` positive whole numbers. */
export function wholeNumbers(value: unknown, count: number): number[] | undefined {
  const all: unknown[] = Array.isArray(value) ? value : Array.from({ length: count }, () => value)
  return all.length === count && all.every((one) => Number.isInteger(one) && (one as number) >= 1)
    ? (all as number[])
    : undefined
}

/** Numbers moved; -1 for a zero. */
export function gather(size: number, tap: (index: number) => number): Part {
  return { kind: 'gather', size, taps: Int32Array.from({ length: size }, (_, i) => tap(i)) }
}
