import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import type { Verdict } from '../claim/verdict.ts'
import { baselineOf } from '../report/baseline/baseline.ts'
import { readBaseline, writeBaseline } from '../report/baseline/baselineFile.ts'
import { someVerdict } from '../../test/report/verdict.ts'
import { makeProject, runVitest, sourceOf, vitestConfig } from '../../test/vitest/project.ts'

const config = vitestConfig(`{ pool: 'threads', maxWorkers: 1, isolate: false, include: ['*.test.ts'], reporters: [
  ...(process.env.BLOB ? ['blob'] : ['dot']),
  [${JSON.stringify(sourceOf('vitest/reporter.ts'))}, { baseline: 'baseline.json', outputFile: 'verdicts.json' }],
] }`)

/** Tests that leave verdicts as `test.claim` does, without the time that deciding takes. */
const testsOf = (...verdicts: (Verdict & { readonly skip?: true })[]): string => `
import { attachVerdict } from ${JSON.stringify(sourceOf('vitest/verdictOfTask.ts'))}
import { describe, test } from 'vitest'
describe('claims', () => {
  for (const { skip, ...verdict } of ${JSON.stringify(verdicts)})
    test.skipIf(skip)(verdict.claim, ({ task }) => {
      attachVerdict(task.meta, verdict)
      if (!verdict.passed) throw new Error('fails')
    })
})`

let folder: string
beforeEach(() => (folder = temporaryFolder()))

const low = someVerdict({ claim: 'stays low' })
const other = someVerdict({ claim: 'another' })
const grown: Partial<Verdict> = { certified: [0, 2] }
const put = (file: string, ...verdicts: Parameters<typeof testsOf>) =>
  writeFile(join(folder, file), testsOf(...verdicts))

/** Runs the project's tests; what is said of the baseline, without the rest. */
async function ran(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const { exitCode, output } = await runVitest(folder, ['run', ...argv], { CI: '', GITHUB_ACTIONS: '', ...environment })
  const told = /^(?:baseline |overshoot: )[^]*?(?=\n\n|$(?![^]))/m.exec(output)?.[0]
  return { exitCode, told: told?.replaceAll(folder, '.') }
}
const recorded = async () =>
  (await readBaseline(join(folder, 'baseline.json')))!.map(
    ({ claim, place, certified }) => `${claim} (${place}): ${certified.join()}`,
  )

test('a run of vitest is compared: claims of one name by their files, skipped ones, and of a filtered run those that ran', async () => {
  await makeProject(folder, {
    'vitest.config.js': config,
    'a.test.ts': testsOf(low),
    'b.test.ts': testsOf({ ...low, ...grown }, other),
    'c.test.ts': testsOf(someVerdict({ claim: 'soon gone' })),
  })
  expect(await ran([], { CI: 'true' })).toEqual({
    exitCode: 1,
    told: expect.stringMatching(
      /^overshoot: baseline\.json: there is no such baseline, .* vitest -u, .* \[BASELINE_MISSING\]$/,
    ),
  })
  await expect(readFile(join(folder, 'baseline.json'))).rejects.toMatchObject({ code: 'ENOENT' })

  expect(await ran([])).toEqual({ exitCode: 0, told: 'baseline baseline.json: recorded: there was none before' })
  expect(await recorded()).toEqual([
    'another (b.test.ts > claims): 0,1',
    'soon gone (c.test.ts > claims): 0,1',
    'stays low (a.test.ts > claims): 0,1',
    'stays low (b.test.ts > claims): 0,2',
  ])

  await put('a.test.ts', { ...low, ...grown })
  await put('b.test.ts', low, { ...other, skip: true })
  await rm(join(folder, 'c.test.ts'))
  const { exitCode, told } = await ran([])
  expect(exitCode).toBe(1)
  expect(told).toMatchInlineSnapshot(`
    "baseline baseline.json: 3 worse, 1 better
    ✗ another (b.test.ts > claims): claim proved → gone (its test was skipped)
    ✗ soon gone (c.test.ts > claims): claim proved → gone (no claim of this name was decided)
    ✗ stays low (a.test.ts > claims): certified range [0, 1] → [0, 2] (its upper end rises by 1; 0.01 is
        allowed)
    ✓ stays low (b.test.ts > claims): certified range [0, 2] → [0, 1] (it is tighter)
      vitest -u records what is better and what is new"
  `)
  expect(JSON.parse(await readFile(join(folder, 'verdicts.json'), 'utf8'))).toMatchObject({
    verdicts: [{ claim: 'stays low' }, { claim: 'stays low' }],
    baseline: { outcome: 'compared', changes: { length: 4 } },
  })

  // Only what ran is taken over.
  const updated = await ran(['a.test.ts', '-u'])
  expect(updated).toEqual({
    exitCode: 0,
    told: expect.stringMatching(/updated: 1 worse\n[^]*3 of 4 claims on record did not run/),
  })
  expect(await recorded()).toEqual([
    'another (b.test.ts > claims): 0,1',
    'soon gone (c.test.ts > claims): 0,1',
    'stays low (a.test.ts > claims): 0,2',
    'stays low (b.test.ts > claims): 0,2',
  ])

  await put('b.test.ts', low, other)
  expect(await ran(['-t', 'another'])).toEqual({
    exitCode: 0,
    told: 'baseline baseline.json: nothing has changed\n  3 of 4 claims on record did not run',
  })
}, 120_000)

test('an update keeps what is on record of tests that came to no verdict', async () => {
  await makeProject(folder, {
    'vitest.config.js': config,
    'a.test.ts': testsOf(low, { ...other, skip: true }),
    'b.test.ts': "throw new Error('does not load')",
    'c.test.ts': "import { test } from 'vitest'; test('late', () => { throw new Error('no verdict') })",
  })
  const [skipped, unloaded, late, gone] = [
    { ...other, place: 'a.test.ts > claims' },
    { ...someVerdict({ claim: 'in a broken file' }), place: 'b.test.ts > claims' },
    { ...someVerdict({ claim: 'late' }), place: 'c.test.ts' },
    { ...someVerdict({ claim: 'gone' }), place: 'c.test.ts' },
  ]
  await writeBaseline(
    join(folder, 'baseline.json'),
    baselineOf([{ ...low, ...grown, place: 'a.test.ts > claims' }, skipped, unloaded, late, gone]),
  )
  const { exitCode, told } = await ran(['-u'])
  expect(exitCode).toBe(1)
  expect(told).toMatchInlineSnapshot(`
    "baseline baseline.json: updated: 1 worse, 1 better
    ✗ gone (c.test.ts): claim proved → gone (no claim of this name was decided)
    ✓ stays low (a.test.ts > claims): certified range [0, 2] → [0, 1] (it is tighter)
      stays on record as it was: another (a.test.ts > claims): its test was skipped
      stays on record as it was: in a broken file (b.test.ts > claims): its file failed
      stays on record as it was: late (c.test.ts): its test ended without a verdict"
  `)
  expect(await recorded()).toEqual([
    'another (a.test.ts > claims): 0,1',
    'in a broken file (b.test.ts > claims): 0,1',
    'late (c.test.ts): 0,1',
    'stays low (a.test.ts > claims): 0,1',
  ])
}, 120_000)

test('a run in shards is compared where their reports are merged', async () => {
  await makeProject(folder, { 'vitest.config.js': config, 'a.test.ts': testsOf({ ...low, ...grown }) })
  await writeBaseline(join(folder, 'baseline.json'), baselineOf([{ ...low, place: 'a.test.ts > claims' }]))
  await mkdir(join(folder, '.vitest-reports'))
  expect(await ran(['--shard=1/1'], { BLOB: '1' })).toEqual({
    exitCode: 0,
    told: 'baseline baseline.json: not compared: shard 1/1 runs a part of the tests; --merge-reports compares',
  })
  expect(await ran(['--merge-reports'])).toEqual({
    exitCode: 1,
    told: expect.stringMatching(
      /^baseline baseline\.json: 1 worse\n✗ stays low \(a\.test\.ts > claims\): certified range/,
    ),
  })
}, 120_000)
