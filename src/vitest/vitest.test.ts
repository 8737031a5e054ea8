import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { fromJson } from '../report/index.ts'
import { modelsOf, outputAt } from '../report/page/client/models.ts'
import { parsePageData } from '../report/page/client/pageData.ts'
import { validateVerdicts } from '../../test/report/validateVerdicts.ts'
import { makeProject, type Ran, runVitest, sourceOf, vitestConfig } from '../../test/vitest/project.ts'

const config = vitestConfig(`{ pool: 'forks', include: ['*.test.ts'], reporters: [
  'default', 'json', 'junit', 'github-actions',
  [${JSON.stringify(sourceOf('vitest/reporter.ts'))}, { outputFile: 'verdicts.json', html: 'report.html', alphabets: { sum_input: 'AC' } }],
], outputFile: { json: 'tests.json', junit: 'tests.xml' } }`)

/** Its clock stands still: columns are as wide as the times in them. */
const tests = `performance.now = () => 0
import { always, claim, interval, sometimes, above, tf, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { expect } from 'vitest'
interface ThatVanishes { line: number }
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones', name: 'sum' })] })
const about = (name, holds, more) => claim(name, model, { inputs: interval(-5, 5), holds, ...more })
const in01 = always(within(0, 1))

test.claim(about('passes 1', sometimes(above(1))))
test.claim(about('lies in [0, 1]', in01), { cases: 300, seed: 4 })
test.claim(about('lies in [0, 1], they say', in01, { expect: 'refuted' }), { cases: 300 })
test.claim(about('passes 1, against all belief', sometimes(above(1)), { expect: 'refuted' }), { cases: 300 })
test.claim.skip(about('is skipped', in01))
test.claim.skipIf(true)(about('is skipped too', in01))
test.claim.runIf(true)(about('is run', always(within(-6, 6))), { cases: 300 })
test('is an ordinary test', () => { expect(1).toBe(1) })`

describe('in a project that uses it', () => {
  const folder = temporaryFolder()
  let ran: Ran
  beforeAll(async () => {
    await makeProject(folder, { 'vitest.config.js': config, 'model.test.ts': tests })
    ran = await runVitest(folder, ['run'])
  })

  interface Result {
    title: string
    status: string
    meta: { overshoot?: { status: string } }
    failureMessages: string[]
  }
  const results = async (): Promise<Result[]> => {
    const report: unknown = JSON.parse(await readFile(join(folder, 'tests.json'), 'utf8'))
    return (report as { testResults: [{ assertionResults: Result[] }] }).testResults[0].assertionResults
  }

  test('each claim is a test of its name, which passes or fails as the verdict does', async () => {
    const seen = (await results()).map(({ title, status, meta }) => [title, status, meta.overshoot?.status])
    expect(seen).toEqual([
      ['passes 1', 'passed', 'proved'],
      ['lies in [0, 1]', 'failed', 'refuted'],
      ['lies in [0, 1], they say', 'passed', 'refuted'],
      ['passes 1, against all belief', 'failed', 'proved'],
      ['is skipped', 'skipped', undefined],
      ['is skipped too', 'skipped', undefined],
      ['is run', 'passed', 'proved'],
      ['is an ordinary test', 'passed', undefined],
    ])
    expect(ran.exitCode).toBe(1)
  })

  test('a failure explains the verdict and points at the line that states it', async () => {
    const [message] = (await results())[1]!.failureMessages
    expect(message).toContain('lies in [0, 1]: refuted (by search')
    expect(message).toContain('output = ')
    expect(message).toMatch(/model\.test\.ts:11:/)
    expect(message).not.toContain('testClaim.ts')
    expect(ran.output).toContain("> 11| test.claim(about('lies in [0, 1]'".slice(2))
  })

  test('the reporter prints the table of all verdicts and writes them', async () => {
    const stable = ran.output
      .slice(ran.output.indexOf('status  '), ran.output.indexOf('5 claims: '))
      .replace(/\b[0-9a-f]{12}\b/g, '<id>')
      .replace(/ *[\d.]+ m?s\b/g, ' <time>')
      .replace(/ +time /g, ' time ')
    expect(stable.trim()).toMatchInlineSnapshot(`
      "status                     claim                         by       observed  certified time  backend
      ✓ proved                   passes 1                      witness  [-5, 5]   [-5, 5] <time>  cpu
          witness: sum_input 2; output 2
      ✗ refuted                  lies in [0, 1]                search   [-5, 5]   [-5, 5] <time>  cpu
          counterexample <id>: sum_input -1; output -1
          replay: npx overshoot replay <id>
      ✓ refuted, as expected     lies in [0, 1], they say      search   [-5, 5]   [-5, 5] <time>  cpu
          counterexample <id>: sum_input -1; output -1
          replay: npx overshoot replay <id>
      ✗ proved, refuted          passes 1, against all belief  witness  [-5, 5]   [-5, 5] <time>  cpu
        expected
          witness: sum_input 2; output 2
      ✓ proved                   is run                        bounds   [-5, 5]   [-5, 5] <time>  cpu"
    `)
    const { verdicts } = fromJson(await readFile(join(folder, 'verdicts.json'), 'utf8'))
    expect(verdicts.map(({ passed, seed }) => [passed, seed])).toEqual([
      [true, 0],
      [false, 4],
      [true, 0],
      [false, 0],
      [true, 0],
    ])
  })

  test('the JSON is as its schema says', async () => {
    expect(validateVerdicts(JSON.parse(await readFile(join(folder, 'verdicts.json'), 'utf8')))).toBe(true)
  })

  test('each claim has its verdict in JUnit XML, whether it passes or fails', async () => {
    const xml = await readFile(join(folder, 'tests.xml'), 'utf8')
    const cases = xml.split('<testcase ').slice(1)
    const told = cases.map((one) => [
      / name="([^"]*)"/.exec(one)![1],
      /<property name="(\w+)" value="(. \w+ by \w+): [^"]+"/.exec(one)?.slice(1).join(' '),
      one.includes('<failure'),
    ])
    expect(told).toEqual([
      ['passes 1', 'notice ✓ proved by witness', false],
      ['lies in [0, 1]', 'error ✗ refuted by search', true],
      ['lies in [0, 1], they say', 'notice ✓ refuted by search', false],
      ['passes 1, against all belief', 'error ✗ proved by witness', true],
      ['is skipped', undefined, false],
      ['is skipped too', undefined, false],
      ['is run', 'notice ✓ proved by bounds', false],
      ['is an ordinary test', undefined, false],
    ])
  })

  test('each verdict is an annotation of GitHub on the line that states the claim', () => {
    const file = join(folder, 'model.test.ts')
    const found = ran.output.matchAll(
      /^::(\w+) (?:.*,)?file=(.*?),line=(\d+),column=(\d+)(?:,.*?)?::(. \w+ by \w+): /gm,
    )
    expect(Array.from(found, (one) => one.slice(1))).toEqual([
      ['notice', file, '10', '6', '✓ proved by witness'],
      ['error', file, '11', '6', '✗ refuted by search'],
      ['notice', file, '12', '6', '✓ refuted by search'],
      ['error', file, '13', '6', '✗ proved by witness'],
      ['notice', file, '16', '23', '✓ proved by bounds'],
    ])
  })

  test('the summary of the job has the verdicts once', async () => {
    const summary = await readFile(join(folder, 'summary.md'), 'utf8')
    expect(summary.match(/^### Overshoot: 5 claims: .*$/gm)).toEqual([
      '### Overshoot: 5 claims: 2 proved, 1 refuted, 1 refuted (as expected), 1 proved (refuted expected)',
    ])
    expect(summary).toContain('| ✗ refuted | lies in &#91;0, 1] | search | &#91;-5, 5] | &#91;-5, 5] |')
    expect(summary).toContain('<details><summary>passes 1, against all belief</summary>')
  })

  test('the page has the verdicts', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/i)
    expect(page).toContain('passes 1, against all belief')
  })

  test('the page has the model to try, over what the claims allow', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8')
    const [, data] = /<script type="application\/json" id="report-data">(.*?)<\/script>/.exec(page) ?? []
    const { playground } = parsePageData(data!)
    expect(playground).toMatchObject({
      backend: 'cpu',
      inputs: [{ kind: 'number', name: 'sum_input', lo: -5, hi: 5, start: 0 }],
      outputs: [{ name: 'sequential', inputs: ['sum_input'], certified: [-5, 5], claimed: [0, 1] }],
    })
    expect(modelsOf(playground!).map((model) => outputAt(model, { sum_input: 2 }))).toEqual([2])
    expect(page).toContain('id="playground"')
  })
})
