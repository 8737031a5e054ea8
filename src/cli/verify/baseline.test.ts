import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { type Around, runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { readBaseline } from '../../report/baseline/baselineFile.ts'
import type { BaselineReport } from '../../report/baseline/change.ts'
import { fromJson, toJson } from '../../report/index.ts'
import { validateVerdicts } from '../../../test/report/validateVerdicts.ts'
import { refutedVerdict, someVerdict } from '../../../test/report/verdict.ts'

let folder: string
let baseline: string
beforeEach(() => {
  folder = temporaryFolder()
  baseline = join(folder, 'baseline.json')
})

const head = `
import { above, always, below, claim, interval, sometimes, tf, within } from 'overshoot'
/** slope * x. */
const line = (slope: number) => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, useBias: false, inputShape: [1], name: 'x' })] })
  model.setWeights([tf.tensor2d([[slope]])])
  return model
}
/** What no proof can see into: the number itself. */
class Mystery extends tf.layers.Layer {
  static className = 'Mystery'
  override call(inputs: unknown) { return (Array.isArray(inputs) ? inputs[0] : inputs) as never }
}
const mystery = tf.sequential({ layers: [new Mystery({ inputShape: [1], name: 'x' })] })
const inputs = interval(0, 10)
`
interface Stated {
  model?: string
  inputs?: string
  holds?: string
  more?: string
}

/** A claim of a module; as it stands it is proved. */
const stated = (
  name: string,
  { model = 'line(1)', inputs = 'inputs', holds = 'always(below(20))', more = '' }: Stated = {},
) => `export const ${name} = claim('${name}', ${model}, { inputs: ${inputs}, holds: ${holds}, ${more} })\n`

const low = stated('low')
const refuted = stated('high', { holds: 'always(below(5))' })
const survived = stated('opaque', { model: 'mystery', holds: 'always(within(0, 10))' })

const overshoot = (argv: string[], around: Around = {}) => runCli(argv, { columns: 200, ...around })

let written = 0

const cheap = ['--backend', 'cpu', '--cases', '50']

/** Without what differs from run to run. */
const shorten = (text: string) =>
  text
    .replaceAll(folder, '.')
    .replace(/\(no hit in .*\)/g, '(no hit)')
    .trim()

/** Verifies the claims against the baseline; what is said of it, without the rest. */
async function against(claims: string, options: readonly string[] = [], around: Parameters<typeof overshoot>[1] = {}) {
  // A module is loaded once a process: its claims move to another one.
  await rm(join(folder, `${written}.claims.ts`), { force: true })
  const path = join(folder, `${++written}.claims.ts`)
  await writeFile(path, head + claims)
  const corpus = options.includes('--corpus') ? [] : ['--no-corpus']
  const argv = ['verify', path, ...cheap, ...corpus, '--baseline', baseline, ...options]
  const { exitCode, stdout, stderr } = await overshoot(argv, around)
  const at = stdout.indexOf(`baseline ${baseline}`)
  return { exitCode, stderr, told: at < 0 ? '' : shorten(stdout.slice(at)) }
}

describe('what got worse fails the run, and is said', () => {
  test.each([
    [
      'a status that tells less',
      [stated('low'), stated('low', { model: 'mystery' })],
      '✗ low: status proved → survived (',
    ],
    [
      'a claim that fails now',
      [low, stated('low', { model: 'line(3)' })],
      '✗ low: status proved → refuted (an input gives',
    ],
    [
      'a claim that disappears',
      [low + survived, low],
      '✗ opaque: claim survived → gone (no claim of this name was decided)',
    ],
    [
      'a certified range that grows',
      [low, stated('low', { model: 'line(1.5)' })],
      '✗ low: certified range [0, 10] → [0, 15] (its upper end rises by 5; 0.1 is allowed)',
    ],
    ['a new claim that fails', [low, low + refuted], '✗ high: claim not on record → refuted (a new claim that fails: '],
    [
      'another set',
      [low, stated('low', { holds: 'always(below(30))' })],
      '✗ low: what is claimed always < 20 → always < 30 (the claim was stated anew',
    ],
    [
      'other inputs',
      [low, stated('low', { inputs: 'interval(0, 9)' })],
      '✗ low: domains x_input 0..10 → x_input 0..9 (',
    ],
    [
      'another demand',
      [stated('low', { more: "demand: 'proof'" }), low],
      '✗ low: what is demanded a proof → no counterexample (',
    ],
    [
      'a belief that is refuted no more',
      [
        stated('high', { holds: 'always(below(5))', more: "expect: 'refuted'" }),
        stated('high', { model: 'line(0.1)', holds: 'always(below(5))', more: "expect: 'refuted'" }),
      ],
      '✗ high: status refuted → proved (',
    ],
  ])('%s', async (_, [before, after], line) => {
    await against(before!)
    const recorded = await readFile(baseline, 'utf8')
    const { exitCode, told, stderr } = await against(after!)
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' })
    expect(told.split('\n')).toContainEqual(expect.stringContaining(line))
    expect(told).toMatch(/^baseline \.\/baseline\.json: [1-9] worse/)
    expect(await readFile(baseline, 'utf8')).toBe(recorded)
  })

  test('a counterexample of the corpus that comes back, by its id', async () => {
    const corpus = ['--corpus', join(folder, 'corpus')]
    await against(stated('low', { model: 'line(3)' }), corpus)
    const [file] = await readdir(join(folder, 'corpus'))
    const id = file!.replace('.json', '')
    expect(await against(low, [...corpus, '--update-baseline'])).toMatchObject({
      exitCode: 0,
      told: expect.stringContaining(`✓ low: counterexample ${id} fixed (replayed, it fails no more)`),
    })
    expect(await against(low, corpus)).toMatchObject({
      exitCode: 0,
      told: 'baseline ./baseline.json: nothing has changed',
    })
    const { exitCode, told } = await against(stated('low', { model: 'line(3)' }), corpus)
    expect(exitCode).toBe(1)
    expect(told).toContain(`✗ low: counterexample ${id} fixed → comes back (replayed, it gives `)
    expect(told).toContain('✗ low: status proved → refuted (the stored counterexample')
  })

  test('one that is not replayed is said to be none that was', async () => {
    const corpus = ['--corpus', join(folder, 'corpus')]
    await against(stated('low', { model: 'line(3)' }), corpus)
    await against(low, [...corpus, '--update-baseline'])
    const [file] = await readdir(join(folder, 'corpus'))
    expect(await against(low)).toMatchObject({
      exitCode: 0,
      told: expect.stringContaining(`fixed when recorded, not replayed now: ${file!.replace('.json', '')}`),
    })
  })
})

describe('what is no regression passes', () => {
  test('better and new are told, and taken over only when asked for', async () => {
    await against(stated('low', { model: 'line(1.5)' }))
    const better = `${low}${survived}`
    const told = await against(better)
    expect(told.exitCode).toBe(0)
    expect(told.told).toMatchInlineSnapshot(`
      "baseline ./baseline.json: 1 better, 1 new
      ✓ low: certified range [0, 15] → [0, 10] (it is tighter)
      + opaque: claim survived (no hit)
        --update-baseline records what is better and what is new"
    `)
    expect(await against(better)).toEqual(told)
    const updated = await against(better, ['--update-baseline'])
    expect(updated).toMatchObject({
      exitCode: 0,
      told: expect.stringContaining('baseline.json: updated: 1 better, 1 new\n✓ low'),
    })
    expect(await against(better)).toMatchObject({ exitCode: 0, told: 'baseline ./baseline.json: nothing has changed' })
  })

  test('an update takes over what is worse too, and what is gone', async () => {
    await against(low + survived)
    const worse = await against(refuted + stated('low', { model: 'line(3)' }), ['--update-baseline'])
    expect(worse).toMatchObject({ exitCode: 0, told: expect.stringContaining('updated: 4 worse') })
    expect((await readBaseline(baseline))!.map(({ claim, status }) => [claim, status])).toEqual([
      ['high', 'refuted'],
      ['low', 'refuted'],
    ])
  })

  test('a failure on record is tolerated, and said; recording it is no excuse', async () => {
    expect(await against(low + refuted)).toMatchObject({ exitCode: 1, told: expect.stringContaining('recorded') })
    expect(await against(low + refuted)).toMatchObject({
      exitCode: 0,
      told: 'baseline ./baseline.json: nothing has changed\n  fails, as it did when it was recorded: high',
    })
  })

  test('the order of the claims is no matter', async () => {
    await against(low + survived)
    expect(await against(survived + low)).toMatchObject({
      exitCode: 0,
      told: expect.stringContaining('nothing has changed'),
    })
  })

  test('growth is a share that can be chosen', async () => {
    await against(low)
    const grown = stated('low', { model: 'line(1.05)' })
    expect(await against(grown)).toMatchObject({ exitCode: 1 })
    expect(await against(grown, ['--growth', '0.2'])).toMatchObject({ exitCode: 0 })
    expect(await against(low, ['--growth', '0'])).toMatchObject({ exitCode: 0 })
  })
})

describe('with --strict', () => {
  test('a claim left open is tolerated where it is on record, and 3 where it is not', async () => {
    await against(low)
    expect(await against(low + survived, ['--strict'])).toMatchObject({ exitCode: 3 })
    await against(low + survived, ['--update-baseline'])
    expect(await against(low + survived, ['--strict'])).toMatchObject({ exitCode: 0 })
    expect(await against(survived, ['--strict'])).toMatchObject({ exitCode: 1 })
  })
})

describe('a baseline that is not there', () => {
  test('is recorded, and said', async () => {
    expect(await against(low)).toEqual({
      exitCode: 0,
      stderr: '',
      told: 'baseline ./baseline.json: recorded: there was none before',
    })
    expect(await readBaseline(baseline)).toMatchObject([{ claim: 'low', status: 'proved', backend: 'cpu' }])
  })

  test.each([
    ['true', 2],
    ['1', 2],
    ['false', 0],
    ['0', 0],
    ['', 0],
  ])('with CI=%s is an error before any work: exit %i', async (CI, exitCode) => {
    const ran = await against(low, [], { environment: { CI } })
    expect(ran.exitCode).toBe(exitCode)
    expect(ran.stderr).toMatch(
      exitCode === 0
        ? /^$/
        : /^overshoot: .*baseline\.json: there is no such baseline, .*--update-baseline.* \[BASELINE_MISSING\]\n$/,
    )
    expect(await readdir(folder)).toHaveLength(exitCode === 0 ? 2 : 1)
  })

  test('in CI is recorded where that was asked for', async () => {
    expect(await against(low, ['--update-baseline'], { environment: { CI: 'true' } })).toMatchObject({ exitCode: 0 })
    expect(await against(low, [], { environment: { CI: 'true' } })).toMatchObject({ exitCode: 0 })
  })
})

describe('what is refused before any work', () => {
  test.each([
    ['{', 'FILE_UNREADABLE'],
    ['{ "format": 2, "claims": [] }', 'FILE_UNREADABLE'],
  ])('a baseline of %j, which no update replaces', async (text, code) => {
    await writeFile(baseline, text)
    for (const options of [[], ['--update-baseline']]) {
      const { exitCode, stderr, told } = await against(low, options)
      expect({ exitCode, told }).toEqual({ exitCode: 2, told: '' })
      expect(stderr).toMatch(new RegExp(`^overshoot: ${baseline}: .* \\[${code}\\]\n$`))
      expect(await readFile(baseline, 'utf8')).toBe(text)
    }
  })

  test.each([
    [['--update-baseline'], '--update-baseline: expected --baseline beside it'],
    [['--growth', '0.1'], '--growth: expected --baseline beside it'],
    [['--baseline', 'x.json', '--growth', '-1'], '--growth: expected a number from 0, received "-1"'],
    [['--baseline', 'x.json', '--json', './x.json'], '--baseline: expected a file of its own, received that of --json'],
    [
      ['--baseline', 'a/../x.html', '--html', 'x.html'],
      '--baseline: expected a file of its own, received that of --html',
    ],
    [['--baseline', '-'], '--baseline: expected a file, received "-"'],
  ])('%j', async (options, message) => {
    const { exitCode, stdout, stderr } = await overshoot(['verify', 'none.ts', ...options])
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toBe(`overshoot: ${message} [USAGE]\n`)
  })

  test('a place that takes no file', async () => {
    baseline = join(folder, 'no', 'baseline.json')
    expect(await against(low)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('[FILE_UNWRITABLE]') })
  })
})

test('an interrupted run is not compared, and leaves the baseline alone', async () => {
  await against(low)
  const recorded = await readFile(baseline, 'utf8')
  const signal = AbortSignal.abort()
  const { exitCode, told, stderr } = await against(refuted, ['--update-baseline'], { signal })
  expect({ exitCode, told }).toEqual({ exitCode: 130, told: '' })
  expect(stderr).toContain(`; nothing was compared with ${baseline}\n`)
  expect(await readFile(baseline, 'utf8')).toBe(recorded)
})

describe('told elsewhere', () => {
  test('JSON, the summary of a job and the page have the changes', async () => {
    await against(low)
    const [json, html, summary] = ['verdicts.json', 'page.html', 'summary.md'].map((name) => join(folder, name))
    const environment = { GITHUB_STEP_SUMMARY: summary! }
    await against(stated('low', { model: 'line(1.5)' }), ['--json', json!, '--html', html!], { environment })
    const file = JSON.parse(await readFile(json!, 'utf8')) as { baseline: BaselineReport }
    expect(validateVerdicts(file)).toBe(true)
    expect(file.baseline).toMatchObject({
      file: baseline,
      outcome: 'compared',
      changes: [{ claim: 'low', kind: 'worse', what: 'certified range', from: '[0, 10]', to: '[0, 15]' }],
    })
    expect(await readFile(summary!, 'utf8')).toContain('| ✗ worse | low | certified range ')
    expect(await readFile(html!, 'utf8')).toMatch(
      /<section id="baseline"[^]*low[^]*certified range[^]*its upper end rises by 5/,
    )
  })

  test('with JSON on standard output people read it beside', async () => {
    await writeFile(join(folder, 'some.claims.ts'), head + low)
    const argv = [
      'verify',
      join(folder, 'some.claims.ts'),
      ...cheap,
      '--no-corpus',
      '--baseline',
      baseline,
      '--json',
      '-',
    ]
    const { stdout, stderr } = await overshoot(argv)
    expect(fromJson(stdout).verdicts).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({ baseline: { outcome: 'recorded', changes: [] } })
    expect(stderr).toContain('recorded: there was none before')
  })
})

describe('overshoot report', () => {
  const reported = (...sources: string[]) =>
    overshoot(['report', ...sources, '--html', join(folder, 'page.html'), '--baseline', baseline])
  const fileOf = async (name: string, verdicts: Parameters<typeof toJson>[0]['verdicts']) => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, name), toJson({ verdicts }))
    return join(folder, name)
  }

  test('compares verdicts in files, of another backend too', async () => {
    const native = await fileOf('native.json', [someVerdict({ backend: 'native' }), refutedVerdict()])
    expect(await reported(native)).toMatchObject({ exitCode: 1 })
    expect(await reported(native)).toMatchObject({ exitCode: 0 })
    const wasm = await fileOf('wasm.json', [
      someVerdict({ backend: 'wasm', certified: [0, 1 + 2 ** -24] }),
      refutedVerdict(),
    ])
    const { exitCode, stdout } = await reported(wasm)
    expect(exitCode).toBe(0)
    expect(stdout).toContain('1 claim recorded on native, decided on wasm\n')
  })

  test('refuses a claim that is there twice: which of them is on record cannot be told', async () => {
    const [native, wasm] = [
      await fileOf('native.json', [someVerdict({ backend: 'native' })]),
      await fileOf('wasm.json', [someVerdict({ backend: 'wasm' })]),
    ]
    const { exitCode, stdout, stderr } = await reported(native, wasm)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/received "the deep output lies in \[0, 1\]" twice \[BASELINE_AMBIGUOUS\]\n$/)
    await expect(readFile(baseline)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
