import { simplerValues } from './simplicity.ts'
import type { Space } from './space.ts'

/** A candidate: the current point with these coordinates set to these values. */
export interface Change {
  readonly coordinates: ArrayLike<number>
  readonly values: ArrayLike<number>
}

/** The current point with a change made. */
export function changed(current: Float64Array, { coordinates, values }: Change): Float64Array {
  const next = current.slice()
  for (let i = 0; i < coordinates.length; i++) next[coordinates[i]!] = values[i]!
  return next
}

/** The coordinates that are not at the simplest point. */
export function moved(space: Space, current: Float64Array): number[] {
  const found: number[] = []
  for (let c = 0; c < space.size; c++) if (current[c] !== space.baseline[c]) found.push(c)
  return found
}

/** Blocks of `size` neighbouring coordinates of the list, each put to the simplest point. */
export function blocks(space: Space, coordinates: readonly number[], size: number): Change[] {
  const found: Change[] = []
  for (let first = 0; first < coordinates.length; first += size)
    found.push(toBaseline(space, coordinates.slice(first, first + size)))
  return found
}

/** All of the coordinates put to the simplest point. */
export function toBaseline(space: Space, coordinates: readonly number[]): Change {
  return { coordinates, values: coordinates.map((c) => space.baseline[c]!) }
}

/** Every single step of simplification that is left: of each moved coordinate, simplest value first. */
export function singleSteps(space: Space, current: Float64Array): Change[] {
  return moved(space, current).flatMap((c) => {
    const range = space.range(c)
    const values = space.isLetter(c) ? [range.baseline] : simplerValues(range, current[c]!)
    return values.map((value) => ({ coordinates: [c], values: [value] }))
  })
}

/** Most merges that one pass tries; of more, evenly spread ones. */
const MERGES = 512

/** The unions of the first k changes, for growing k, the first change by itself first and all of them last. */
export function merges(changes: readonly Change[]): Change[] {
  const count = Math.min(changes.length, MERGES)
  const lengths = Array.from({ length: count }, (_, i) =>
    Math.round(1 + ((changes.length - 1) * i) / Math.max(1, count - 1)),
  )
  // One list of all; each union is a view of its first part.
  const coordinates = Int32Array.from(changes.flatMap((change) => Array.from(change.coordinates)))
  const values = Float64Array.from(changes.flatMap((change) => Array.from(change.values)))
  const ends = [0]
  for (const change of changes) ends.push(ends.at(-1)! + change.coordinates.length)
  return lengths.map((length) => ({
    coordinates: coordinates.subarray(0, ends[length]),
    values: values.subarray(0, ends[length]),
  }))
}
