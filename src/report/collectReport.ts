import { backendDescription } from '../backend/useBackend.ts'
import type { Claim } from '../claim/claim.ts'
import type { Verdict } from '../claim/verdict.ts'
import { defined } from '../defined.ts'
import { reportOf } from './reportOf.ts'
import { codePoints } from './page/codePoints.ts'
import type { Playground, Predictions, ReportData } from './page/reportData.ts'
import { alphabetsOf, type ClaimsData, readClaimsData } from './module/claimsData.ts'
import { collectPlayground } from './playground/collectPlayground.ts'
import { moduleUnreadable } from './module/moduleUnreadable.ts'
import { readReportParts } from './module/readReportParts.ts'
import type { ReportSource } from './module/reportParts.ts'

/** What a page is about. */
export interface PageSubject {
  readonly claims: readonly Claim[]
  /** What states a claim, for errors: the path of a module, or a command line. */
  source?(claim: Claim): string
  /** Verdicts that are there already: shown with those of the claims, after them. */
  readonly decided?: readonly Verdict[]
  /** The real rows that the claims are about: the page takes the letters of sequences from them. */
  readonly data?: ClaimsData | (() => ClaimsData | undefined | Promise<ClaimsData | undefined>)
  /** What a page shows beside the verdicts. */
  readonly report?: ReportSource
}

/**
 * All that the page shows of a subject and the verdicts on its claims (one a claim, in the same order). The backend
 * that decided must still run.
 * @throws CLAIMS_MODULE_UNREADABLE for `data` or `report` of another form, or that do not fit together
 */
export async function collectReport(subject: PageSubject, own: readonly Verdict[]): Promise<ReportData> {
  const { claims, decided = [] } = subject
  const path = (claims[0] && subject.source?.(claims[0])) ?? 'report'
  const verdicts = [...own, ...decided]
  const alphabets = alphabetsOf(await readClaimsData(subject.data, path))
  const { playground: parts = {}, ...shown } = await readReportParts(subject.report, verdicts, path)
  const playground = collectPlayground({ claims, verdicts: own, parts, alphabets, path })
  if (playground && shown.predictions) checkInputs(shown.predictions, playground, path)
  const others = decided.some(({ backend }) => own.some((one) => one.backend !== backend))
  return reportOf(verdicts, {
    ...shown,
    ...defined({
      backend: others ? undefined : backendDescription(),
      alphabets: Object.keys(alphabets).length > 0 ? alphabets : undefined,
      playground,
    }),
  })
}

/** Rows that can be tried in the playground must be such as it takes. */
function checkInputs({ inputs: rows = {} }: Predictions, { inputs }: Playground, path: string): void {
  for (const input of inputs) {
    const values = new Map(Object.entries(rows)).get(input.name) ?? []
    const fits = (value: string | number) =>
      input.kind === 'number'
        ? typeof value === 'number'
        : typeof value === 'string' &&
          codePoints(value).length === codePoints(input.start).length &&
          codePoints(value).every((letter) => codePoints(input.alphabet).includes(letter))
    const odd = values.findIndex((value) => !fits(value))
    if (odd < 0) continue
    const expected =
      input.kind === 'number' ? 'a number' : `${codePoints(input.start).length} letters out of ${input.alphabet}`
    const received = JSON.stringify(values[odd])
    throw moduleUnreadable(
      path,
      `report: predictions.inputs.${input.name}.${odd}: expected ${expected}, received ${received}`,
    )
  }
}
