import { type TaskMeta, test as base, type TestContext } from 'vitest'
import type { Claim } from '../claim/claim.ts'
import type { Verdict } from '../claim/verdict.ts'
import { portable } from '../files/portable.ts'
import { statusWords, toJson } from '../report/index.ts'
import { DEFAULT_CORPUS } from '../search/corpus/readCorpus.ts'
import { toTestSource } from '../search/corpus/testSource.ts'
import { ClaimFailed, verify } from '../verify.ts'
import { DEFAULT_SECONDS, type VerifyOptions } from '../verify/options.ts'
import { checkDistinct, namesOf } from './checkDistinct.ts'
import { callFrom, type Frame, framesAbove } from './callFrom.ts'
import { keepForPage } from './playground.ts'
import { storeByDefault } from './storeByDefault.ts'
import { summarizeAtEnd } from './summarize.ts'
import { attachVerdict, undecidedMeta } from './verdictOfTask.ts'

/** How a test decides its claim: as `verify`, with other defaults for the corpus. */
export interface TestClaimOptions extends VerifyOptions {
  /**
   * As for `verify`, but `fixtures/counterexamples` if not given; new counterexamples are written there but for
   * `store: false`, or `OVERSHOOT_STORE=false` in the environment.
   */
  corpus?: string | false
  /** Milliseconds after which vitest gives up; by default three times the budget of `seconds` and a minute. */
  timeout?: number
}

/** Declares a test that passes exactly when the verdict does. */
export type TestClaim = (theClaim: Claim, options?: TestClaimOptions) => void

/** `test.claim` and its variants, as vitest's own `test` has them. */
export interface TestClaims extends TestClaim {
  readonly only: TestClaim
  readonly skip: TestClaim
  /** Skips the test where the condition holds. */
  skipIf(condition: unknown): TestClaim
  /** Runs the test only where the condition holds. */
  runIf(condition: unknown): TestClaim
}

type Settings = Readonly<{ timeout: number; meta: TaskMeta }>
type Declare = (name: string, settings: Settings, body: (context: TestContext) => Promise<void>) => void

/**
 * `test.claim(theClaim)`: one test named as the claim, which `verify` decides. The verdict is annotated on the test and
 * left in its `meta` for the reporter; a verdict that does not pass fails the test with its explanation.
 */
export const testClaim: TestClaims = Object.assign(declareWith(base), {
  only: declareWith(base.only),
  skip: declareWith(base.skip),
  skipIf: (condition: unknown) => declareWith(condition ? base.skip : base),
  runIf: (condition: unknown) => declareWith(condition ? base : base.skip),
})

function declareWith(declare: Declare): TestClaim {
  return function claimTest(theClaim, { timeout, ...options } = {}) {
    const site = new Error('declared here')
    Error.captureStackTrace(site, claimTest)
    const frames = framesAbove(claimTest)
    const seconds = options.seconds ?? DEFAULT_SECONDS
    const settings = { timeout: timeout ?? timeoutFor(seconds), meta: undecidedMeta(theClaim.name) }
    declare(theClaim.name, settings, async (context) => {
      const signal = options.signal ? AbortSignal.any([options.signal, context.signal]) : context.signal
      const store = storeByDefault(process.env)
      // Of a test that is tried again, what the last try came to counts, if that is nothing too.
      Object.assign(context.task.meta, undecidedMeta(theClaim.name))
      summarizeAtEnd(context.task)
      if (options.corpus !== false) checkDistinct(context.task, theClaim)
      const source = toTestSource({ file: portable(context.task.file.filepath), names: namesOf(context.task) })
      const verdict = await verify(theClaim, { corpus: DEFAULT_CORPUS, store, source, ...options, signal })
      keepForPage(context.task, theClaim, verdict)
      await tell(context, verdict, frames)
      if (!verdict.passed) throw failure(verdict, site)
    })
  }
}

/** The longest time that a timer takes, in milliseconds: a longer one ends at once. */
const LONGEST = 2 ** 31 - 1

function timeoutFor(seconds: number): number {
  return Math.min(seconds * 3000 + 60_000, LONGEST)
}

/** Leaves the verdict with the test, annotated at the line that states it. */
async function tell(context: TestContext, verdict: Verdict, frames: readonly Frame[]): Promise<void> {
  attachVerdict(context.task.meta, verdict)
  const { status, by, reason } = verdict
  const message = `${statusWords(verdict).sign} ${status} by ${by}: ${reason}`
  console.log(message)
  const body = toJson({ verdicts: [verdict] })
  const annotate = () =>
    context.annotate(message, verdict.passed ? 'notice' : 'error', { contentType: 'application/json', body })
  await callFrom(context.task.file.filepath, frames, annotate)
}

/**
 * The verdict as an error that points at the test's own line, not into this package. It has no properties of its own:
 * vitest would print them, and the message has said what matters.
 */
function failure(verdict: Verdict, site: Error): Error {
  const { name, message } = new ClaimFailed(verdict)
  const frames = site.stack?.split('\n').filter((line) => /^\s+at /.test(line)) ?? []
  return Object.assign(new Error(message), { name, stack: [`${name}: ${message}`, ...frames].join('\n') })
}
