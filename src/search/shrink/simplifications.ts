import { blocks, moved, type Change } from './candidates.ts'
import { simplerValues } from './simplicity.ts'
import type { Space } from './space.ts'

/** How far shrinking one candidate at a time has come: the size of the blocks, and the coordinate to go on from. */
export interface Place {
  readonly size: number
  readonly from: number
}

export const START: Place = { size: Infinity, from: 0 }

/** A candidate, and where to go on from if it is taken over. */
interface Simplification {
  readonly change: Change
  readonly place: Place
}

/**
 * What may simplify `current`, one candidate after the other, for shrinkers that see one verdict at a time: signs of
 * zeros, blocks of halving size put to the simplest point, then every single step of each coordinate in turn, beginning
 * at `place`. Every candidate is simpler in each coordinate that it changes. Whatever the place, all single steps are
 * among them: a point whose candidates are all refused is 1-minimal.
 */
export function* simplifications(space: Space, current: Float64Array, place: Place): Generator<Simplification> {
  const signed = negativeZeros(space, current)
  if (signed.length > 0) yield { change: toPlainZeros(space, signed), place }
  const left = moved(space, current)
  let from = place.from
  for (let size = Math.min(place.size, left.length); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    const rest = left.filter((coordinate) => coordinate >= from)
    for (const change of blocks(space, rest, size))
      yield { change, place: { size, from: change.coordinates[change.coordinates.length - 1]! + 1 } }
    from = 0
  }
  if (signed.length > 1) for (const one of signed) yield { change: toPlainZeros(space, [one]), place }
  // Round by round, so that no number is polished to the end before its neighbours have begun.
  for (const coordinate of [...left.filter((c) => c >= from), ...left.filter((c) => c < from)])
    for (const value of steps(space, coordinate, current[coordinate]!))
      yield { change: { coordinates: [coordinate], values: [value] }, place: { size: 0, from: coordinate + 1 } }
}

function steps(space: Space, coordinate: number, value: number): number[] {
  const range = space.range(coordinate)
  return space.isLetter(coordinate) ? [range.baseline] : simplerValues(range, value)
}

/**
 * The coordinates that are a zero of another sign than the plain one, which numbers compared by value do not tell
 * apart.
 */
function negativeZeros(space: Space, current: Float64Array): number[] {
  const found: number[] = []
  for (let c = 0; c < space.size; c++)
    if (current[c] === 0 && !Object.is(current[c], plainZero(space, c))) found.push(c)
  return found
}

function toPlainZeros(space: Space, coordinates: readonly number[]): Change {
  return { coordinates, values: coordinates.map((c) => plainZero(space, c)) }
}

/** 0, unless the simplest point itself has -0 there. */
function plainZero(space: Space, coordinate: number): number {
  return Object.is(space.baseline[coordinate], -0) ? -0 : 0
}
