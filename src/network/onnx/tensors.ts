import { type Shape, sizeOf } from '../layers/layer.ts'
import { isInteger, type NumberType } from './numberTypes.ts'
import { invalid } from './refusals.ts'

/** A tensor that an operator reads or computes. The batch dimension is one like all others. */
export type Tensor = Constant | Variable

/** A tensor whose numbers are known when the file is read: those of its type. Integers are exact up to 2^53. */
export interface Constant {
  readonly kind: 'constant'
  readonly shape: Shape
  readonly type: NumberType
  readonly data: Float64Array
}

/**
 * A tensor that depends on the inputs: number i is number `taps[i]` of the results of all `reads`, operations of the
 * network, one after the other, 0 where the tap is -1. Without taps it is the result of its one read. So tensors are
 * reshaped, transposed and cut without an operation: whoever reads them takes the taps into its own.
 */
export interface Variable {
  readonly kind: 'variable'
  readonly shape: Shape
  readonly reads: readonly number[]
  readonly taps: Int32Array | null
}

/** Numbers in any tensor: they fit into memory with room for bounds on them. */
export const MOST_NUMBERS: number = 2 ** 24

/** @throws MODEL_INVALID for a shape with too many numbers */
export function checkedSize(shape: Shape, name: string): number {
  const size = sizeOf(shape)
  const isShape = shape.length <= 16 && shape.every((length) => Number.isInteger(length) && length >= 0)
  if (!isShape || !(size <= MOST_NUMBERS))
    throw invalid(`tensors of at most ${MOST_NUMBERS} numbers`, name, `[${shape.slice(0, 16).join(', ')}]`)
  return size
}

export function constant(shape: Shape, data: Float64Array, type: NumberType): Constant {
  return { kind: 'constant', shape, type, data }
}

/** Is a number of this type known exactly? Whole ones past 2^53 are not. */
export function isExact(type: NumberType, value: number): boolean {
  return !isInteger(type) || !(Math.abs(value) > Number.MAX_SAFE_INTEGER)
}

/** The number of steps in flat numbers from one index along each axis to the next. */
export function stridesOf(shape: Shape): number[] {
  const strides = shape.map(() => 1)
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!
  return strides
}

/**
 * For each number of a tensor of this shape, row by row, the sum over the axes of what `along[axis]` holds for its
 * index; -1 where any of that is negative.
 */
export function gridTaps(shape: Shape, along: readonly ArrayLike<number>[]): Int32Array {
  const taps = new Int32Array(sizeOf(shape))
  const fill = (axis: number, at: number, from: number): number => {
    if (axis === shape.length) {
      taps[at] = from
      return at + 1
    }
    const steps = along[axis]!
    let next = at
    for (let i = 0; i < shape[axis]!; i++)
      next = fill(axis + 1, next, from < 0 || steps[i]! < 0 ? -1 : from + steps[i]!)
    return next
  }
  if (taps.length > 0) fill(0, 0, 0)
  return taps
}

/**
 * Taps that select along each axis: index i of the result is index `picks[axis][i]` of a tensor of `shape`, a zero
 * where that is -1.
 */
export function pickTaps(shape: Shape, picks: readonly ArrayLike<number>[]): { shape: number[]; taps: Int32Array } {
  const strides = stridesOf(shape)
  const along = picks.map((pick, axis) => Int32Array.from(pick, (i) => (i < 0 ? -1 : i * strides[axis]!)))
  const picked = picks.map(({ length }) => length)
  return { shape: picked, taps: gridTaps(picked, along) }
}

/** So many zeros. */
export function zerosOf(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

/** 0, 1, ... up to `length`, which is left out. */
export function range(length: number): Int32Array {
  return Int32Array.from({ length }, (_, i) => i)
}

/** The shape that both are repeated to, as numpy does; undefined where they do not fit. */
export function broadcastShape(a: Shape, b: Shape): Shape | undefined {
  const rank = Math.max(a.length, b.length)
  const shape: number[] = []
  for (let i = 0; i < rank; i++) {
    const [one, two] = [a[a.length - rank + i] ?? 1, b[b.length - rank + i] ?? 1]
    if (one !== two && one !== 1 && two !== 1) return undefined
    shape.push(one === 1 ? two : one)
  }
  return shape
}

/** Taps that repeat a tensor of shape `from` to shape `to`; null if it is that already. */
export function broadcastTaps(from: Shape, to: Shape): Int32Array | null {
  if (sizeOf(from) === sizeOf(to)) return null
  const strides = stridesOf(from)
  const along = to.map((length, axis) => {
    const own = axis - (to.length - from.length)
    return Int32Array.from({ length }, (_, i) => (own < 0 || from[own] === 1 ? 0 : i * strides[own]!))
  })
  return gridTaps(to, along)
}
