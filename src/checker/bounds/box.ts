import { next } from '../numeric/float32.ts'

/** A box of numbers, from `lo` to `hi`. */
export interface Corners {
  readonly lo: Float32Array
  readonly hi: Float32Array
}

/**
 * The two parts of a box in which number `index` is no more than `at`, and no less than the next float32: they hold
 * every float32 of it.
 */
export const cut = ({ lo, hi }: Corners, index: number, at: number): readonly [left: Corners, right: Corners] => [
  { lo, hi: hi.with(index, at) },
  { lo: lo.with(index, next(at)), hi },
]

/** The same in the middle: `at` is in the box, and not its end. */
export function halve(box: Corners, index: number): readonly [left: Corners, right: Corners] {
  const [from, to] = [box.lo[index]!, box.hi[index]!]
  const middle = Math.fround(from / 2 + to / 2)
  return cut(box, index, middle < to ? Math.max(middle, from) : from)
}

/** The number of a box that counts most, as slopes say, of those that have any width; -1 if none has. */
export function widest(
  { lo, hi }: Corners,
  slopeOf: (index: number) => number,
): readonly [index: number, effect: number] {
  let [index, most] = [-1, -1]
  for (let i = 0; i < lo.length; i++) {
    const effect = Math.abs(slopeOf(i)) * (hi[i]! - lo[i]!)
    if (lo[i]! < hi[i]! && effect > most) [index, most] = [i, effect]
  }
  return [index, most]
}
