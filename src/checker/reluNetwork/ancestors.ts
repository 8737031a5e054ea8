import type { Corners } from '../bounds/box.ts'
import type { BoxChecker } from './showBox.ts'

/** A part that was split, in which another part lies. */
export interface Ancestor extends Corners {
  readonly above: Ancestor | undefined
  /** How many there are, this one included. */
  readonly depth: number
  /** Bounds that hold in it: its own, or those of one above. */
  known: Float32Array | undefined
  /** Are these made by the bounds of all that are above? */
  isFull: boolean
}

/** At every so many splits bounds are found at once: about as many as cost the least. */
const LEVELS = 3
/** Memory for no more; those above are forgotten. */
const MOST = 2 ** 10

/** The part that is split now. */
export function newAncestor(quick: BoxChecker, { lo, hi }: Corners, parent: Ancestor | undefined): Ancestor {
  const above = parent && parent.depth < MOST ? parent : undefined
  const depth = (above?.depth ?? 0) + 1
  const own = depth % LEVELS === 1 ? quick.bound({ lo, hi, known: parent?.known }) : undefined
  return { lo, hi, above, depth, known: own ?? parent?.known, isFull: own !== undefined && (parent?.isFull ?? true) }
}

/**
 * Finds the bounds of all ancestors that have none of their own, each in those of the one above: lines change with
 * bounds, and so what all of them together say of a part may be far more than what it says itself.
 */
export function fillIn(quick: BoxChecker, last: Ancestor): void {
  const missing: Ancestor[] = []
  for (let one: Ancestor | undefined = last; one && !one.isFull; one = one.above) missing.push(one)
  for (const one of missing.toReversed()) {
    const known = one.above?.known ?? one.known
    one.known = quick.bound({ lo: one.lo, hi: one.hi, known }) ?? known
    one.isFull = true
  }
}
