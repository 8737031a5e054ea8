import { explainVerdict } from '../claim/explainVerdict.ts'
import type { Verdict } from '../claim/verdict.ts'
import { appendSummary, checkWritable, terminalTable, toJson, wantsColour, writeReport } from '../report/index.ts'
import { checkDistinct } from '../report/baseline/baseline.ts'
import { formatBaseline } from '../report/baseline/formatBaseline.ts'
import { type Gate, passGate } from '../report/baseline/gate.ts'
import type { ReportData } from '../report/page/reportData.ts'
import { exitCodeAgainst, exitCodeFor, exitCodes, type ExitCode } from './exitCodes.ts'
import type { Io, Output } from './io.ts'
import type { OptionValues } from './optionTable.ts'

/** What there is to tell. */
export interface Told {
  readonly verdicts: readonly Verdict[]
  /** Where what was found is kept, if anywhere. */
  readonly kept?: string | undefined
  /** What to print below them, if anything; asked only where all claims were decided. */
  after?(): string | undefined
  /** Stands in the JSON beside them. */
  json?(): Readonly<Record<string, unknown>> | undefined
  /** What to compare them with. */
  readonly gate?: Gate | undefined
  /** Asked only where a page is wanted. */
  page(): Promise<ReportData>
}

/** Where people read: with `--json -` standard output holds nothing but JSON. */
export function forPeople({ json }: OptionValues, io: Io): Output {
  return json === '-' ? io.stderr : io.stdout
}

/** Finds out before any work whether all that is to be written has a place. @throws FILE_UNWRITABLE */
export async function checkPlaces({ json, html }: OptionValues): Promise<void> {
  if (json !== undefined && json !== '-') await checkWritable(json)
  if (html !== undefined) await checkWritable(html)
}

/**
 * Reports: the table and what fails for people, what has changed since the baseline, then JSON, the summary of a GitHub job and the
 * page, where they are wanted. An interrupted run writes nothing but the table, and is compared with nothing.
 * @throws FILE_UNWRITABLE, BASELINE_AMBIGUOUS, and what collecting the page meets
 */
export async function tellVerdicts(told: Told, options: OptionValues, io: Io): Promise<ExitCode> {
  const { json, html, strict = false } = options
  const { verdicts, gate } = told
  if (gate) checkDistinct(verdicts)
  const out = forPeople(options, io)
  const colour = wantsColour(out, io.environment)
  out.write(`${terminalTable(verdicts, { columns: out.columns ?? 100, colour, explained: true })}\n`)
  for (const verdict of verdicts.filter(({ passed }) => !passed)) out.write(`\n${explainVerdict(verdict)}\n`)
  if (told.kept !== undefined) out.write(`\n${told.kept}\n`)
  if (io.signal?.aborted) {
    const files = html === undefined ? 'no JSON was' : 'neither JSON nor a page was'
    const compared = gate ? `; nothing was compared with ${gate.file}` : ''
    io.stderr.write(`overshoot: interrupted: claims are missing above, and ${files} written${compared}\n`)
    return exitCodes.interrupted
  }
  const after = told.after?.()
  if (after !== undefined) out.write(`\n${after}\n`)
  const passed = gate && (await passGate(gate, verdicts))
  const baseline = passed?.report
  if (gate && baseline)
    out.write(`\n${formatBaseline(baseline, { columns: out.columns ?? 100, colour, howToUpdate: gate.howToUpdate })}\n`)
  if (json !== undefined) {
    const text = toJson({ verdicts, ...(baseline && { baseline }), ...told.json?.() })
    await (json === '-' ? io.stdout.write(text) : writeReport(json, text))
  }
  const warning = await appendSummary(io.environment, verdicts, baseline)
  if (warning !== undefined) io.stderr.write(`overshoot: ${warning}\n`)
  if (html !== undefined) {
    const { writePage } = await import('../report/writePage.ts')
    const data = { ...(await told.page()), ...(baseline && { baseline }) }
    if (io.signal?.aborted) return exitCodes.interrupted
    await writePage(html, data)
    out.write(`\npage: ${html}\n`)
  }
  return passed ? exitCodeAgainst(passed, { strict }) : exitCodeFor(verdicts, { strict })
}
