import { type Baseline, byNameAndPlace, checkDistinct, type PlacedVerdict, type Recorded } from './baseline.ts'
import type { Change, Comparison } from './change.ts'
import { compareClaim } from './compareClaim.ts'
import { defined } from '../../defined.ts'
import { pairClaims } from './pairClaims.ts'

export interface CompareOptions {
  /** How far a certified range may reach past the recorded one, as a share of its width. */
  readonly growth: number
  /**
   * False where claims on record may have been left out on purpose: that they have no verdict says nothing then.
   * Default true.
   */
  readonly complete?: boolean
  /** Why a claim on record has no verdict, where that is known. */
  readonly whyGone?: (claim: Recorded) => string | undefined
}

/**
 * What verdicts have become against a baseline. Worse are: a claim that is gone or says something else, a status that
 * tells less or fails, NaN that is ruled out no more, a certified range that has grown, a counterexample that was fixed
 * and fails again, and a new claim that fails. The order of the verdicts is no matter.
 * @throws BASELINE_AMBIGUOUS for two claims that nothing tells apart
 */
export function compareBaseline(
  baseline: Baseline,
  verdicts: readonly PlacedVerdict[],
  { growth, complete = true, whyGone }: CompareOptions,
): Comparison {
  checkDistinct(verdicts)
  const { pairs, gone, added } = pairClaims(baseline, verdicts, complete)
  const compared = pairs.map(({ before, now }) => ({ before, now, ...compareClaim(before, now, growth) }))
  const missing = complete ? gone.map((one) => disappeared(one, verdicts, whyGone?.(one))) : []
  const changes = [...compared.flatMap((one) => one.changes), ...missing, ...added.map(newClaim)]
  const unseen = compared.flatMap((one) => one.unseen)
  const others = compared.filter(({ before, now }) => before.backend !== now.backend)
  return {
    changes: changes.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || byNameAndPlace(a, b)),
    tolerated: compared
      .filter((one) => one.tolerated)
      .map(({ now }) => now.claim)
      .sort(),
    notes: [
      ...(!complete && gone.length > 0 ? [`${gone.length} of ${claims(baseline.length)} on record did not run`] : []),
      ...(others.length > 0
        ? [
            `${claims(others.length)} recorded on ${backends(others.map(({ before }) => before))}, decided on ${backends(others.map(({ now }) => now))}`,
          ]
        : []),
      ...(unseen.length > 0 ? [`fixed when recorded, not replayed now: ${unseen.sort().join(', ')}`] : []),
    ],
  }
}

const kinds: readonly Change['kind'][] = ['worse', 'better', 'new']

function disappeared({ claim, place, status }: Recorded, verdicts: readonly PlacedVerdict[], why?: string): Change {
  const namesakes = verdicts.filter((one) => one.claim === claim).length
  const otherwise =
    namesakes === 0
      ? 'no claim of this name was decided'
      : `${namesakes} other claims have its name: which of them it is cannot be told`
  return {
    claim,
    ...defined({ place }),
    kind: 'worse',
    what: 'claim',
    from: status,
    to: 'gone',
    why: why ?? otherwise,
  }
}

function newClaim({ claim, place, status, passed, reason }: PlacedVerdict): Change {
  const of = { claim, ...defined({ place }), what: 'claim', to: status }
  return passed
    ? { ...of, kind: 'new', why: reason }
    : { ...of, kind: 'worse', from: 'not on record', why: `a new claim that fails: ${reason}` }
}

function claims(count: number): string {
  return `${count} ${count === 1 ? 'claim' : 'claims'}`
}

function backends(of: readonly { readonly backend: string }[]): string {
  return [...new Set(of.map(({ backend }) => backend))].sort().join(' and ')
}
