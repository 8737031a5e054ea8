import { describeForm } from './describeForm.ts'
import type { Clause, Comparison } from './margins.ts'

/** Clauses are spelt up to so many; of more their number is said. */
const SPELT = 8

/** What clauses say, comparison by comparison; `strict` where a margin of 0 is out. */
export function describeClauses(clauses: readonly Clause[], strict: boolean): string {
  if (clauses.flat().length > SPELT) {
    const comparisons = clauses.reduce((sum, { length }) => sum + length, 0)
    return `${clauses.length} clauses of ${comparisons} comparisons`
  }
  const texts = clauses.map((clause) => clause.map((comparison) => describe(comparison, strict)).join(' or '))
  return texts.map((text, i) => (clauses.length > 1 && clauses[i]!.length > 1 ? `(${text})` : text)).join(' and ')
}

function describe({ outputs, coefficients, bound, lifted }: Comparison, strict: boolean): string {
  const form = describeForm(outputs.map((output, i) => [output, coefficients[i]!] as const))
  return `${form} ${strict && !lifted ? '>' : '>='} ${bound}`
}
