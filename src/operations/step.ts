import type { Bounds } from '../numeric/bounds.ts'
import { type Forms, row, type Scratch } from '../forms/forms.ts'
import type { Lines } from './elementwise/lines.ts'

/** Where a kernel's memory holds what an affine operation weighs numbers with: addresses in bytes. */
export interface LoadedWeights {
  /** A row for each of its filters, of `padded(window)` numbers. */
  readonly rows: number
  /** The steps of its taps, one pattern after the other. */
  readonly steps: number
}

/** One step of a backward pass: linear forms of an operation's results become forms of what it reads. */
export interface Step {
  /** Coefficients of the results, a form a row. */
  readonly forms: Forms
  /** Where coefficients of what is read are added up, all reads one after the other. */
  readonly into: Forms
  readonly scratch: Scratch
  /** Bounds of the results, and of what is read. */
  readonly y: Bounds
  x(): Bounds
  /** May no result be infinite or NaN, nor have an error without bound? The coefficients of those that may be are 0. */
  readonly isTame: boolean
  /**
   * Of affine operations: how far each result is at most from the exact value; undefined where nothing is known of how
   * it is computed.
   */
  readonly errors: Float64Array | undefined
  /** Of elementwise operations. */
  readonly lines: Lines | undefined
  /** 1 for results that a form may have a coefficient of; undefined where all may. */
  readonly used: Uint8Array | undefined
  /** Where each form has one coefficient only: its place. */
  readonly places: readonly number[] | undefined
  /** Of an affine operation. */
  weights(): LoadedWeights
}

/**
 * Float64 arithmetic on numbers that are moved or added up where several operations read them loses less than this
 * share of them.
 */
export const moved: number = 2 ** -40

/** Adds to the constant of each form what `of` makes of its coefficients. */
export function addConstants(
  { kernel, constants }: Scratch,
  forms: Forms,
  of: (L: Float64Array, r: number) => number,
): void {
  for (let r = 0; r < forms.rows; r++) kernel.numbers[constants / 8 + r]! += of(row(forms, r), r)
}

/** The step of results that have no linear form: all that is known of them is their own bounds. */
export function substituteBounds(_operation: unknown, step: Step): void {
  addConstants(step.scratch, step.forms, (L) => asConstants(step.y, L))
}

function asConstants(y: Bounds, L: Float64Array): number {
  let constant = 0
  for (let i = 0; i < L.length; i++) {
    const c = L[i]!
    if (c !== 0) constant += c > 0 ? c * y.hi[i]! : c * y.lo[i]!
  }
  return constant
}
