import { defined } from '../defined.ts'
import { appendFile, stat } from 'node:fs/promises'
import type { VerdictFile } from './json.ts'
import { markdownSummary, SUMMARY_BYTES } from './markdownSummary.ts'

/**
 * Appends the verdicts, and what has changed since the baseline, to the file that GitHub shows as the summary of a job:
 * `environment.GITHUB_STEP_SUMMARY`; nothing is done where that is not set. One call appends all of it, so that what
 * others append stands before or after. Resolves to a warning where that is not possible: a summary is no reason to
 * fail.
 */
export async function appendSummary(
  environment: Readonly<Record<string, string | undefined>>,
  { verdicts, baseline, errors }: Pick<VerdictFile, 'verdicts' | 'baseline' | 'errors'>,
): Promise<string | undefined> {
  const path = environment['GITHUB_STEP_SUMMARY']
  if (path === undefined || path === '') return undefined
  // A file that is longer than GitHub takes is not shown at all, so what others wrote counts.
  const written = await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
  const text = markdownSummary(verdicts, {
    bytes: SUMMARY_BYTES - written - 1,
    ...defined({ baseline, errors }),
  })
  if (text === '') return `job summary ${path}: no room is left in it`
  return appendFile(path, `\n${text}`).then(
    () => undefined,
    (error: Error) => `job summary ${path}: cannot be written: ${error.message}`,
  )
}
