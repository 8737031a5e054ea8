import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Reporter, TestModule, Vitest } from 'vitest/node'
import { appendSummary, reportOf, terminalTable, toJson, wantsColour, writeReport } from '../report/index.ts'
import { incompleteShards } from './incompleteShards.ts'
import { verdictsOf } from './verdictsOf.ts'

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
 * them to the job's summary. Where blob reports of shards are merged and one of them is missing, it writes nothing and fails the run.
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
    if (this.#vitest === undefined) return
    const verdicts = verdictsOf(modules)
    const { logger, config } = this.#vitest
    // Vitest takes the folder from where it was started.
    const lack = config.mergeReports && incompleteShards(await readdir(config.mergeReports))
    if (verdicts.length === 0 && !lack) return
    const { isTTY = false, columns = 100 } = logger.outputStream as { isTTY?: boolean; columns?: number }
    const colour = wantsColour({ isTTY }, process.env)
    logger.log(`\n${terminalTable(verdicts, { columns, colour })}\n`)
    if (lack) {
      logger.error(`overshoot: ${lack} in ${config.mergeReports}: no verdicts were written`)
      process.exitCode = 1
      return
    }
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
