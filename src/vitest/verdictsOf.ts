import type { SerializedError } from 'vitest'
import type { TestModule, TestCase, TestSuite } from 'vitest/node'
import type { Undecided } from '../claim/undecided.ts'
import type { Verdict } from '../claim/verdict.ts'
import { verdictOfTask, undecidedOfTask } from './verdictOfTask.ts'
import { brief } from '../files/brief.ts'

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

/** Characters that the message of an error may have. */
const LONGEST = 2000

/**
 * The claims of a file that an error kept from a verdict: their own, that of a hook around them, or the file's. Of a
 * file that did not load nobody knows which claims it has: it stands for them.
 */
function undecidedOf(module: TestModule): Undecided[] {
  const tests = Array.from(module.children.allTests())
  const [error] = module.errors()
  if (tests.length === 0 && error) return [entry(module.relativeModuleId, error)]
  return tests.flatMap((test) => {
    const claim = undecidedOfTask(test.meta())
    const ended = claim === undefined ? undefined : errorOf(test)
    return claim !== undefined && ended ? [entry(claim, ended)] : []
  })
}

/** What failed a test, in its last try; a hook before all tests of a suite leaves these skipped. */
function errorOf(test: TestCase): Partial<SerializedError> | undefined {
  const { state, errors } = test.result()
  // Its worker died, or a shard was cut short.
  if (state === 'pending') return { message: 'its test did not come to its end' }
  if (state === 'failed') return errors.at(-1)
  if (state !== 'skipped' || test.options.mode !== 'run') return undefined
  let around: TestSuite | TestModule = test.parent
  while (around.type === 'suite' && around.errors().length === 0) around = around.parent
  return around.errors()[0]
}

// What is thrown need be no error.
function entry(claim: string, { name, message, code }: Partial<SerializedError>): Undecided {
  return {
    claim,
    code: name === 'OvershootError' && typeof code === 'string' ? code : 'TEST_FAILED',
    message: brief(
      String(message ?? name)
        .trim()
        .replaceAll(/\s*\n\s*/g, ' '),
      LONGEST,
    ),
  }
}
