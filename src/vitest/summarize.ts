import { type RunnerTask, TestRunner } from 'vitest'
import { brief } from '../files/brief.ts'
import { verdictOfTask } from './verdictOfTask.ts'

const summarized = new WeakSet<object>()
/** Tests of claims that have begun. */
const begun = new WeakSet<object>()

/**
 * Has a line printed when the tests of a file have ended that says which of its claims were not proved, if any: of
 * those whose tests were run, `task` among them. Once for each file.
 */
export function summarizeAtEnd(task: RunnerTask): void {
  begun.add(task)
  const { file } = task
  if (summarized.has(file)) return
  summarized.add(file)
  TestRunner.getSuiteHooks(file).afterAll.push(() => {
    const line = summaryLine(testsIn(file))
    if (line !== undefined) console.log(line)
  })
}

/** `1 of 9 claims not proved: it stays below 1 (survived)`; undefined where all are decided as they were to be. */
function summaryLine(tests: readonly RunnerTask[]): string | undefined {
  const open = tests.flatMap(({ name, meta }) => {
    const verdict = verdictOfTask(meta)
    if (verdict === undefined) return [`${brief(name)} (no verdict)`]
    const { claim, status, expect } = verdict
    return status === 'proved' || (expect === 'refuted' && status === 'refuted') ? [] : [`${brief(claim)} (${status})`]
  })
  if (open.length === 0) return undefined
  return `${open.length} of ${tests.length} ${tests.length === 1 ? 'claim' : 'claims'} not proved: ${open.join(', ')}`
}

function testsIn(task: RunnerTask): RunnerTask[] {
  if ('tasks' in task) return task.tasks.flatMap(testsIn)
  return begun.has(task) ? [task] : []
}
