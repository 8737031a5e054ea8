import type { Claim, Status, Verdict } from 'overshoot'
import type { FigureTable, Statement } from '../src/report/page/reportData.ts'

/** Something that people say, the claims that decide it, and what to say about it once they have. */
export interface StatementRule {
  /** Names it in links. */
  readonly id: string
  readonly text: string
  /** The claims whose truth it asserts, or denies where `holds` is false. */
  readonly says: readonly { readonly claim: Claim; readonly holds: boolean }[]
  /** Claims that its explanation rests on besides. */
  readonly also?: readonly Claim[]
  /** The explanation, which is true only with this status and with every claim of it decided as expected. */
  readonly explained: {
    readonly status: Status
    reason(verdictOf: (claim: Claim) => Verdict): string
    instead?(verdictOf: (claim: Claim) => Verdict): string
  }
  readonly tables?: readonly FigureTable[]
}

/**
 * What the verdicts make of it: refuted where one contradicts what it says, proved where all agree, else as little
 * decided as the claims are. Where that is not what the explanation is for, the deciding verdicts' own reasons stand in
 * its place.
 */
export function decideStatement(rule: StatementRule, verdicts: readonly Verdict[]): Statement {
  const { id, text, says, also = [], explained, tables } = rule
  const find = ({ name }: Claim): Verdict | undefined => verdicts.find((verdict) => verdict.claim === name)
  const verdictOf = (claim: Claim): Verdict => find(claim)!
  const agreement = new Set(says.map(({ claim, holds }) => agrees(find(claim)?.status, holds)))
  const status = agreement.has('refuted') ? 'refuted' : agreement.has('survived') ? 'survived' : 'proved'
  const evidence = [...says.map(({ claim }) => claim), ...also]
  const applies = status === explained.status && evidence.every((claim) => find(claim)?.passed)
  return {
    id,
    text,
    status,
    reason: applies ? explained.reason(verdictOf) : plainly(says.map(({ claim }) => [claim.name, find(claim)])),
    ...(applies && explained.instead && { instead: explained.instead(verdictOf) }),
    evidence: evidence.map(({ name }) => name),
    ...(tables && { tables }),
  }
}

function agrees(status: Status | undefined, holds: boolean): 'proved' | 'refuted' | 'survived' {
  if (status === 'proved') return holds ? 'proved' : 'refuted'
  if (status === 'refuted') return holds ? 'refuted' : 'proved'
  return 'survived'
}

function plainly(verdicts: readonly [name: string, verdict: Verdict | undefined][]): string {
  return verdicts
    .map(([name, verdict]) => `${name}: ${verdict ? `${verdict.status}, ${verdict.reason}` : 'not decided'}.`)
    .join(' ')
}
