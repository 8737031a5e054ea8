import type { BackendName } from '../../backend/name.ts'
import type { Status, Verdict } from '../../claim/verdict.ts'

/** What is on record of one claim: a later verdict that knows less, or that fails where this one did not, is a regression. */
export interface Recorded {
  readonly claim: string
  /** What it said: a claim that says something else now cannot be compared. */
  readonly holds: string
  /** Over which inputs, in words, by name. */
  readonly domains: Readonly<Record<string, string>>
  readonly expect?: 'refuted'
  readonly demand?: 'proof'
  readonly status: Status
  readonly certified: readonly [lo: number, hi: number]
  readonly nan: Verdict['nan']
  /** Ids of stored counterexamples that fail no more: they must not come back. */
  readonly fixed: readonly string[]
  readonly backend: BackendName
}

/** What was known of a suite's claims at one time, in the order of the claims. */
export type Baseline = readonly Recorded[]

/** What verdicts put on record. */
export function baselineOf(verdicts: readonly Verdict[]): Baseline {
  return verdicts.map(({ claim, holds, domains, expect, demand, status, certified, nan, fixed = [], backend }) => ({
    claim,
    holds,
    domains: Object.fromEntries(Object.entries(domains).map(([name, { description }]) => [name, description])),
    ...(expect && { expect }),
    ...(demand && { demand }),
    status,
    certified,
    nan,
    fixed: [...fixed].sort(),
    backend,
  }))
}
