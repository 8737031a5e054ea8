import type { TestModule } from 'vitest/node'
import type { Undecided } from '../claim/undecided.ts'
import type { Verdict } from '../claim/verdict.ts'
import { undecidedOf } from './undecidedOf.ts'
import { verdictOfTask } from './verdictOfTask.ts'

/** What the claims of a run came to. */
export interface Decided {
  readonly verdicts: readonly Verdict[]
  /** Those that an error kept from one. */
  readonly errors: readonly Undecided[]
}

/**
 * The verdicts of a run by project, file and place in the file: vitest runs files in an order of its own, and merges
 * those of shards by when they started.
 */
export function verdictsOf(modules: readonly TestModule[]): Decided {
  const sorted = inOrder(modules)
  const tests = sorted.flatMap((module) => Array.from(module.children.allTests()))
  return {
    verdicts: tests.flatMap((test) => verdictOfTask(test.meta()) ?? []),
    errors: sorted.flatMap(undecidedOf),
  }
}

/** Files by project and name. */
export function inOrder(modules: readonly TestModule[]): TestModule[] {
  return modules.toSorted(
    (a, b) => compare(a.project.name, b.project.name) || compare(a.relativeModuleId, b.relativeModuleId),
  )
}

/** By code units: the order must not depend on the machine's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
