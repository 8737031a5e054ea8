import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Reporter, SerializedError, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node'
import type { Undecided } from '../claim/undecided.ts'
import { defined, unlessEmpty } from '../defined.ts'
import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import type { BaselineReport } from '../report/baseline/change.ts'
import { formatBaseline } from '../report/baseline/formatBaseline.ts'
import {
  appendSummary,
  reportOf,
  terminalTable,
  toJson,
  type VerdictFile,
  wantsColour,
  writeReport,
} from '../report/index.ts'
import type { ReportData } from '../report/page/reportData.ts'
import { type EndedRun, gateRun, UPDATE } from './gateRun.ts'
import { incompleteShards } from './incompleteShards.ts'
import { playgroundOf } from './playground.ts'
import { inOrder, verdictsOf } from './verdictsOf.ts'

/** What the reporter writes besides the table; all of it may be left out. */
export interface VerdictReporterOptions {
  /** A file for the verdicts as JSON, from the root of the project. */
  outputFile?: string
  /** A file for the page that shows them, from the root of the project. */
  html?: string
  /**
   * On that page, the letters of one-hot inputs in the order of their columns, by input name, e.g.
   * `{ sequence: 'ACGT' }`.
   */
  alphabets?: Readonly<Record<string, string>>
  /**
   * A file of verdicts on record, from the root of the project: the run fails where one got worse, and `vitest -u`
   * takes over what changed. Written where it is not there, but not in CI.
   */
  baseline?: string
  /** How far a certified range may reach past the recorded one, as a share of its width; 0.01 if not given. */
  growth?: number
}

/**
 * A vitest reporter that prints the verdict table of all claims at the end of a run, and writes them on demand as JSON
 * and as a page:
 * `reporters: ['default', ['overshoot/vitest/reporter', { outputFile: 'verdicts.json', html: 'report.html' }]]`. In a
 * GitHub job it adds them to the job's summary. Of a run with claims that an error kept from a verdict, or that was cut
 * short, there is no page, of the latter no JSON either. Where blob reports of shards are merged and one of them is
 * missing, it writes nothing and fails the run.
 */
export default class VerdictReporter implements Reporter {
  readonly #options: VerdictReporterOptions
  #vitest: Vitest | undefined
  #specifications: readonly TestSpecification[] = []

  constructor(options: VerdictReporterOptions = {}) {
    this.#options = options
  }

  /** Called by vitest before the run. */
  onInit(vitest: Vitest): void {
    this.#vitest = vitest
    if (this.#options.html !== undefined) vitest.provide('overshootPage', true)
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#specifications = specifications
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    _errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    if (this.#vitest === undefined) return
    const { verdicts, errors } = verdictsOf(modules)
    const { logger, config } = this.#vitest
    // Vitest takes the folder from where it was started.
    const lack = config.mergeReports && incompleteShards(await readdir(config.mergeReports))
    const isNothing = verdicts.length === 0 && errors.length === 0
    if (isNothing && !lack && this.#options.baseline === undefined) return
    const { isTTY = false, columns = 100 } = logger.outputStream as { isTTY?: boolean; columns?: number }
    const colour = wantsColour({ isTTY }, process.env)
    if (verdicts.length > 0 || lack) logger.log(`\n${terminalTable(verdicts, { columns, colour })}\n`)
    if (lack) {
      logger.error(`overshoot: ${lack} in ${config.mergeReports}: no verdicts were written`)
      process.exitCode = 1
      return
    }
    const run = { vitest: this.#vitest, specifications: this.#specifications, modules, reason }
    const compared = await this.#compare(run, { columns, colour })
    if (isNothing && !compared) return
    await this.#write(run, { verdicts, ...defined({ baseline: compared, errors: unlessEmpty(errors) }) })
  }

  /** Writes what the run came to, JSON, summary and page, as far as that stands as it is. */
  async #write({ vitest: { logger, config }, modules, reason }: EndedRun, told: Told): Promise<void> {
    const { outputFile, html } = this.#options
    const { errors = [], ...drawn } = told
    // As with the program's interrupted runs: what is missing would look like what is gone.
    const isCut = reason === 'interrupted'
    if (outputFile !== undefined && !isCut) await writeReport(resolve(config.root, outputFile), toJson(told))
    const warning = await appendSummary(process.env, told)
    if (warning !== undefined) logger.warn(warning)
    const lacking = isCut ? 'the run was cut short' : errors.length > 0 ? withoutVerdict(errors) : undefined
    if (lacking !== undefined) {
      const unwritten = [isCut ? outputFile : undefined, html].filter((file) => file !== undefined)
      const files = unwritten.length > 0 ? `; not written: ${unwritten.join(', ')}` : ''
      logger.error(`overshoot: ${lacking}${files}\n`)
      return
    }
    if (html !== undefined) await this.#draw(resolve(config.root, html), modules, drawn)
  }

  async #draw(path: string, modules: readonly TestModule[], { verdicts, ...baseline }: Drawn): Promise<void> {
    const { alphabets } = this.#options
    // Few runs draw a page.
    const { writePage } = await import('../report/writePage.ts')
    const playground = await playgroundOf(inOrder(modules), alphabets)
    const known = { ...defined({ alphabets, playground }), ...baseline }
    await writePage(path, reportOf(verdicts, known))
  }

  /** Says what has changed since the baseline, and fails the run for what got worse. */
  async #compare(run: EndedRun, look: { columns: number; colour: boolean }): Promise<BaselineReport | undefined> {
    const { baseline, growth } = this.#options
    const { logger } = run.vitest
    if (baseline === undefined) return undefined
    try {
      const passed = await gateRun(run, { baseline, growth })
      if (passed === undefined) return undefined
      if (typeof passed === 'string') {
        logger.log(`baseline ${baseline}: ${passed}\n`)
        return undefined
      }
      logger.log(`${formatBaseline(passed.report, { ...look, howToUpdate: UPDATE })}\n`)
      if (passed.worse) process.exitCode = 1
      return passed.report
    } catch (error) {
      if (!(error instanceof OvershootError)) throw error
      logger.error(`overshoot: ${error.message} [${error.code}]\n`)
      process.exitCode = 1
      return undefined
    }
  }
}

/** What a run says on its page beside its models. */
type Drawn = Pick<ReportData, 'verdicts' | 'baseline'>

/** What it says in JSON and in the summary of a job. */
type Told = Drawn & Pick<VerdictFile, 'errors'>

function withoutVerdict(errors: readonly Undecided[]): string {
  const claims = errors.map(({ claim }) => brief(claim)).join(', ')
  return `${errors.length === 1 ? '1 claim' : `${errors.length} claims`} came to no verdict: ${claims}`
}
