import type { OutputSet } from '../set.ts'

/** How a linear form of the outputs compares with a bound. */
export type Relation = '>=' | '>' | '<=' | '<'

/** What a set says of all the numbers of a row's output together, before it is known how many there are. */
export type Formula =
  | {
      readonly kind: 'linear'
      readonly coefficients: readonly number[]
      readonly relation: Relation
      readonly bound: number
    }
  | { readonly kind: 'argmax'; readonly output: number }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Formula[] }

/** A set of rows of output numbers: what a claim makes of it are `margins` of such rows. */
export interface LinearSet extends OutputSet {
  readonly formula: Formula
}

/** The set of margins that a formula stands for: 0 and above, without the 0 where any comparison is strict. */
export function linearSet(formula: Formula, description: string): LinearSet {
  return { lo: 0, hi: Infinity, open: { lo: hasRelation(formula, isStrict), hi: false }, description, formula }
}

export function isStrict(relation: Relation): boolean {
  return relation === '>' || relation === '<'
}

/** Does any comparison have such a relation? */
export function hasRelation(formula: Formula, is: (relation: Relation) => boolean): boolean {
  if (formula.kind === 'linear') return is(formula.relation)
  return formula.kind === 'argmax' ? is('>') : formula.of.some((one) => hasRelation(one, is))
}
