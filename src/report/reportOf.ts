import type { Verdict } from '../claim/verdict.ts'
import type { ReportData } from './page/reportData.ts'

/** What a page shows of verdicts alone, and what is known beside them. */
export function reportOf(verdicts: readonly Verdict[], known: Omit<Partial<ReportData>, 'verdicts'> = {}): ReportData {
  const backends = [...new Set(verdicts.map(({ backend }) => backend))].join(', ')
  return { title: 'Overshoot report', backend: backends === '' ? 'none' : backends, ...known, verdicts }
}
