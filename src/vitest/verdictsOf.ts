import type { TestModule } from 'vitest/node'
import type { Verdict } from '../claim/verdict.ts'
import { verdictOfTask } from './verdictOfTask.ts'

/**
 * The verdicts of a run by project, file and place in the file: vitest runs files in an order of its own, and merges those of
 * shards by when they started.
 */
export function verdictsOf(modules: readonly TestModule[]): Verdict[] {
  return modules
    .toSorted((a, b) => compare(a.project.name, b.project.name) || compare(a.relativeModuleId, b.relativeModuleId))
    .flatMap((module) => Array.from(module.children.allTests()))
    .flatMap((test) => verdictOfTask(test.meta()) ?? [])
}

/** By code units: the order must not depend on the machine's language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
