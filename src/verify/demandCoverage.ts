import type { Coverage } from '../claim/cover.ts'
import { coverageOf } from '../search/countCoverage.ts'
import type { Case, Decision } from './decision.ts'

/**
 * Takes the coverage that a claim demands into account: one that merely survived its search, where the search did not
 * reach a demanded share, is vacuous. What does not rest on the search's reach stands whatever it covered: a proof by
 * bounds, a witness, a counterexample.
 */
export function demandCoverage({ claim, counted }: Case, decision: Decision): Decision {
  const coverage = coverageOf(claim, counted)
  if (coverage === undefined) return decision
  const missed = coverage.filter(({ met }) => !met)
  if (decision.status !== 'survived' || missed.length === 0) return { ...decision, coverage }
  return { ...decision, coverage, status: 'vacuous', reason: [...missed.map(describe), decision.reason].join('; ') }
}

function describe({ label, share, demanded, cases }: Coverage): string {
  const count = Math.round(share * cases)
  return `${count === 0 ? 'none' : `only ${count}`} of ${cases} random cases are "${label}", a share of ${demanded} is demanded`
}
