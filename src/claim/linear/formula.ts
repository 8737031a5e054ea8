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

export function isStrict(relation: Relation): boolean {
  return relation === '>' || relation === '<'
}

/** Does any comparison have such a relation? */
export function hasRelation(formula: Formula, is: (relation: Relation) => boolean): boolean {
  if (formula.kind === 'linear') return is(formula.relation)
  return formula.kind === 'argmax' ? is('>') : formula.of.some((one) => hasRelation(one, is))
}
