import type { Claim } from '../../claim/claim.ts'
import type { Verdict } from '../../claim/verdict.ts'
import type { ClaimsData } from '../module/claimsData.ts'
import type { ReportSource } from '../page/reportParts.ts'

/** What to decide, and what else to say about it. */
export interface Subject {
  readonly claims: readonly Claim[]
  /** What states a claim, to replay its counterexamples with: the path of a module, or the command line of a check. */
  source?(claim: Claim): string
  /** Do these verdicts, of the first claims, leave nothing to ask? The others are then not decided. */
  isEnough?(verdicts: readonly Verdict[]): boolean
  /** Verdicts that are there already: shown with those of the claims, after them. */
  readonly decided?: readonly Verdict[]
  /** Printed above the verdict table. */
  readonly before?: string
  /** Printed below it. */
  after?(verdicts: readonly Verdict[]): string
  /** Stands in the JSON beside `verdicts`. */
  json?(verdicts: readonly Verdict[]): Readonly<Record<string, unknown>>
  /** The real rows that the claims are about: the page takes the letters of sequences from them. */
  readonly data?: ClaimsData | (() => ClaimsData | undefined | Promise<ClaimsData | undefined>)
  /** What a page shows beside the verdicts. */
  readonly report?: ReportSource
}
