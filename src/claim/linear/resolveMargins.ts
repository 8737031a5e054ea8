import { OvershootError, unexpected } from '../../errors.ts'
import { type Formula, hasRelation, isStrict } from './formula.ts'
import { type LinearSet } from './linearSet.ts'
import type { Clause, Comparison, Margins } from './margins.ts'

/** Comparisons that the clauses of a set may have together. */
const MOST = 2 ** 16

/** What the clauses of a set are for. */
interface Resolving {
  readonly api: string
  readonly width: number
  /** Does 0 count as the least number above it where a comparison holds at 0? */
  readonly lifts: boolean
  readonly known: Map<string, Comparison>
}

/**
 * A linear set as a conjunction of clauses, disjunctions of comparisons, for rows of `width` numbers.
 * @throws ARGUMENT_INVALID for one that speaks of more or of fewer numbers, or has too many clauses
 */
export function resolveMargins(api: string, { formula }: LinearSet, width: number): Margins {
  const lifts = hasRelation(formula, isStrict) && hasRelation(formula, (relation) => !isStrict(relation))
  return { width, clauses: limited(api, clausesOf(formula, { api, width, lifts, known: new Map() })) }
}

function clausesOf(formula: Formula, resolving: Resolving): Clause[] {
  const { api } = resolving
  switch (formula.kind) {
    case 'linear':
      return [[linearComparison(formula, resolving)]]
    case 'argmax':
      return winsOver(formula.output, resolving)
    case 'all':
      return limited(api, unique(formula.of.flatMap((one) => clausesOf(one, resolving))))
    case 'any': {
      const parts = formula.of.map((one) => clausesOf(one, resolving))
      return limited(api, oneOf(parts, api))
    }
  }
}

function linearComparison(
  { coefficients, relation, bound }: Extract<Formula, { kind: 'linear' }>,
  resolving: Resolving,
): Comparison {
  const { api, width, lifts } = resolving
  if (coefficients.length !== width)
    throw unexpected({
      api,
      expected: `${width} coefficients, one for each output number`,
      name: 'coefficients.length',
      value: coefficients.length,
    })
  const sign = relation === '<' || relation === '<=' ? -1 : 1
  const terms = coefficients.map((coefficient, output) => [output, sign * coefficient] as const)
  return compare(resolving, terms, sign * bound, lifts && !isStrict(relation))
}

/** One output is greater than each other one. */
function winsOver(output: number, resolving: Resolving): Clause[] {
  const { api, width } = resolving
  if (output >= width || width < 2)
    throw unexpected({
      api,
      expected: width < 2 ? 'a model with two output numbers at least' : `an output below ${width}`,
      name: 'argmaxIs',
      value: output,
    })
  const others = Array.from({ length: width }, (_, other) => other).filter((other) => other !== output)
  return others.map((other) => {
    const terms = [[output, 1] as const, [other, -1] as const].toSorted(([a], [b]) => a - b)
    return [compare(resolving, terms, 0, false)]
  })
}

/** All of one of the parts holds: a conjunction of disjunctions again. */
function oneOf(parts: readonly (readonly Clause[])[], api: string): Clause[] {
  let all: Clause[] = [[]]
  for (const clauses of parts) {
    const most = clauses.reduce((longest, { length }) => Math.max(longest, length), 0)
    const longest = all.reduce((length, clause) => Math.max(length, clause.length), 0)
    if (all.length * clauses.length * (most + longest) > 2 * MOST) throw tooLarge(api)
    all = unique(all.flatMap((left) => clauses.map((right) => [...new Set([...left, ...right])])))
  }
  return all
}

function compare(
  { known }: Resolving,
  of: readonly (readonly [output: number, coefficient: number])[],
  bound: number,
  lifted: boolean,
): Comparison {
  const used = of.filter(([, coefficient]) => coefficient !== 0)
  const comparison: Comparison = {
    outputs: used.map(([output]) => output),
    coefficients: used.map(([, coefficient]) => coefficient),
    bound: bound + 0,
    lifted,
  }
  const key = JSON.stringify(comparison)
  if (!known.has(key)) known.set(key, comparison)
  return known.get(key)!
}

/** Comparisons are made once each, so that clauses are alike where they hold the same ones. */
function unique(clauses: readonly Clause[]): Clause[] {
  const numbers = new Map<Comparison, number>()
  const numberOf = (comparison: Comparison): number => {
    if (!numbers.has(comparison)) numbers.set(comparison, numbers.size)
    return numbers.get(comparison)!
  }
  const keyOf = (clause: Clause): string =>
    clause
      .map(numberOf)
      .sort((a, b) => a - b)
      .join()
  return [...new Map(clauses.map((clause) => [keyOf(clause), clause] as const)).values()]
}

function limited(api: string, clauses: Clause[]): Clause[] {
  if (clauses.reduce((sum, { length }) => sum + length, 0) > MOST) throw tooLarge(api)
  return clauses
}

function tooLarge(api: string): OvershootError {
  return new OvershootError(
    'ARGUMENT_INVALID',
    `${api}: the set has more than ${MOST} comparisons as a conjunction of disjunctions: state it as several claims`,
  )
}
