import type { Bounds } from '../numeric/bounds.ts'
import type { SideSlopes } from './sideSlopes.ts'

/** A box of float32 rows: every number within its inclusive bounds, all finite. */
export interface InputBox {
  readonly lo: Float32Array
  readonly hi: Float32Array
  /**
   * One-hot rows: of each run of this many numbers exactly one is 1, the others 0. A letter whose `hi` is 0 is ruled
   * out.
   */
  readonly letters?: number
}

/**
 * The phase of an elementwise operation at number `index`: the float32 number that it reads there is >= 0 (sign 1),
 * where a relu is active, or <= 0 (sign -1), where it is inactive.
 */
export interface Phase {
  readonly operation: number
  readonly index: number
  readonly sign: 1 | -1
}

/** A part of a claim's domain: the inputs in the boxes, one for each input of the network, at which all phases hold. */
export interface Region {
  readonly boxes: readonly InputBox[]
  readonly phases: readonly Phase[]
  /** Of a ReLU network, bounds on a larger region: see `boundsToInherit`. */
  readonly inheritedBounds?: Float32Array
  /** Of any network: bounds of all its operations on a region that differs from this one in phases only. */
  readonly boundsBefore?: readonly Bounds[]
  /** Where slopes are optimized from: those of the region that it is half of. */
  readonly slopesBefore?: readonly SideSlopes[]
}
