import type { Bounds } from '../../numeric/bounds.ts'
import type { SideSlopes } from '../sideSlopes.ts'
import type { Split } from './split.ts'

/** What is found out about one region. */
export interface RegionBounds {
  /** Hull of all output numbers; empty (Infinity, -Infinity) where no input has all of the region's phases. */
  readonly lo: number
  readonly hi: number
  readonly nan: boolean
  /** Is the goal shown of every output number? */
  readonly shown: boolean
  /** Slopes that the bounds need where those of the plain rule are not enough: one entry an output number and side. */
  readonly slopes: readonly SideSlopes[]
  /** How to go on; undefined where the goal is shown, or nothing is left to split. */
  readonly split?: Split
  /** Inputs that could be counterexamples, one row for each input. */
  readonly candidates: readonly Float32Array[][]
  /** For the region's halves: see `Region`. */
  readonly inheritedBounds?: Float32Array
  readonly boundsBefore?: readonly Bounds[]
}
