import type { Network } from '../../network/network.ts'
import type { Bounds } from '../../numeric/bounds.ts'
import { readBounds } from '../intervals/boundOperation.ts'
import { checkTime } from '../../timeUp.ts'
import type { Region } from '../region.ts'
import type { Lines } from '../../operations/elementwise/lines.ts'
import { maximize } from './maximize.ts'
import { rulesOf } from '../../operations/index.ts'
import { addConstants } from '../../operations/step.ts'
import { clear, type Forms, row } from '../../forms/forms.ts'
import { formsOf, type Workspace, workspaceOf } from './workspace.ts'

/** What is known of a network on a region, operation by operation, when a backward pass begins. */
export interface Relaxation {
  readonly network: Network
  readonly region: Region
  /** Bounds of every operation's results so far. */
  readonly bounds: Bounds[]
  /** Operations none of whose results may be infinite or NaN, or has an error without bound: the usual case. */
  readonly tame: boolean[]
  /**
   * Of affine operations: how far each float32 result is at most from the exact value at the float32 numbers that it
   * read; 0 where nothing is known.
   */
  readonly errors: (Float64Array | undefined)[]
  /** Of elementwise operations. */
  readonly lines: (Lines | undefined)[]
  /** 1 for results that a form may have a coefficient of; missing where all may. */
  readonly used: (Uint8Array | undefined)[]
  /**
   * Coefficients of each operation's results, left behind by the last `upperBound`; but for the output's made when
   * first needed.
   */
  readonly coefficients: (Float64Array | undefined)[]
  /**
   * Lagrange multipliers, none negative, of the region's phases, in their order (Wang et al. 2021, Beta-CROWN): a read
   * whose phase is fixed may be added to what is bounded, times any number of its sign. Missing ones are 0.
   */
  readonly multipliers: number[]
  /** On the clock of `performance.now()`: passes that begin later throw TimeUp. */
  readonly until: number
}

/**
 * An upper bound of `sum coefficient[i] y[i]`, y being the results of operation `from`, by substitution backwards
 * (Singh et al. 2019, An Abstract Domain for Certifying Neural Networks; Zhang et al. 2018): each operation's results
 * are replaced by a linear form of what it reads, plus a constant, that is no less. It starts with what is in
 * `coefficients[from]`, which it leaves alone; those of all earlier operations become those of the pass, so those of
 * the inputs show what the bound hangs on.
 *
 * Float32's errors enter as constants: |coefficient| times the affine operation's error. That error is made for two
 * roundings of float32 more than there are, which pays for the float64 arithmetic here: a coefficient adds up n
 * products with a relative error below n 2^-53, against 2^-23 of |coefficient| sum |weight| |x|.
 */
export function upperBound(relaxation: Relaxation, from: number): number {
  const { network, coefficients, until } = relaxation
  checkTime(until)
  const space = workspaceOf(network)
  row(formsOf(space, network, from, 1), 0).set(coefficients[from]!)
  const touched = substitute(relaxation, space, from, 1)
  for (let index = 0; index < from; index++) {
    if (touched[index] === 1)
      (coefficients[index] ??= new Float64Array(network.operations[index]!.size)).set(
        row(formsOf(space, network, index, 1), 0),
      )
    else coefficients[index]?.fill(0)
  }
  return boundAt(space, 0)
}

/** One result of an operation, from above (sign 1), or its negative (-1). */
export interface Unit {
  readonly index: number
  readonly sign: 1 | -1
}

/**
 * Upper bounds of `sign * y[index]` for each unit, as `upperBound`, many in one pass; `coefficients` are left as they
 * are.
 */
export function upperBounds(relaxation: Relaxation, from: number, units: readonly Unit[]): Float64Array {
  const space = workspaceOf(relaxation.network)
  const bounds = new Float64Array(units.length)
  for (let first = 0; first < units.length; first += space.rows) {
    checkTime(relaxation.until)
    const rows = Math.min(space.rows, units.length - first)
    const forms = formsOf(space, relaxation.network, from, rows)
    clear(forms)
    const own = units.slice(first, first + rows)
    for (const [r, { index, sign }] of own.entries()) row(forms, r)[index] = sign
    const places = own.map(({ index }) => index)
    substitute(relaxation, space, from, rows, places)
    for (let r = 0; r < rows; r++) bounds[first + r] = boundAt(space, r)
  }
  return bounds
}

/** Coefficients or sums past float64 say nothing, neither NaN nor -Infinity. */
function boundAt({ kernel, constants }: Workspace, r: number): number {
  const bound = kernel.numbers[constants / 8 + r]!
  return Number.isFinite(bound) ? bound : Infinity
}

/**
 * Takes the first `rows` forms of `from` back to the inputs, and leaves their bounds in `constants`. Returns 1 for each
 * operation on the way.
 */
function substitute(
  relaxation: Relaxation,
  space: Workspace,
  from: number,
  rows: number,
  places?: readonly number[],
): Uint8Array {
  const { network, region, bounds, tame, errors, lines, used } = relaxation
  const touched = new Uint8Array(from + 1)
  const touch = (index: number): Forms => {
    const forms = formsOf(space, network, index, rows)
    if (touched[index] === 0) clear(forms)
    touched[index] = 1
    return forms
  }
  touched[from] = 1
  space.kernel.numbers.fill(0, space.constants / 8, space.constants / 8 + rows)
  for (let index = from; index >= 0; index--) {
    if (index < from) addMultipliers(relaxation, index, touch)
    if (touched[index] === 0) continue
    const operation = network.operations[index]!
    const forms = formsOf(space, network, index, rows)
    if (operation.kind === 'input') {
      addConstants(space, forms, (L) => maximize(region.boxes[operation.input]!, L))
      continue
    }
    if (!tame[index]!) addConstants(space, forms, (L) => cutWild(L, bounds[index]!, index === from))
    const into = openReads(space, network, operation.reads, touch, rows)
    rulesOf(operation).substitute(operation, {
      forms,
      into,
      scratch: space,
      y: bounds[index]!,
      x: () => readBounds(operation, bounds),
      isTame: tame[index]!,
      errors: errors[index],
      lines: lines[index],
      used: index === from ? undefined : used[index],
      places: index === from ? places : undefined,
      weights: () => space.weightsAt(index),
    })
    shareOut(space, network, operation.reads, into)
  }
  return touched
}

function addMultipliers(
  { network, region, multipliers }: Relaxation,
  index: number,
  touch: (index: number) => Forms,
): void {
  for (const [k, multiplier] of multipliers.entries()) {
    const { operation, index: i, sign } = region.phases[k]!
    if (network.operations[operation]!.reads[0]! !== index || multiplier === 0) continue
    const forms = touch(index)
    for (let r = 0; r < forms.rows; r++) row(forms, r)[i]! += sign * multiplier
  }
}

/**
 * Where coefficients of what is read are added up: those of the one read, or one flat row for all of several, shared
 * out later.
 */
function openReads(
  space: Workspace,
  { operations }: Network,
  reads: readonly number[],
  touch: (index: number) => Forms,
  rows: number,
): Forms {
  const all = reads.map(touch)
  if (all.length === 1) return all[0]!
  const size = reads.reduce((sum, read) => sum + operations[read]!.size, 0)
  const flat = { ...space.flat, numbers: space.kernel.numbers, size, rows }
  clear(flat)
  return flat
}

function shareOut(space: Workspace, network: Network, reads: readonly number[], flat: Forms): void {
  if (reads.length === 1) return
  let first = 0
  for (const read of reads) {
    const forms = formsOf(space, network, read, flat.rows)
    for (let r = 0; r < flat.rows; r++) {
      const from = row(flat, r)
      const into = row(forms, r)
      for (let i = 0; i < forms.size; i++) into[i]! += from[first + i]!
    }
    first += forms.size
  }
}

/**
 * A result that may be infinite or NaN, or whose error has no bound, has no linear form: its bound is a constant
 * (Infinity for NaN), and its coefficient 0. The coefficients that the pass began with are the caller's: none of them
 * may be cut.
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
