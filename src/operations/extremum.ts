import type { tf as Tf } from '../backend/tf.ts'
import { type Bounds, newBounds, setBounds, setUnknown } from '../numeric/bounds.ts'
import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { row } from '../forms/forms.ts'
import { takeColumns } from './columns.ts'
import { isCount, isIntegers } from './fields.ts'
import { joined, joinedTensors, total } from './reads.ts'
import type { OperationBase } from './operationBase.ts'
import type { Rules } from './rules.ts'
import type { Slopes } from './slopes.ts'
import { addConstants, moved } from './step.ts'

/** The largest or smallest number of each window; `taps` is [size, window], -1 where nothing is. Nothing is rounded. */
export interface ExtremumOperation {
  readonly kind: 'extremum'
  readonly mode: 'max' | 'min'
  readonly taps: Int32Array
  readonly window: number
}

export const extremum: Rules<ExtremumOperation> = {
  fits: ({ mode, taps, window, size }) =>
    (mode === 'max' || mode === 'min') && isCount(window) && isIntegers(taps, size * window),
  evaluate({ mode, taps, window }, reads) {
    const x = joined(reads)
    const better = mode === 'max' ? Math.max : Math.min
    const y = new Float64Array(taps.length / window).fill(mode === 'max' ? -Infinity : Infinity)
    for (const [i, tap] of taps.entries()) {
      const at = Math.floor(i / window)
      if (tap >= 0) y[at] = better(y[at]!, x[tap]!)
    }
    return y
  },
  place({ taps, window, size, mode }, { tf, keep, sizes }) {
    const windows = takeColumns(taps, total(sizes), mode === 'max' ? -Infinity : Infinity, keep, tf)
    const extreme = extremeOf(mode, tf)
    return (reads) => extreme(windows(joinedTensors(reads, tf)).reshape([-1, size, window]))
  },
  bound: boundExtremum,
  isLinear: false,
  substitute(operation, step) {
    const x = step.x()
    addConstants(step.scratch, step.forms, (L, r) => throughExtremum(operation, x, step.y, L, row(step.into, r)))
  },
  recede: recedeExtremum,
  multiplications: () => 0,
  functions: () => [],
  addsUp: () => false,
}

/**
 * The extremes along the last of three axes. Numbers that are equally extreme share the gradient, which tf.js' own
 * gives each in full.
 */
function extremeOf(mode: 'max' | 'min', tf: typeof Tf): (windows: Tf.Tensor3D) => Tf.Tensor2D {
  const differentiable = tf.customGrad((given, save) => {
    const windows = given as Tf.Tensor
    const value: Tf.Tensor = mode === 'max' ? tf.max(windows, 2) : tf.min(windows, 2)
    ;(save as Tf.GradSaveFunc)([windows, value])
    const gradFunc = (dy: Tf.Tensor, [seen, best]: Tf.Tensor[]): Tf.Tensor => {
      const isExtreme = tf.cast(tf.equal(seen!, tf.expandDims(best!, 2)), 'float32')
      return tf.mul(isExtreme, tf.expandDims(tf.div(dy, tf.sum(isExtreme, 2)), 2))
    }
    return { value, gradFunc }
  })
  return (windows) => differentiable(windows) as Tf.Tensor2D
}

/**
 * Nothing is rounded. But where subnormals count as zero, any of those in a window may come out as the largest: then it
 * is no less than the least that is there.
 */
function boundExtremum({ mode, taps, window, size }: ExtremumOperation & OperationBase, read: Bounds): Bounds {
  const most = mode === 'max' ? Math.max : Math.min
  const bounds = newBounds(size, read.exact)
  for (let i = 0; i < size; i++) {
    let lo = NaN
    let hi = NaN
    let least = Infinity
    let greatest = -Infinity
    let isNaN = false
    for (let k = i * window; k < (i + 1) * window; k++) {
      const tap = taps[k]!
      if (tap < 0) continue
      if (read.nan[tap] === 1) isNaN = true
      lo = Number.isNaN(lo) ? read.lo[tap]! : most(lo, read.lo[tap]!)
      hi = Number.isNaN(hi) ? read.hi[tap]! : most(hi, read.hi[tap]!)
      least = Math.min(least, read.lo[tap]!)
      greatest = Math.max(greatest, read.hi[tap]!)
    }
    if (read.exact !== true && mode === 'max' && isTiny(lo)) lo = Math.max(least, -FLOAT32_MIN_NORMAL)
    if (read.exact !== true && mode === 'min' && isTiny(hi)) hi = Math.min(greatest, FLOAT32_MIN_NORMAL)
    // Of an empty window nobody knows what a kernel makes.
    if (isNaN || Number.isNaN(lo)) setUnknown(bounds, i)
    else setBounds(bounds, i, lo, hi)
  }
  return bounds
}

/** Zero, or what may count as zero. */
function isTiny(value: number): boolean {
  return Math.abs(value) < FLOAT32_MIN_NORMAL
}

/**
 * A maximum is no less than any of its numbers: than the one that is largest for sure; and no more where that one is
 * the largest for sure.
 */
function throughExtremum(
  { taps, window, mode }: ExtremumOperation,
  x: Bounds,
  y: Bounds,
  L: Float64Array,
  into: Float64Array,
): number {
  const isMax = mode === 'max'
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c === 0) continue
    const best = leader(taps, i * window, window, x, isMax)
    const isOnly = best >= 0 && leads(taps, i * window, window, x, best, isMax)
    if (isOnly || (best >= 0 && c > 0 !== isMax)) {
      into[best]! += c
      // Any subnormal of the window may come out in place of another.
      constant += Math.abs(c) * (moved * Math.max(-x.lo[best]!, x.hi[best]!) + 2 * FLOAT32_MIN_NORMAL)
    } else constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
  }
  return constant
}

/**
 * The number of a window with the largest lower bound (of a minimum, the least upper bound); -1 if it has no finite
 * bounds.
 */
function leader(taps: Int32Array, first: number, window: number, x: Bounds, isMax: boolean): number {
  let best = -1
  for (let k = first; k < first + window; k++) {
    const tap = taps[k]!
    if (tap < 0) continue
    if (best < 0 || (isMax ? x.lo[tap]! > x.lo[best]! : x.hi[tap]! < x.hi[best]!)) best = tap
  }
  return best >= 0 && x.lo[best]! > -Infinity && x.hi[best]! < Infinity ? best : -1
}

function leads(taps: Int32Array, first: number, window: number, x: Bounds, best: number, isMax: boolean): boolean {
  for (let k = first; k < first + window; k++) {
    const tap = taps[k]!
    if (tap < 0 || tap === best) continue
    if (isMax ? x.hi[tap]! > x.lo[best]! : x.lo[tap]! < x.hi[best]!) return false
  }
  return true
}

function recedeExtremum(
  { mode, taps, window, size }: ExtremumOperation & OperationBase,
  x: Slopes,
  into: Slopes,
): void {
  const most = mode === 'max' ? Math.max : Math.min
  for (let i = 0; i < size; i++) {
    const own = taps.subarray(i * window, (i + 1) * window).filter((tap) => tap >= 0)
    // Of an empty window nobody knows what a kernel makes.
    into.lo[i] = own.length === 0 ? -Infinity : own.reduce((slope, tap) => most(slope, x.lo[tap]!), x.lo[own[0]!]!)
    into.hi[i] = own.length === 0 ? Infinity : own.reduce((slope, tap) => most(slope, x.hi[tap]!), x.hi[own[0]!]!)
  }
}
