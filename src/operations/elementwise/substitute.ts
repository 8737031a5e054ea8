import { row } from '../../forms/forms.ts'
import { padded } from '../../forms/kernel.ts'
import { addConstants, type Step } from '../step.ts'
import type { Lines } from './lines.ts'

/** Replaces each result by its line above where the coefficient is positive, by that below where it is negative. */
export function substituteElementwise(_operation: unknown, step: Step): void {
  const lines = step.lines!
  if (step.isTame) throughLines(lines, step)
  else addConstants(step.scratch, step.forms, (L, r) => throughWildLines(lines, L, row(step.into, r)))
}

/** All lines are finite. */
function throughLines({ upper, lower }: Lines, { forms, into, scratch }: Step): void {
  const { kernel, lines: at, constants } = scratch
  const length = padded(forms.size)
  const { numbers } = kernel
  const first = at / 8
  numbers.fill(0, first, first + 4 * length)
  numbers.set(upper.slope, first)
  numbers.set(upper.intercept, first + length)
  numbers.set(lower.slope, first + 2 * length)
  numbers.set(lower.intercept, first + 3 * length)
  kernel.throughLines(into.address, into.stride, forms.address, forms.stride, forms.rows, length, at, constants)
}

/**
 * The same for one form where lines may be at infinity: a coefficient of 0 asks for none. Returns what it adds to the
 * constant.
 */
export function throughWildLines({ lower, upper }: Lines, L: Float64Array, into: Float64Array): number {
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
