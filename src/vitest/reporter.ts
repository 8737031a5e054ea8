import { resolve } from 'node:path'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { appendSummary, reportOf, terminalTable, toJson, wantsColour, writeReport } from '../report/index.ts'
import { verdictOfTask } from './verdictOfTask.ts'

export interface VerdictReporterOptions {
  /** A file for the verdicts as JSON, from the root of the project. */
  outputFile?: string
  /** A file for the page that shows them, from the root of the project. */
  html?: string
  /** On that page, the letters of one-hot inputs in the order of their columns, by input name, e.g. `{ sequence: 'ACGT' }`. */
  alphabets?: Readonly<Record<string, string>>
}

/**
 * A vitest reporter that prints the verdict table of all claims at the end of a run, and writes them on demand as JSON and as a page:
 * `reporters: ['default', ['overshoot/vitest/reporter', { outputFile: 'verdicts.json', html: 'report.html' }]]`. In a GitHub job it adds
 * them to the job's summary.
 */
export default class VerdictReporter implements Reporter {
  readonly #options: VerdictReporterOptions
  #vitest: Vitest | undefined

  constructor(options: VerdictReporterOptions = {}) {
    this.#options = options
  }

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const verdicts = modules.flatMap((module) =>
      Array.from(module.children.allTests()).flatMap((test) => verdictOfTask(test.meta()) ?? []),
    )
    if (verdicts.length === 0 || this.#vitest === undefined) return
    const { logger, config } = this.#vitest
    const { isTTY = false, columns = 100 } = logger.outputStream as { isTTY?: boolean; columns?: number }
    const colour = wantsColour({ isTTY }, process.env)
    logger.log(`\n${terminalTable(verdicts, { columns, colour })}\n`)
    const { outputFile, html, alphabets } = this.#options
    if (outputFile !== undefined) await writeReport(resolve(config.root, outputFile), toJson({ verdicts }))
    const warning = await appendSummary(process.env, verdicts)
    if (warning !== undefined) logger.warn(warning)
    if (html === undefined) return
    // Few runs draw a page.
    const { writePage } = await import('../report/writePage.ts')
    await writePage(resolve(config.root, html), reportOf(verdicts, alphabets && { alphabets }))
  }
}
