import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../claim/verdict.ts'
import { fromJson } from '../report/index.ts'
import { makeProject, type Ran, runVitest, sourceOf, vitestConfig } from './project.laws.ts'

/**
 * Four files of claims run at once, and as two shards whose blob reports are merged, each a process of its own in a fresh
 * checkout at the same path, as the jobs of a workflow are.
 */
const config = (cache: string) =>
  vitestConfig(`{
  pool: 'forks', isolate: false, maxWorkers: 1, experimental: { fsModuleCache: true, fsModuleCachePath: ${JSON.stringify(cache)} }, include: ['**/*.test.ts'], reporters: [
  'default', 'junit', 'github-actions',
  [${JSON.stringify(sourceOf('vitest/reporter.ts'))}, { outputFile: 'verdicts.json', html: 'report.html' }],
], outputFile: { junit: 'tests.xml' } }`)

const head = `
import { above, always, box, claim, finite, interval, sometimes, tf, unbounded, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe } from 'vitest'
const dense = (units, value) => tf.layers.dense({ units, kernelInitializer: tf.initializers.constant({ value }) })
const input = tf.input({ shape: [1], name: 'x' })
const model = tf.model({ inputs: input, outputs: dense(1, 1).apply(input) })
const about = (name, holds, more) => claim(name, model, { inputs: interval(-5, 5), holds, ...more })
`

const files = {
  'proved.test.ts': `${head}
test.claim(about('it passes 1', sometimes(above(1))))
describe('all of it', () => {
  test.claim(about('it lies in [-6, 6]', always(within(-6, 6))), { cases: 100 })
})
test.claim(claim('nothing ends it', model, { inputs: finite(), holds: unbounded() }))`,
  'refuted.test.ts': `${head}
test.claim(about('it lies in [0, 1], they say', always(within(0, 1)), { expect: 'refuted' }), { cases: 300, seed: 4 })
test.claim(about('it stays below 4', always(within(-5, 4))), { cases: 300 })`,
  'nested/a-number.test.ts': `${head}
const difference = tf.model({ inputs: input, outputs: tf.layers.add().apply([dense(1, 3).apply(input), dense(1, -3).apply(input)]) })
test.claim(claim('it is a number', difference, { inputs: finite(), holds: always(within(-Infinity, Infinity)), expect: 'refuted' }), { cases: 3000 })
test.claim.skip(about('it is skipped', always(within(0, 1))))`,
  'nested/survived.test.ts': `${head}
const two = tf.input({ shape: [2], name: 'xy' })
const bent = tf.layers.activation({ activation: 'tanh' }).apply(dense(4, 0.5).apply(two))
const sum = tf.model({ inputs: two, outputs: tf.layers.add().apply([dense(1, 1).apply(bent), dense(1, -1).apply(bent)]) })
test('is an ordinary test', () => {})
test.claim(claim('it is nothing', sum, { inputs: box([2], -5, 5), holds: always(within(-1e-6, 1e-6)) }), { cases: 100, regions: 1 })`,
}

/** What two runs must agree in: all they say, less the times that it took. */
interface Told {
  exitCode: number
  table: string
  verdicts: Verdict[]
  page: string
  summary: string
  properties: (readonly string[])[]
}

const untimed = (text: string) => text.replace(/ *\b[\d.]+ m?s\b/g, ' <time>').replace(/"seconds":\s*[\d.e+-]+/g, '')

async function toldBy(folder: string, { exitCode, output }: Ran): Promise<Told> {
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  const cases = (await read('tests.xml')).split('<testcase ').slice(1)
  return {
    exitCode,
    table: untimed(/^status {2}[^]*^\d+ claims: .*$/m.exec(output)![0]).replace(/^(status.*?) +time/, '$1 time'),
    verdicts: fromJson(await read('verdicts.json')).verdicts.map((verdict) => ({ ...verdict, seconds: 0 })),
    page: untimed(await read('report.html')),
    summary: untimed(await read('summary.md')),
    // Vitest gives files in the order in which they ran.
    properties: cases
      .map((one) => [/ name="([^"]*)"/.exec(one)![1]!, ...(one.match(/<property .*|<failure .*/g) ?? [])])
      .toSorted(([a], [b]) => (a! < b! ? -1 : 1)),
  }
}

/** What GitHub shows beside the lines of the sources. */
const annotations = (...runs: readonly Ran[]): string[] =>
  runs.flatMap(({ output }) => (output.match(/^::.*$/gm) ?? []).map(untimed)).toSorted()

/** The counterexamples of a folder by name. */
async function corpusOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(join(folder, 'fixtures/counterexamples'))
  const texts = names.map(async (name) => [
    name,
    await readFile(join(folder, 'fixtures/counterexamples', name), 'utf8'),
  ])
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>
}

describe('shards, merged', () => {
  let home: string
  let alone: Ran
  let single: Told
  let shards: Ran[]
  let merged: Told
  const at = (name: string): string => join(home, name)
  /** Runs in a fresh checkout, which is kept under a name. */
  const run = async (name: string, ...argv: string[]): Promise<Ran> => {
    await makeProject(at('checkout'), { 'vitest.config.js': config(at('cache')), ...files })
    if (argv.includes('--merge-reports')) await cp(at('reports'), at('checkout/.vitest-reports'), { recursive: true })
    const ran = await runVitest(at('checkout'), ['--run', ...argv], { OVERSHOOT_STORE: 'true' })
    await rename(at('checkout'), at(name))
    return ran
  }
  const shard = async (i: number): Promise<Ran> => {
    const ran = await run(
      `shard${i}`,
      ...['default', 'github-actions', 'blob'].map((name) => `--reporter=${name}`),
      `--shard=${i}/2`,
    )
    await cp(at(`shard${i}/.vitest-reports`), at('reports'), { recursive: true })
    return ran
  }
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'overshoot-shards-'))
    alone = await run('single')
    single = await toldBy(at('single'), alone)
    // Reports come in whatever order the shards end.
    shards = [await shard(2), await shard(1)]
    merged = await toldBy(at('merged'), await run('merged', '--merge-reports'))
  }, 120_000)
  afterAll(() => rm(home, { recursive: true }))

  test('say what a single run says', () => {
    expect(merged).toEqual(single)
    expect(single).toMatchObject({ exitCode: 1 })
    expect(single.verdicts.map(({ claim, status, passed }) => [claim, status, passed])).toEqual([
      ['it is a number', 'refuted', true],
      ['it is nothing', 'survived', true],
      ['it passes 1', 'proved', true],
      ['it lies in [-6, 6]', 'proved', true],
      ['nothing ends it', 'proved', true],
      ['it lies in [0, 1], they say', 'refuted', true],
      ['it stays below 4', 'refuted', false],
    ])
    expect(single.verdicts[0]!.counterexample!.output).toBeNaN()
    expect(single.verdicts[4]!.certified).toEqual([-Infinity, Infinity])
  })

  test('annotate the lines that a single run annotates', () => {
    expect(annotations(...shards)).toEqual(annotations(alone))
  })

  test('fail each for itself', () => {
    expect(shards.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 1])
  })

  test('write the counterexamples of a single run', async () => {
    const [first, second] = [await corpusOf(at('shard1')), await corpusOf(at('shard2'))]
    expect([Object.keys(first).length, Object.keys(second).length]).toEqual([2, 1])
    expect({ ...first, ...second }).toEqual(await corpusOf(at('single')))
  })

  test('are missed: nothing is written, and the run fails', async () => {
    await rm(at('reports/blob-1-2.json'))
    const { exitCode, output } = await run('lacking', '--merge-reports')
    expect(output).toContain('there is no blob report of shard 1/2 in .vitest-reports: no verdicts were written')
    expect(exitCode).toBe(1)
    const written = await readdir(at('lacking'))
    expect(written).toContain('tests.xml')
    for (const name of ['verdicts.json', 'report.html']) expect(written).not.toContain(name)
    expect(await readFile(at('lacking/summary.md'), 'utf8')).not.toContain('Overshoot')
  })
})
