import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify, stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeProject, type Ran, runVitest, vitestConfig } from './project.laws.ts'

/** A project with nothing configured but where the package is: what users see first. */
const config = vitestConfig(`{ pool: 'forks', include: ['*.test.ts'] }`)
const tests = `
import { always, claim, interval, tf, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { describe } from 'vitest'
const x = tf.input({ shape: [1], name: 'x' })
const minus = tf.layers.dense({ units: 1, useBias: false, weights: [tf.tensor2d([[-1]])] }).apply(x)
const products = [x, minus].map((factor) => tf.layers.multiply().apply([x, factor]))
const model = tf.model({ inputs: x, outputs: tf.layers.add().apply(products) })
const about = (name, lo, hi) => claim(name, model, { inputs: interval(1, 2), holds: always(within(lo, hi)) })
describe('squares', () => {
  test.claim(about('cancel roughly (to 10)', -10, 10))
  test.claim(about('cancel to the bit', -1e-9, 1e-9), { cases: 500, regions: 20 })
})
test.claim(about('lie above 1', 1, 2), { cases: 500 })`

let folder: string
let ran: Ran
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'overshoot-plain-'))
  await makeProject(folder, { 'vitest.config.js': config, 'model.test.ts': tests })
  ran = await runVitest(folder, ['run', '--reporter=default'])
})
afterAll(() => rm(folder, { recursive: true }))

test('the verdict stands in the output of each test', () => {
  const lines = ran.output.split('\n').filter((line) => /^\S (proved|survived|refuted) by /.test(line))
  expect(lines.map((line) => line.slice(0, 22))).toEqual([
    expect.stringMatching(/^✓ proved by bounds: /),
    expect.stringMatching(/^\S survived by /),
    expect.stringMatching(/^✗ refuted by search: /),
  ])
})

test('one line says which claims are not proved', () => {
  expect(ran.output).toContain('2 of 3 claims not proved: cancel to the bit (survived), lie above 1 (refuted)')
})

test('a failure has values to paste, and a replay that works', async () => {
  expect(ran.output).toContain('to paste: { x: [1] }')
  const [, id] = /npx overshoot replay ([0-9a-f]{12})\b/.exec(ran.output) ?? []
  expect(await readdir(join(folder, 'fixtures/counterexamples'))).toEqual([`${id}.json`])
  const again = await replay(id!)
  expect(again.output).toContain(`the stored counterexample ${id} still gives`)
  expect(again.exitCode).toBe(1)
})

test('a replay whose test is gone says so', async () => {
  const [file] = await readdir(join(folder, 'fixtures/counterexamples'))
  await writeFile(join(folder, 'model.test.ts'), tests.replace("'lie above 1'", "'lie higher'"))
  const gone = await replay(file!.replace('.json', ''))
  expect(gone.exitCode).toBe(2)
  expect(gone.output).toContain('was found by a test that is not there any more')
})

/** `overshoot replay` in the folder of the project: the program of this checkout. */
async function replay(id: string): Promise<Ran> {
  const program = `
    const { createJiti } = await import('jiti')
    const { run } = await createJiti(${JSON.stringify(import.meta.url)}).import(${JSON.stringify(new URL('../cli/run.ts', import.meta.url).href)})
    process.exitCode = await run(['replay', ${JSON.stringify(id)}], { stdout: process.stdout, stderr: process.stderr, environment: process.env })`
  const env = { ...process.env, OVERSHOOT_STORE: '', NO_COLOR: '1', VITEST: '' }
  return promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, env }).then(
    ({ stdout, stderr }) => ({ exitCode: 0, output: stripVTControlCharacters(stdout + stderr) }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      exitCode: error.code,
      output: stripVTControlCharacters(error.stdout + error.stderr),
    }),
  )
}
