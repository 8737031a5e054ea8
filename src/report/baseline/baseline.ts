import type { BackendName } from '../../backend/name.ts'
import type { Status, Verdict } from '../../claim/verdict.ts'
import { defined } from '../../defined.ts'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'

/**
 * A verdict, and where its claim is stated if names do not tell claims apart: in vitest two files may use the same one.
 */
export interface PlacedVerdict extends Verdict {
  readonly place?: string
}

/**
 * What is on record of one claim: a later verdict that knows less, or that fails where this one did not, is a
 * regression.
 */
export interface Recorded {
  readonly claim: string
  /** See `PlacedVerdict`; none where the name is enough. */
  readonly place?: string
  /** What it said: a claim that says something else now cannot be compared. */
  readonly holds: string
  /** Over which inputs, in words, by name. */
  readonly domains: Readonly<Record<string, string>>
  readonly expect?: 'refuted'
  readonly demand?: 'proof'
  /** The share of cases that each label demands; none also where no case was tried. */
  readonly cover?: Readonly<Record<string, number>>
  readonly status: Status
  readonly certified: readonly [lo: number, hi: number]
  readonly nan: Verdict['nan']
  /** Ids of stored counterexamples that fail no more: they must not come back. */
  readonly fixed: readonly string[]
  readonly backend: BackendName
}

/** What was known of a suite's claims at one time, by name and place; no two have both in common. */
export type Baseline = readonly Recorded[]

/** What verdicts put on record. @throws BASELINE_AMBIGUOUS for two claims that nothing tells apart */
export function baselineOf(verdicts: readonly PlacedVerdict[]): Baseline {
  checkDistinct(verdicts)
  return verdicts.map(recordOf).sort(byNameAndPlace)
}

/**
 * @throws BASELINE_AMBIGUOUS for two claims of one name and place: one would be compared with what is on record of the
 * other
 */
export function checkDistinct(claims: readonly Pick<Recorded, 'claim' | 'place'>[]): void {
  const seen = new Set<string>()
  for (const one of claims) {
    if (seen.has(keyOf(one)))
      throw new OvershootError(
        'BASELINE_AMBIGUOUS',
        `baseline: expected claims that names tell apart, received ${brief(JSON.stringify(one.claim))} twice` +
          `${one.place === undefined ? '' : ` in ${brief(one.place)}`}`,
      )
    seen.add(keyOf(one))
  }
}

/** By code units: the order must not depend on the machine's language. */
export function byNameAndPlace(a: Pick<Recorded, 'claim' | 'place'>, b: Pick<Recorded, 'claim' | 'place'>): number {
  return compare(a.claim, b.claim) || compare(a.place ?? '', b.place ?? '')
}

/** What one verdict puts on record. */
export function recordOf(verdict: PlacedVerdict): Recorded {
  const { claim, place, holds, domains, expect, demand, coverage = [], status, certified, nan, backend } = verdict
  const described = Object.entries(domains).map(([name, { description }]) => [name, description] as const)
  const cover = coverage.filter(({ demanded }) => demanded > 0).map(({ label, demanded }) => [label, demanded] as const)
  return {
    claim,
    ...defined({ place }),
    holds,
    domains: sorted(described),
    ...defined({ expect, demand, cover: cover.length > 0 ? sorted(cover) : undefined }),
    status,
    certified: [...certified],
    nan,
    // A belief known to be false is to have counterexamples.
    fixed: expect === 'refuted' ? [] : [...(verdict.fixed ?? [])].sort(),
    backend,
  }
}

function sorted<Value>(entries: readonly (readonly [name: string, value: Value])[]): Record<string, Value> {
  return Object.fromEntries([...entries].sort(([a], [b]) => compare(a, b)))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}

function keyOf({ claim, place }: Pick<Recorded, 'claim' | 'place'>): string {
  return JSON.stringify([claim, place])
}
