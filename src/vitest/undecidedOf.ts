import type { SerializedError } from 'vitest'
import type { TestCase, TestModule, TestSuite } from 'vitest/node'
import type { Undecided } from '../claim/undecided.ts'
import { brief } from '../files/brief.ts'
import { undecidedOfTask } from './verdictOfTask.ts'

/** Characters that the message of an error may have. */
const LONGEST = 2000

/**
 * The claims of a file that an error kept from a verdict: their own, that of a hook around them, or the file's. Of a
 * file that did not load nobody knows which claims it has: it stands for them.
 */
export function undecidedOf(module: TestModule): Undecided[] {
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
