import { FLOAT32_MIN_NORMAL } from '../../claim/float32.ts'
import type { Network, OperationOf } from '../../network/network.ts'
import type { Bounds } from '../bounds.ts'
import type { Region } from '../region.ts'
import { addRows } from '../rows/weightedRows.ts'
import { readBounds } from '../intervals/boundOperation.ts'
import { maximize } from './maximize.ts'
import type { Lines } from './lines.ts'
import { planOf, type AffinePlan } from './plan.ts'

/** What is known of a network on a region, operation by operation, when a backward pass begins. */
export interface Relaxation {
  readonly network: Network
  readonly region: Region
  /** Bounds of every operation's results so far. */
  readonly bounds: Bounds[]
  /** Operations none of whose results may be infinite or NaN, or has an error without bound: the usual case. */
  readonly tame: boolean[]
  /** Of affine operations: how far each float32 result is at most from the exact value at the float32 numbers that it read; 0 where nothing is known. */
  readonly errors: (Float64Array | undefined)[]
  /** Of elementwise operations. */
  readonly lines: (Lines | undefined)[]
  /** Coefficients of each operation's results, left behind by the last pass; made when first needed. */
  readonly coefficients: (Float64Array | undefined)[]
  /**
   * Lagrange multipliers, none negative, of the region's phases, in their order (Wang et al. 2021, Beta-CROWN): a read whose sign is
   * known may be added to what is bounded, times any number of that sign. Missing ones are 0.
   */
  readonly multipliers: number[]
}

/** Float64 arithmetic on numbers that are moved or added up where several operations read them loses less than this share of them. */
const margin = 2 ** -40

/**
 * An upper bound of `sum coefficient[i] y[i]`, y being the results of operation `from`, by substitution backwards (Singh et
 * al. 2019, An Abstract Domain for Certifying Neural Networks; Zhang et al. 2018): each operation's results are replaced by a
 * linear form of what it reads, plus a constant, that is no less. It starts with what is in `coefficients[from]`, which it
 * leaves alone; those of all earlier operations become those of the pass, so those of the inputs show what the bound hangs on.
 *
 * Float32's errors enter as constants: |coefficient| times the affine operation's error. That error is made for two roundings
 * of float32 more than there are, which pays for the float64 arithmetic here: a coefficient adds up n products with a relative error
 * below n 2^-53, against 2^-23 of |coefficient| sum |weight| |x|.
 */
export function upperBound(relaxation: Relaxation, from: number): number {
  const { network, bounds, coefficients } = relaxation
  const { affine } = planOf(network)
  const touched = clear(relaxation, from)
  let constant = 0
  for (let index = from; index >= 0; index--) {
    if (index < from) addMultipliers(relaxation, index, touched)
    if (!touched.has(index)) continue
    const operation = network.operations[index]!
    const L = coefficients[index]!
    if (operation.kind === 'input') {
      constant += maximize(relaxation.region.boxes[operation.input]!, L)
      continue
    }
    const errors = relaxation.errors[index]
    if (!relaxation.tame[index]!) constant += cutWild(L, bounds[index]!, index === from)
    if (constant === Infinity) return Infinity
    const reads = openReads(relaxation, operation.reads, touched)
    switch (operation.kind) {
      case 'affine':
        // Without errors nothing is known of how its kernel computes.
        constant +=
          errors === undefined
            ? asConstants(bounds[index]!, L)
            : throughAffine(operation, affine.get(index)!, L, errors, reads.into)
        break
      case 'elementwise':
        constant += (relaxation.tame[index]! ? throughLines : throughWildLines)(relaxation.lines[index]!, L, reads.into)
        break
      case 'gather':
        constant += throughGather(operation, bounds[index]!, L, reads.into)
        break
      case 'extremum':
        constant += throughExtremum(operation, readBounds(operation, bounds), bounds[index]!, L, reads.into)
        break
      default:
        constant += asConstants(bounds[index]!, L)
    }
    reads.close()
  }
  // Coefficients or sums past float64 say nothing, neither NaN nor -Infinity.
  return Number.isFinite(constant) ? constant : Infinity
}

/** Zeros for every operation before `from` that it depends on will be made as they are reached. */
function clear({ coefficients }: Relaxation, from: number): Set<number> {
  for (let i = 0; i < from; i++) coefficients[i]?.fill(0)
  return new Set([from])
}

function addMultipliers(
  { network, region, coefficients, multipliers }: Relaxation,
  index: number,
  touched: Set<number>,
): void {
  for (const [k, multiplier] of multipliers.entries()) {
    const { operation, index: i, sign } = region.phases[k]!
    const read = network.operations[operation]!.reads[0]!
    if (read !== index || multiplier === 0) continue
    touched.add(index)
    const L = (coefficients[index] ??= new Float64Array(network.operations[index]!.size))
    L[i]! += sign * multiplier
  }
}

/** Where coefficients of what is read are added up: the array of the one read, or one for all of several, shared out by `close`. */
function openReads(
  { network, coefficients }: Relaxation,
  reads: readonly number[],
  touched: Set<number>,
): { into: Float64Array; close(): void } {
  const arrays = reads.map((read) => {
    touched.add(read)
    return (coefficients[read] ??= new Float64Array(network.operations[read]!.size))
  })
  if (arrays.length === 1) return { into: arrays[0]!, close: () => undefined }
  const into = new Float64Array(arrays.reduce((sum, { length }) => sum + length, 0))
  const close = (): void => {
    let first = 0
    for (const array of arrays) {
      for (let i = 0; i < array.length; i++) array[i]! += into[first + i]!
      first += array.length
    }
  }
  return { into, close }
}

/**
 * A result that may be infinite or NaN, or whose error has no bound, has no linear form: its bound is a constant (Infinity
 * for NaN), and its coefficient 0. The coefficients that the pass began with are the caller's: none of them may be cut.
 */
function cutWild(L: Float64Array, y: Bounds, isFirst: boolean): number {
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c === 0 || isTame(y, i)) continue
    if (isFirst || y.nan[i] === 1) return Infinity
    constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
    L[i] = 0
  }
  return constant
}

/** Have all results linear forms? */
export function areTame(y: Bounds): boolean {
  for (let i = 0; i < y.lo.length; i++) if (!isTame(y, i)) return false
  return true
}

/** Has result `i` a linear form? */
function isTame(y: Bounds, i: number): boolean {
  return y.nan[i] === 0 && y.lo[i]! > -Infinity && y.hi[i]! < Infinity && y.errors?.[i] !== Infinity
}

function throughAffine(
  operation: OperationOf<'affine'>,
  plan: AffinePlan,
  L: Float64Array,
  errors: Float64Array,
  into: Float64Array,
): number {
  const { bias, positions, window, filters, groups } = operation
  const { kernel, terms, runs } = plan
  const { rows, weights } = terms
  let constant = 0
  for (let p = 0; p < positions; p++) {
    const g = groups === 1 ? 0 : p % groups
    let count = 0
    const at = p * filters
    // Without branches: signs and zeros are as good as random.
    for (let f = 0; f < filters; f++) {
      const c = L[at + f]!
      weights[count] = c
      rows[count] = g * filters + f
      count += c === 0 ? 0 : 1
      constant += Math.abs(c) * errors[at + f]!
    }
    if (bias !== null) for (let f = 0; f < filters; f++) constant += L[at + f]! * bias[g * filters + f]!
    if (count === 0) continue
    const run = runs[p]!
    if (run >= 0) addRows(kernel, terms, count, into, run)
    else {
      const { taps, sums } = plan
      sums.fill(0)
      addRows(kernel, terms, count, sums, 0)
      for (let k = 0; k < window; k++) {
        const tap = taps[p * window + k]!
        if (tap >= 0) into[tap]! += sums[k]!
      }
    }
  }
  return constant
}

function throughLines({ lower, upper }: Lines, L: Float64Array, into: Float64Array): number {
  const { slope: slopeAbove, intercept: interceptAbove } = upper
  const { slope: slopeBelow, intercept: interceptBelow } = lower
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    // What is positive of it and what is negative, both exact; faster than Math.max, which looks out for -0.
    const c = L[i]!
    const size = Math.abs(c)
    const above = (c + size) / 2
    const below = (c - size) / 2
    into[i]! += above * slopeAbove[i]! + below * slopeBelow[i]!
    constant += above * interceptAbove[i]! + below * interceptBelow[i]!
  }
  return constant
}

/** The same where lines may be at infinity: a coefficient of 0 asks for none. */
function throughWildLines({ lower, upper }: Lines, L: Float64Array, into: Float64Array): number {
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c === 0) continue
    const { slope, intercept } = c > 0 ? upper : lower
    into[i]! += c * slope[i]!
    constant += c * intercept[i]!
  }
  return constant
}

function throughGather({ taps }: OperationOf<'gather'>, y: Bounds, L: Float64Array, into: Float64Array): number {
  let lost = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    const tap = taps[i]!
    if (c === 0 || tap < 0) continue
    into[tap]! += c
    lost += Math.abs(c) * Math.max(-y.lo[i]!, y.hi[i]!)
  }
  return margin * lost
}

/** A maximum is no less than any of its numbers: than the one that is largest for sure; and no more where that one is the largest for sure. */
function throughExtremum(
  { taps, window, mode }: OperationOf<'extremum'>,
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
      constant += Math.abs(c) * (margin * Math.max(-x.lo[best]!, x.hi[best]!) + 2 * FLOAT32_MIN_NORMAL)
    } else constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
  }
  return constant
}

/** The number of a window with the largest lower bound (of a minimum, the least upper bound); -1 if it has no finite bounds. */
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

function asConstants(y: Bounds, L: Float64Array): number {
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c !== 0) constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
  }
  return constant
}
