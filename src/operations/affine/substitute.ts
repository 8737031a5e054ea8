import { clear, type Forms } from '../../forms/forms.ts'
import { type Kernel, padded } from '../../forms/kernel.ts'
import { type Step, substituteBounds } from '../step.ts'
import type { AffineOperation } from './affineOperation.ts'
import { runsOf } from './runs.ts'
import { startAt, stepsAt } from './taps.ts'

/** Takes forms of an affine operation's results to what it reads, and adds its biases and errors to the constants. */
export function substituteAffine(operation: AffineOperation, step: Step): void {
  const { forms, errors, used, places } = step
  // Without errors nothing is known of how its kernel computes.
  if (errors === undefined) {
    substituteBounds(operation, step)
    return
  }
  absorb(operation, step, errors)
  const windows = openWindows(operation, step)
  const { positions, filters } = operation
  if (places !== undefined) {
    for (const [r, place] of places.entries()) {
      const f = place % filters
      setTerm(windows, 0, (place - f) / filters, f)
      addTerms(windows, (place - f) / filters, 1, r, 1)
    }
    return
  }
  for (let p = 0; p < positions; p++) {
    let count = 0
    for (let f = 0; f < filters; f++) {
      const column = p * filters + f
      if (used === undefined ? isUsed(forms, column) : used[column] === 1) setTerm(windows, count++, p, f)
    }
    if (count > 0) addTerms(windows, p, count, 0, forms.rows)
  }
}

function absorb(
  { bias, filters, groups, positions }: AffineOperation,
  { forms, scratch: { kernel, constants, lines } }: Step,
  errors: Float64Array,
): void {
  const length = padded(forms.size)
  const [offsets, sizes] = [lines / 8, lines / 8 + length]
  const { numbers } = kernel
  numbers.fill(0, offsets, sizes + length)
  numbers.set(errors, sizes)
  if (bias !== null)
    for (let p = 0; p < positions; p++) {
      const g = groups === 1 ? 0 : p % groups
      for (let f = 0; f < filters; f++) numbers[offsets + p * filters + f] = bias[g * filters + f]!
    }
  kernel.absorb(constants, forms.address, forms.stride, forms.rows, length, lines, lines + 8 * length)
}

/** What all windows of one operation have in common. */
interface Windows {
  readonly operation: AffineOperation
  readonly kernel: Kernel
  readonly forms: Forms
  readonly into: Forms
  /** Where sums are added up that have to be scattered. */
  readonly sums: Forms
  readonly runs: Int32Array
  /** Bytes: the lists of the terms, the weights, and the steps of the windows. */
  readonly columns: number
  readonly addresses: number
  readonly weights: number
  readonly steps: number
  /** Numbers in a row of weights. */
  readonly length: number
}

function openWindows(operation: AffineOperation, { forms, into, scratch, weights }: Step): Windows {
  const { kernel, columns, addresses, sums } = scratch
  const { window } = operation
  return {
    operation,
    kernel,
    forms,
    into,
    sums: { address: sums.address, stride: sums.stride, numbers: kernel.numbers, size: window, rows: forms.rows },
    runs: runsOf(operation),
    columns,
    addresses,
    weights: weights().rows,
    steps: weights().steps,
    length: padded(window),
  }
}

/** Term `n` of what is added up next: filter `f` at position `p`. */
function setTerm(
  { operation, kernel: { integers }, columns, addresses, weights, length }: Windows,
  n: number,
  p: number,
  f: number,
): void {
  const { filters, groups } = operation
  const g = groups === 1 ? 0 : p % groups
  integers[columns / 4 + n] = 8 * (p * filters + f)
  integers[addresses / 4 + n] = weights + 8 * length * (g * filters + f)
}

/** Adds the first `count` terms up to the window of position `p`, for `rows` forms from `first` on. */
function addTerms(windows: Windows, p: number, count: number, first: number, rows: number): void {
  const { kernel, forms, into, sums, runs, columns, addresses, length, operation } = windows
  const from = forms.address + first * forms.stride
  const run = runs[p]!
  if (run >= 0) {
    const to = into.address + first * into.stride + 8 * run
    kernel.multiply(to, into.stride, from, forms.stride, rows, columns, addresses, count, length)
    return
  }
  clear(sums)
  kernel.multiply(sums.address, sums.stride, from, forms.stride, rows, columns, addresses, count, length)
  const { taps, window } = operation
  const to = into.address + first * into.stride + 8 * startAt(taps, p)
  kernel.scatter(to, into.stride, sums.address, sums.stride, rows, windows.steps + 4 * stepsAt(taps, p), window)
}

/** Has any form a coefficient there? */
function isUsed({ numbers, address, stride, rows }: Forms, column: number): boolean {
  let at = address / 8 + column
  for (let r = 0; r < rows; r++) {
    if (numbers[at] !== 0) return true
    at += stride / 8
  }
  return false
}
