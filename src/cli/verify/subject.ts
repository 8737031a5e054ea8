import type { Claim } from '../../claim/claim.ts'
import type { Verdict } from '../../claim/verdict.ts'
import type { PageSubject } from '../../report/collectReport.ts'

/** What to decide, and what else to say about it. */
export interface Subject extends PageSubject {
  /** What states a claim, to replay its counterexamples with: the path of a module, or the command line of a check. */
  source?(claim: Claim): string
  /** Do these verdicts, of the first claims, leave nothing to ask? The others are then not decided. */
  isEnough?(verdicts: readonly Verdict[]): boolean
  /** Printed above the verdict table. */
  readonly before?: string
  /** Printed below it. */
  after?(verdicts: readonly Verdict[]): string
  /** Stands in the JSON beside `verdicts`. */
  json?(verdicts: readonly Verdict[]): Readonly<Record<string, unknown>>
}
