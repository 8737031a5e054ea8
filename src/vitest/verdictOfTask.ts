import type { TaskMeta } from 'vitest'
import type { Verdict } from '../claim/verdict.ts'
import { fromPlain, toPlain } from '../report/index.ts'

declare module 'vitest' {
  interface TaskMeta {
    /**
     * The verdict of `test.claim`, as data that crosses from worker to reporter whole, blob reports included; before
     * there is one, `{ undecided: <claim> }`. Of a file `{ playground }`: its models, where a page is drawn.
     */
    overshoot?: unknown
  }
}

/**
 * What a claim's test has as long as it came to no verdict: whatever ends it before, hooks included, is known to have
 * kept the claim from one.
 */
export function undecidedMeta(claim: string): TaskMeta {
  return { overshoot: { undecided: claim } }
}

/** Leaves a verdict with the task that came to it. */
export function attachVerdict(meta: TaskMeta, verdict: Verdict): void {
  meta.overshoot = toPlain(verdict)
}

/** The verdict that a task came to, if it did. */
export function verdictOfTask(meta: TaskMeta): Verdict | undefined {
  return fromPlain(meta.overshoot)
}

/** The name of the claim that a task was to decide, where it has not. */
export function undecidedOfTask({ overshoot }: TaskMeta): string | undefined {
  const { undecided } = (overshoot ?? {}) as { undecided?: unknown }
  return typeof undecided === 'string' ? undecided : undefined
}
