import { reasonOf } from '../errors.ts'
import { inject, type RunnerTask, TestRunner } from 'vitest'
import type { TestModule } from 'vitest/node'
import type { tf } from '../backend/tf.ts'
import type { Claim } from '../claim/claim.ts'
import type { Verdict } from '../claim/verdict.ts'
import type { Playground } from '../report/page/reportData.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Set by the reporter: it draws a page at the end of the run. */
    overshootPage?: boolean
  }
}

/** The claims of each file that were decided, and their verdicts, in the last try. */
const decided = new WeakMap<object, Map<Claim, Verdict>>()

/**
 * Has the models of a file's claims packed when its tests have ended, where a page is drawn: they are known nowhere but
 * in the process that runs the tests. The file's `meta` takes them to the reporter.
 */
export function keepForPage({ file }: RunnerTask, claim: Claim, verdict: Verdict): void {
  if (!inject('overshootPage') && process.env['OVERSHOOT_PAGE'] !== 'true') return
  const claims = decided.get(file) ?? new Map<Claim, Verdict>()
  claims.set(claim, verdict)
  if (decided.has(file)) return
  decided.set(file, claims)
  TestRunner.getSuiteHooks(file).afterAll.push(async () => {
    try {
      file.meta.overshoot = { playground: await packed(claims) }
    } catch (error) {
      // Its models may be disposed of by now; the verdicts stand without a playground.
      console.log(`no models of this file on the page: ${reasonOf(error)}`)
    }
  })
}

async function packed(decisions: ReadonlyMap<Claim, Verdict>): Promise<unknown> {
  const [{ collectPlayground }, { toPlainPlayground }, { modelsOf }] = await Promise.all([
    import('../report/playground/collectPlayground.ts'),
    import('../report/playground/plainPlayground.ts'),
    import('../report/playground/usableModel.ts'),
  ])
  const [claims, verdicts] = [[...decisions.keys()], [...decisions.values()]]
  const models = modelsOf(claims, nameOf)
  const playground = collectPlayground({ claims, verdicts, parts: { models }, alphabets: {}, path: 'test.claim' })
  return playground && toPlainPlayground(playground)
}

/**
 * A model's name without the number that TensorFlow.js counts models by: which one it gets depends on what else a
 * process has made.
 */
function nameOf({ name }: tf.LayersModel): string {
  return name.replace(/^(model|sequential)_?\d+$/, '$1')
}

/** The playground of all files of a run, in their order; undefined where no model of theirs can be tried. */
export async function playgroundOf(
  modules: readonly TestModule[],
  alphabets: Readonly<Record<string, string>> | undefined,
): Promise<Playground | undefined> {
  const [{ joinPlaygrounds }, { fromPlainPlayground }] = await Promise.all([
    import('../report/playground/joinPlaygrounds.ts'),
    import('../report/playground/plainPlayground.ts'),
  ])
  const all = modules.flatMap((module) => {
    const { playground } = (module.meta().overshoot ?? {}) as { playground?: unknown }
    return fromPlainPlayground(playground) ?? []
  })
  return joinPlaygrounds(all, alphabets)
}
