import type { OutputSet } from '../set.ts'
import { type Formula, hasRelation, isStrict } from './formula.ts'

/** A set of rows of output numbers: what a claim makes of it are `margins` of such rows. */
export interface LinearSet extends OutputSet {
  readonly formula: Formula
}

/** The set of margins that a formula stands for: 0 and above, without the 0 where any comparison is strict. */
export function linearSet(formula: Formula, description: string): LinearSet {
  return { lo: 0, hi: Infinity, open: { lo: hasRelation(formula, isStrict), hi: false }, description, formula }
}
