import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { fromJson, toJson } from '../../report/index.ts'
import type { ReportData } from '../../report/page/reportData.ts'
import { validateVerdicts } from '../../../test/report/validateVerdicts.ts'
import { refutedVerdict, someVerdict } from '../../../test/report/verdict.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

const claims = `
import { always, claim, interval, oneHot, sometimes, above, tf, within } from 'overshoot'
const x = tf.input({ shape: [1], name: 'x' })
const letters = tf.input({ shape: [3, 2], name: 'letters' })
const counted = tf.layers.dense({ units: 1, kernelInitializer: 'ones', name: 'count' }).apply(tf.layers.flatten().apply(letters))
const sum = tf.model({ inputs: [x, letters], outputs: tf.layers.add().apply([x, counted]), name: 'sum' })
const inputs = { x: interval(-5, 5), letters: oneHot(3, 2) }
export const wide = claim('the sum lies in [-2, 7]', sum, { inputs, holds: always(within(-2, 7)) })
export const passes = claim('the sum passes 7', sum, { inputs, holds: sometimes(above(7)) })
`
const data = `export const data = { inputs: { letters: { alphabet: 'AC', rows: ['AAA', 'ACA'] }, x: [1, 2] } }\n`
const report = `
export const report = (verdicts) => ({
  title: 'Is <b>it</b> a sum?',
  lead: ['It is: ' + verdicts.map(({ status }) => status).join(', ') + '.'],
  statements: [{ id: 'sum', text: 'It is a sum', status: 'proved', reason: 'It adds.', evidence: [passes.name] }],
  predictions: {
    caption: 'Two rows',
    x: { name: 'x', values: [1, 2] }, y: { name: 'count', values: [3, 3] }, output: { name: 'sum', values: [4, 5] },
    range: [0, 1], truth: { name: 'class', classes: ['no', 'yes'], values: [0, 1] },
    columns: [{ name: 'row', values: ['first', 2] }], others: [],
    inputs: { x: [1, 2], letters: ['AAA', 'ACA'] },
  },
  playground: { caption: 'Try.', inputs: { x: { start: 2, unit: { name: 'bits', lo: -25, hi: 20 } }, letters: { start: 'CAC' } } },
})
`

async function fileOf(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const moduleOf = (text: string, name = 'some.claims.ts') => fileOf(name, text)
const verdictsOf = (name: string, verdicts: Parameters<typeof toJson>[0]['verdicts']) =>
  fileOf(name, toJson({ verdicts }))

const page = () => join(folder, 'page.html')
const cheap = ['--backend', 'cpu', '--cases', '200', '--no-corpus']
const reported = (...sources: string[]) => runCli(['report', ...sources, ...cheap, '--html', page()])

/** What the page carries for its script. */
async function carried(): Promise<Pick<ReportData, 'alphabets' | 'predictions' | 'playground'>> {
  const html = await readFile(page(), 'utf8')
  return JSON.parse(/<script type="application\/json" id="report-data">(.*?)<\/script>/s.exec(html)![1]!) as ReportData
}

describe('of modules', () => {
  test('claims are decided, and the page shows them', async () => {
    const path = await moduleOf(claims)
    const { exitCode, stdout, stderr } = await reported(path)
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(stdout).toMatch(/^backend cpu [^]*2 claims: 1 refuted, 1 proved\n[^]*\npage: .*page\.html\n$/)
    const html = await readFile(page(), 'utf8')
    expect(html).toMatch(/^<!doctype html>[^]*the sum lies in \[-2, 7\][^]*the sum passes 7[^]*<\/html>\n$/)
    expect(await readdir(folder)).toEqual(['page.html', 'some.claims.ts'])
  })

  test('what the module says besides is on it', async () => {
    await reported(await moduleOf(claims + data + report))
    const html = await readFile(page(), 'utf8')
    expect(html).toContain('Is &lt;b&gt;it&lt;/b&gt; a sum?')
    expect(html).toContain('It is: refuted, proved.')
    expect(html).toContain('It adds.')
    expect(await carried()).toMatchObject({
      alphabets: { letters: 'AC' },
      predictions: { caption: 'Two rows' },
      playground: {
        caption: 'Try.',
        backend: 'cpu',
        inputs: [
          { kind: 'number', name: 'x', lo: -5, hi: 5, start: 2, unit: { name: 'bits', lo: -25, hi: 20 } },
          { kind: 'letters', name: 'letters', alphabet: 'AC', start: 'CAC' },
        ],
        outputs: [
          {
            name: 'sum',
            inputs: ['x', 'letters'],
            claimed: [-2, 7],
            certified: [expect.closeTo(-2, 3), expect.closeTo(8, 3)],
          },
        ],
      },
    })
  })

  test('verify writes the page on demand, and with --json - says so beside the JSON', async () => {
    const path = await moduleOf(claims)
    const { stdout, stderr } = await runCli(['verify', path, ...cheap, '--html', page(), '--json', '-'])
    expect(validateVerdicts(JSON.parse(stdout))).toBe(true)
    expect(stderr).toMatch(/\npage: .*page\.html\n$/)
    expect(await readFile(page(), 'utf8')).toContain('the sum passes 7')
  })

  test('several make one page', async () => {
    const first = await moduleOf(claims + data + report)
    const other = claims.replaceAll('the sum', 'the other sum')
    const second = await moduleOf(
      `${other}export const report = { lead: ['More.'], statements: [{ id: 'more', text: 'M', status: 'refuted', reason: 'R', evidence: [] }] }`,
      'b.claims.ts',
    )
    expect(await reported(first, second)).toMatchObject({ stderr: '', exitCode: 1 })
    const html = await readFile(page(), 'utf8')
    for (const text of ['the other sum passes 7', 'It adds.', 'More.', 'id="statement-more"'])
      expect(html).toContain(text)
    const third = await moduleOf(`${other}export const report = { title: 'Mine' }`, 'c.claims.ts')
    expect((await reported(first, third)).stderr).toMatch(/c\.claims\.ts: report: .*some\.claims\.ts has a title too/)
  })
})

describe('of files', () => {
  test('the same verdicts give the same page', async () => {
    const path = await verdictsOf('a.json', [someVerdict(), refutedVerdict()])
    const pages: string[] = []
    for (let i = 0; i < 2; i++) {
      await reported(path)
      pages.push(await readFile(page(), 'utf8'))
    }
    expect(pages[1]).toBe(pages[0])
  })

  test('verdicts are drawn as they are: nothing is computed, and the exit code is theirs', async () => {
    const passing = await verdictsOf('a.json', [
      someVerdict(),
      refutedVerdict({ claim: 'known', expect: 'refuted', passed: true }),
    ])
    const failing = await verdictsOf('b.json', [refutedVerdict({ claim: 'never stated anywhere' })])
    const good = await reported(passing)
    expect(good).toMatchObject({ exitCode: 0, stderr: '' })
    expect(good.stdout).toMatch(/^status [^]*2 claims: 1 proved, 1 refuted \(as expected\)\n\npage: .*\n$/)
    expect(await reported(passing, failing)).toMatchObject({ exitCode: 1, stderr: '' })
    expect(await readFile(page(), 'utf8')).toContain('never stated anywhere')
    const open = await verdictsOf('c.json', [someVerdict({ status: 'survived' })])
    expect(await reported(open)).toMatchObject({ exitCode: 0 })
    expect(await runCli(['report', open, '--strict', '--html', page()])).toMatchObject({ exitCode: 3 })
  })

  test('they mix with modules, and come back from --json', async () => {
    const first = await moduleOf(claims)
    const json = join(folder, 'v.json')
    await runCli(['verify', first, ...cheap, '--json', json])
    const second = await moduleOf(claims.replaceAll('the sum', 'another sum'), 'b.claims.ts')
    const both = await runCli(['report', json, second, ...cheap, '--html', page(), '--json', '-'])
    expect(both.exitCode).toBe(1)
    const names = fromJson(both.stdout).verdicts.map(({ claim }) => claim)
    expect(names).toEqual([
      'another sum lies in [-2, 7]',
      'another sum passes 7',
      'the sum lies in [-2, 7]',
      'the sum passes 7',
    ])
    expect(await readFile(page(), 'utf8')).toContain('another sum passes 7')
  })

  test.each([
    ['{}', 'not a file of verdicts'],
    ['nonsense', 'not JSON'],
    [undefined, 'no such file'],
  ])('a file of %j is unusable', async (text, message) => {
    const path = text === undefined ? join(folder, 'none.json') : await fileOf('x.json', text)
    const { exitCode, stderr } = await reported(path)
    expect(exitCode).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).toMatch(/\[FILE_UNREADABLE\]\n$/)
    expect(await readdir(folder)).not.toContain('page.html')
  })
})

describe('the file', () => {
  test('has a place before any work is done', async () => {
    const nowhere = join(folder, 'no', 'page.html')
    for (const command of ['verify', 'report']) {
      const { exitCode, stdout, stderr } = await runCli([command, 'none.ts', '--html', nowhere])
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
      expect(stderr).toContain('[FILE_UNWRITABLE]')
    }
    const { stderr } = await runCli(['verify', 'none.ts', '--html', '-'])
    expect(stderr).toBe('overshoot: --html: expected a file, received "-" [USAGE]\n')
  })

  test('is not written by a run that is interrupted, nor is a summary', async () => {
    const path = await moduleOf(claims)
    const summary = join(folder, 'summary.md')
    const { exitCode, stderr } = await runCli(['report', path, ...cheap, '--html', page()], {
      signal: AbortSignal.abort(),
      environment: { GITHUB_STEP_SUMMARY: summary },
    })
    expect({ exitCode, files: await readdir(folder) }).toEqual({ exitCode: 130, files: ['some.claims.ts'] })
    expect(stderr).toContain('interrupted: claims are missing above, and neither JSON nor a page was written')
  })

  test('stays as it was where the page cannot be made', async () => {
    await writeFile(page(), 'old')
    const { exitCode } = await reported(await moduleOf(`${claims}export const report = { titel: 'x' }`))
    expect({ exitCode, text: await readFile(page(), 'utf8') }).toEqual({ exitCode: 2, text: 'old' })
  })
})

describe('in a GitHub job', () => {
  test('the verdicts are in its summary', async () => {
    const summary = join(folder, 'summary.md')
    const environment = { GITHUB_STEP_SUMMARY: summary }
    const file = await verdictsOf('a.json', [someVerdict()])
    await runCli(['report', file, '--html', page()], { environment })
    await runCli(['verify', await moduleOf(claims), ...cheap], { environment })
    const text = await readFile(summary, 'utf8')
    expect(text.match(/^### .*$/gm)).toEqual([
      '### Overshoot: 1 claim: 1 proved',
      '### Overshoot: 2 claims: 1 refuted, 1 proved',
    ])
  })

  test('of no verdict is none', async () => {
    const [none, html] = [await verdictsOf('none.json', []), join(folder, 'page.html')]
    const { exitCode, stderr } = await runCli(['report', none, '--html', html, '--baseline', join(folder, 'base.json')])
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: `overshoot: ${none}: no verdict is there to report [FILE_UNREADABLE]\n`,
    })
    expect(await readdir(folder)).toEqual(['none.json'])
  })

  test('a summary that cannot be written is a warning', async () => {
    await mkdir(join(folder, 'summary.md'))
    const file = await verdictsOf('a.json', [someVerdict()])
    const ran = await runCli(['report', file, '--html', page()], {
      environment: { GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
    })
    expect(ran.exitCode).toBe(0)
    expect(ran.stderr).toMatch(/^overshoot: job summary .*summary\.md: cannot be written: EISDIR/)
    expect(ran.stdout).toContain('page: ')
  })
})
