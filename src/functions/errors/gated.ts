import type { BackendName } from '../../backend/name.ts'
import { FLOAT32_MAX, FLOAT32_MIN_NORMAL, nextDown32 } from '../../numeric/float32.ts'
import { gamma, overflow, unit } from '../../numeric/rounding.ts'
import { OvershootError } from '../../errors.ts'
import type { ElementwiseFunction } from '../elementwiseFunction.ts'
import { withNaN } from './elementwiseError.ts'
import {
  constantBelow,
  type MeasuredError,
  type MeasuredName,
  measuredError,
  type MeasuredRegion,
  worstOf,
} from './measured.ts'

/**
 * A function x times a gate that rises from 0 to 1, which tf.js' layers make of several kernels, at least one of them
 * measured.
 */
export interface Gate {
  /** No such function falls below this. */
  readonly least: number
  /** Is the gate as computed never below 0? */
  isPositive(backend: BackendName): boolean
  /** For x below this the gate is exactly 0 as computed; `unshut` where that is not known of any x above it. */
  shutBelow(backend: BackendName): number
  /** The error over [lo, hi], which has none of `joints` within. */
  pieceError(backend: BackendName, lo: number, hi: number): PieceError
  /** Left of x, |F| is at most -x e^exponent. */
  exponent(x: number): number
}

export interface PieceError {
  readonly relative: number
  readonly absolute: number
}

/** Errors hold for every finite float32 in [lo, hi]; at infinities 0 * Infinity may come. */
export function errorOfGate(gate: Gate): ElementwiseFunction['error'] {
  const made: Partial<Record<BackendName, readonly MeasuredRegion[]>> = {}
  return (_parameter, backend, lo, hi) => {
    const regions = (made[backend] ??= regionsOf(gate, backend))
    return withNaN(worstOf(regions, lo, hi), lo === -Infinity || hi === Infinity)
  }
}

/** Where errors are worked out apart; the last may overflow. */
const joints = [
  [-64, -32, -16, -8, -6, -5, -4, -3, -2, -1.5, -1, -0.5, -0.25],
  [0, 0.25, 0.5, 1, 2, 4, 8, 16, 2 ** 64, 2 ** 127],
].flat()

function regionsOf(gate: Gate, backend: BackendName): MeasuredRegion[] {
  const shut = gate.shutBelow(backend)
  const starts = [shut, ...joints.filter((joint) => joint > shut)]
  const isPositive = gate.isPositive(backend)
  const regions = starts.map((from, i): MeasuredRegion => {
    const to = i + 1 < starts.length ? nextDown32(starts[i + 1]!) : FLOAT32_MAX
    const { relative, absolute } = gate.pieceError(backend, from, to)
    if (from >= 0) return [from, relative, absolute, 0, Infinity]
    // Where a gate errs below 0 results may be positive.
    return [from, relative, absolute, gate.least * (1 + relative) - absolute, isPositive ? 0 : absolute]
  })
  // A comparison with NaN would leave it out.
  if (regions.some((region) => region.some(Number.isNaN)))
    throw new OvershootError('INTERNAL', `no error of a gate on ${backend} can be worked out`)
  if (shut === unshut) return [[-Infinity, 0, Infinity, -Infinity, Infinity], ...regions]
  // There the gate is exactly 0, and so is the result: the error is F itself.
  return [[-Infinity, 0, -shut * Math.exp(gate.exponent(shut)) * 1.01 + flushed, 0, 0], ...regions]
}

/** Is a kernel never below what it tends to on the left? */
export const neverBelow =
  (kernel: MeasuredName, least: number): Gate['isPositive'] =>
  (backend) =>
    measuredError(kernel, backend, -Infinity, Infinity).min >= least

/** What every float32 input flushed to zero, or result, may add. */
export const flushed: number = 4 * FLOAT32_MIN_NORMAL

export const unshut: number = -(2 ** 100)

/**
 * Where a kernel of `argument(x)` is at its least for all x below: the argument errs by less than it is moved by its
 * second parameter.
 */
export function shutWhere(
  kernel: MeasuredName,
  least: number,
  argument: (x: number, direction: 1 | -1) => number,
): Gate['shutBelow'] {
  return (backend) => {
    const w = constantBelow(kernel, backend, least)
    if (w < -100) return unshut
    let below = -256
    let above = 0
    while (above - below > 2 ** -10) {
      const middle = (below + above) / 2
      if (argument(middle, 1) < w) below = middle
      else above = middle
    }
    return below
  }
}

/** The argument w of a gate's kernel, moved by `direction` times more than its computed value may be off. */
export function moved(w: number, direction: 1 | -1): number {
  return w + direction * (Math.abs(w) * 2 ** -18 + 2 ** -100)
}

/**
 * Most of a function that rises up to `peak`, falls from there and is even; a percent more covers what lies between the
 * ends and their errors.
 */
export function most(f: (w: number) => number, [lo, hi]: readonly [number, number], peak: number): number {
  const within = (lo <= peak && hi >= peak) || (lo <= -peak && hi >= -peak)
  return 1.01 * (within ? f(peak) : Math.max(f(lo), f(hi)))
}

/**
 * `gate` is the error of g in x (1 + g) / 2, to which comes what an error of its argument does. The gate's sum is
 * rounded, then the product; `factor` is what x was multiplied with at most.
 */
export function gatedError(gate: MeasuredError, argument: number, factor: number, lo: number, hi: number): PieceError {
  const off = gate.relative + gate.absolute + argument + 16 * FLOAT32_MIN_NORMAL
  if (lo >= 0) {
    // 1 + g is at least 1: what is off by `off` is so relatively, too.
    const sum = Math.fround(1 + Math.min(gate.max, 1 + gate.relative + gate.absolute))
    const largest = (hi * sum * factor) / 2
    return { relative: (1 + off) * (1 + gamma(3)) - 1, absolute: largest < overflow ? flushed : Infinity }
  }
  // Near 0 relative to F, whose gate is at least 0.4 there; else absolute, F being far smaller than x.
  if (lo >= -0.25) return { relative: (0.5 * off) / 0.4 + gamma(4), absolute: flushed }
  return { relative: gamma(2), absolute: (-lo / 2) * (off + unit) * (1 + gamma(4)) + flushed }
}
