import { explainVerdict } from '../../claim/explainVerdict.ts'
import type { Verdict } from '../../claim/verdict.ts'
import { defined } from '../../defined.ts'
import { appendSummary, terminalTable, toJson, type VerdictFile, wantsColour } from '../../report/index.ts'
import { checkDistinct } from '../../report/baseline/baseline.ts'
import { formatBaseline } from '../../report/baseline/formatBaseline.ts'
import { type Gate, passGate } from '../../report/baseline/gate.ts'
import type { ReportData } from '../../report/page/reportData.ts'
import type { Failed } from './decideAll.ts'
import { codeOf, describeError, isMendable, messageOf } from '../terminal/describeError.ts'
import { exitCodeAgainst, exitCodeFor, exitCodes, type ExitCode } from '../exitCodes.ts'
import type { Io, Output } from '../terminal/io.ts'
import { forPeople, writeJson } from '../terminal/places.ts'
import type { OptionValues } from '../options/optionTable.ts'

/** What there is to tell. */
export interface Told {
  readonly verdicts: readonly Verdict[]
  /** Claims that came to none, if any. */
  readonly failed?: readonly Failed[]
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

/**
 * Reports: the table and what fails for people, what has changed since the baseline, then JSON, the summary of a GitHub
 * job and the page, where they are wanted. An interrupted run writes nothing but the table, and is compared with
 * nothing; one with claims that came to no verdict writes JSON, with the errors, and the summary.
 * @throws FILE_UNWRITABLE, BASELINE_AMBIGUOUS, and what collecting the page meets
 */
export async function tellVerdicts(told: Told, options: OptionValues, io: Io): Promise<ExitCode> {
  const { html, strict = false } = options
  const { verdicts, failed = [], gate } = told
  if (gate) checkDistinct(verdicts)
  const out = forPeople(options, io)
  const colour = wantsColour(out, io.environment)
  tellTable(told, out, colour)
  for (const one of failed) io.stderr.write(describeError(one.error, one.claim))
  if (io.signal?.aborted) {
    const files = html === undefined ? 'no JSON was' : 'neither JSON nor a page was'
    const compared = gate ? `; nothing was compared with ${gate.file}` : ''
    io.stderr.write(`overshoot: interrupted: claims are missing above, and ${files} written${compared}\n`)
    return exitCodes.interrupted
  }
  if (failed.length > 0) return tellFailed(told, failed, options, io)
  const after = told.after?.()
  if (after !== undefined) out.write(`\n${after}\n`)
  const passed = gate && (await passGate(gate, verdicts))
  const baseline = passed?.report
  if (gate && baseline)
    out.write(`\n${formatBaseline(baseline, { columns: out.columns ?? 100, colour, howToUpdate: gate.howToUpdate })}\n`)
  await write({ verdicts, ...defined({ baseline }), ...told.json?.() }, options, io)
  if (html !== undefined) {
    const { writePage } = await import('../../report/writePage.ts')
    const data = { ...(await told.page()), ...defined({ baseline }) }
    if (io.signal?.aborted) return exitCodes.interrupted
    await writePage(html, data)
    out.write(`\npage: ${html}\n`)
  }
  return passed ? exitCodeAgainst(passed, { strict }) : exitCodeFor(verdicts, { strict })
}

/** The table, what fails, and where what was found is kept; no table where there is nothing to put into it. */
function tellTable({ verdicts, failed = [], kept }: Told, out: Output, colour: boolean): void {
  if (verdicts.length > 0 || failed.length === 0)
    out.write(`${terminalTable(verdicts, { columns: out.columns ?? 100, colour, explained: true })}\n`)
  for (const verdict of verdicts.filter(({ passed }) => !passed)) out.write(`\n${explainVerdict(verdict)}\n`)
  if (kept !== undefined) out.write(`\n${kept}\n`)
}

/**
 * Writes what stays true of a run of which verdicts are missing, and says what is not done: what is missing would look
 * like what is gone.
 */
async function tellFailed(
  { verdicts, gate }: Told,
  failed: readonly Failed[],
  options: OptionValues,
  io: Io,
): Promise<ExitCode> {
  const undone = [
    ...(gate ? [`nothing was compared with ${gate.file}`] : []),
    ...(options.html === undefined ? [] : [`no page was written to ${options.html}`]),
  ]
  const claims = failed.length === 1 ? '1 claim' : `${failed.length} claims`
  io.stderr.write(`overshoot: ${[`${claims} came to no verdict`, ...undone].join('; ')}\n`)
  const errors = failed.map(({ claim, error }) => ({ claim, code: codeOf(error), message: messageOf(error) }))
  await write({ verdicts, errors }, options, io)
  return failed.every(({ error }) => isMendable(error)) ? exitCodes.unusable : exitCodes.internal
}

/** Writes JSON and the summary of a GitHub job, where they are wanted. */
async function write(file: VerdictFile, options: OptionValues, io: Io): Promise<void> {
  if (options.json !== undefined) await writeJson(toJson(file), options, io)
  const warning = await appendSummary(io.environment, file)
  if (warning !== undefined) io.stderr.write(`overshoot: ${warning}\n`)
}
