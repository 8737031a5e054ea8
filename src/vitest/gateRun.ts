import { relative, resolve, sep } from 'node:path'
import type { TestCase, TestModule, TestRunEndReason, TestSpecification, Vitest } from 'vitest/node'
import type { PlacedVerdict } from '../report/baseline/baseline.ts'
import { openGate, type Passed, passGate } from '../report/baseline/gate.ts'
import { verdictOfTask } from './verdictOfTask.ts'

/** What takes over changes in vitest: what takes over snapshots. */
export const UPDATE = 'vitest -u'

/** A run of vitest that came to its end. */
export interface EndedRun {
  readonly vitest: Vitest
  readonly specifications: readonly TestSpecification[]
  readonly modules: readonly TestModule[]
  readonly reason: TestRunEndReason
}

export interface GateRunOptions {
  /** The baseline, from the root of the project. */
  readonly baseline: string
  readonly growth?: number | undefined
}

/**
 * Compares the verdicts of a run with a baseline, records it where snapshots would be written, and updates it where
 * they would be. Of a run that was filtered only the claims that ran. Resolves to a sentence where it was not compared,
 * and to undefined where there was nothing to compare.
 * @throws as `openGate` and `passGate`
 */
export async function gateRun(run: EndedRun, options: GateRunOptions): Promise<Passed | string | undefined> {
  const { vitest, modules, reason } = run
  const { shard, root } = vitest.config
  if (reason === 'interrupted') return 'not compared: the run was interrupted'
  if (shard)
    return `not compared: shard ${shard.index}/${shard.count} runs a part of the tests; --merge-reports compares`
  const tests = modules.flatMap((module) => Array.from(module.children.allTests()))
  const verdicts = tests.flatMap((test): PlacedVerdict[] => {
    const verdict = verdictOfTask(test.meta())
    return verdict ? [{ ...verdict, place: placeOf(test) }] : []
  })
  const complete = await isComplete(run)
  if (verdicts.length === 0 && !complete) return undefined
  const { updateSnapshot } = vitest.snapshot.options
  const gate = await openGate({
    path: resolve(root, options.baseline),
    file: options.baseline,
    growth: options.growth,
    update: updateSnapshot === 'all',
    mayRecord: updateSnapshot === 'new',
    howToUpdate: UPDATE,
  })
  if (verdicts.length === 0 && gate.recorded === undefined) return undefined
  const broken = modules.filter((module) => module.errors().length > 0).map(fileOf)
  const ran = new Map(tests.map((test) => [`${placeOf(test)} > ${test.name}`, test]))
  return passGate(gate, verdicts, {
    complete,
    whyGone: ({ claim, place }) => {
      const state = ran.get(`${place} > ${claim}`)?.result().state
      if (state !== undefined) return state === 'skipped' ? 'its test was skipped' : 'its test ended without a verdict'
      return broken.some((file) => `${place} > `.startsWith(`${file} > `)) ? 'its file failed' : undefined
    },
  })
}

/** Where a test stands: its file and the suites around it. */
function placeOf({ module, parent }: TestCase): string {
  const suites: string[] = []
  for (let suite = parent; suite.type === 'suite'; suite = suite.parent) suites.unshift(suite.name)
  return [fileOf(module), ...suites].join(' > ')
}

/** A file, after its project, if that has a name. */
function fileOf({ project, relativeModuleId }: TestModule): string {
  return `${project.name === '' ? '' : `|${project.name}| `}${relativeModuleId}`
}

/** Did all tests of the project run, unless they were skipped in their files? */
async function isComplete({ vitest, specifications, modules }: EndedRun): Promise<boolean> {
  const { project, tagsFilter } = vitest.config
  if (vitest.getGlobalTestNamePattern() !== undefined || project.length > 0 || (tagsFilter?.length ?? 0) > 0)
    return false
  const inPart = ({ testLines, testIds, testNamePattern, testTagsFilter }: TestSpecification) =>
    [testLines, testIds, testTagsFilter].some((list) => (list?.length ?? 0) > 0) || testNamePattern !== undefined
  if (specifications.some(inPart)) return false
  // By names from the root: reports that are merged may come from another machine.
  const ran = new Set(modules.map((module) => `${module.project.name}|${module.relativeModuleId}`))
  const all = await vitest.globTestSpecifications()
  return all.every((one) => {
    const file = relative(one.project.config.root, one.moduleId).split(sep).join('/')
    return ran.has(`${one.project.name}|${file}`)
  })
}
