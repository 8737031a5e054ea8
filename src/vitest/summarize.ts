import { type RunnerTask, type RunnerTestFile, TestRunner } from 'vitest'

import type { Verdict } from '../claim/verdict.ts'
import { verdictOfTask } from './verdictOfTask.ts'

const summarized = new WeakSet<object>()

/** Has a line printed when the tests of a file have ended that says which of its claims were not proved, if any. Once for each file. */
export function summarizeAtEnd(file: RunnerTestFile): void {
  if (summarized.has(file)) return
  summarized.add(file)
  TestRunner.getSuiteHooks(file).afterAll.push(() => {
    const line = summaryLine(verdictsIn(file))
    if (line !== undefined) console.log(line)
  })
}

/** `1 of 9 claims not proved: it stays below 1 (survived)`; undefined where all are decided as they were to be. */
function summaryLine(verdicts: readonly Verdict[]): string | undefined {
  const open = verdicts.filter(
    ({ status, expect }) => status !== 'proved' && !(expect === 'refuted' && status === 'refuted'),
  )
  if (open.length === 0) return undefined
  const names = open.map(({ claim, status }) => `${claim} (${status})`)
  return `${open.length} of ${verdicts.length} ${verdicts.length === 1 ? 'claim' : 'claims'} not proved: ${names.join(', ')}`
}

function verdictsIn(task: RunnerTask): Verdict[] {
  if ('tasks' in task) return task.tasks.flatMap(verdictsIn)
  const verdict = verdictOfTask(task.meta)
  return verdict === undefined ? [] : [verdict]
}
