import type { TaskMeta } from 'vitest'
import type { Verdict } from '../claim/verdict.ts'
import { fromPlain, toPlain } from '../report/index.ts'

declare module 'vitest' {
  interface TaskMeta {
    /** The verdict of `test.claim`, as data that crosses from worker to reporter whole, blob reports included. */
    overshoot?: unknown
  }
}

/** Leaves a verdict with the task that came to it. */
export function attachVerdict(meta: TaskMeta, verdict: Verdict): void {
  meta.overshoot = toPlain(verdict)
}

/** Forgets the verdict of a try before. */
export function clearVerdict(meta: TaskMeta): void {
  meta.overshoot = undefined
}

/** The verdict that a task came to, if it did. */
export function verdictOfTask(meta: TaskMeta): Verdict | undefined {
  return fromPlain(meta.overshoot)
}
