import { access, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { fromJson } from '../report/index.ts'
import { validateVerdicts } from '../../test/report/validateVerdicts.ts'
import { makeProject, runVitest, sourceOf, vitestConfig } from '../../test/vitest/project.ts'

const config = vitestConfig(`{ pool: 'forks', maxWorkers: 1, include: ['*.test.ts'], reporters: [
  'dot', [${JSON.stringify(sourceOf('vitest/reporter.ts'))}, { outputFile: 'verdicts.json', html: 'page.html' }],
] }`)

const head = `
import { always, claim, interval, tf, within } from 'overshoot'
import { test } from 'overshoot/vitest'
import { afterEach, beforeAll, beforeEach, describe } from 'vitest'
const model = (layer) => tf.sequential({ layers: [layer] })
const ones = model(tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones', name: 'sum' }))
const about = (name, hi = 6, of = ones) => claim(name, of, { inputs: interval(-5, 5), holds: always(within(-6, hi)) })
const fail = () => { throw new TypeError('no\\nhook') }
`
const undecided = `${head}
class Broken extends tf.layers.Layer {
  static className = 'Broken'
  call() { throw new Error('no luck') }
}
const broken = model(new Broken({ inputShape: [1], name: 'layer' }))
test.claim(about('fine'))
test.claim(about('its model fails', 6, broken))
describe('all', () => { beforeAll(fail); test.claim(about('below beforeAll')); test.claim.skip(about('skipped')) })
describe('each', () => { beforeEach(fail); test.claim(about('below beforeEach')) })
describe('after', () => { afterEach(fail); test.claim(about('decided all the same')) })
describe('odd', () => { beforeEach(() => { throw { odd: 1 } }); test.claim(about('below what is no error')) })
test('is an ordinary test', fail)
`

let folder: string
beforeEach(() => (folder = temporaryFolder()))
const isThere = (file: string) =>
  access(join(folder, file)).then(
    () => true,
    () => false,
  )

test('claims that an error kept from a verdict stand in the JSON and the summary, and no page is drawn', async () => {
  await makeProject(folder, {
    'vitest.config.js': config,
    'a.test.ts': undecided,
    'b.test.ts': "import './missing.ts'",
  })
  const { exitCode, output } = await runVitest(folder, ['run'])
  expect(exitCode).toBe(1)
  const text = await readFile(join(folder, 'verdicts.json'), 'utf8')
  expect(validateVerdicts(JSON.parse(text))).toBe(true)
  const { verdicts, errors } = fromJson(text)
  expect(verdicts.map(({ claim }) => claim)).toEqual(['fine', 'decided all the same'])
  expect(errors).toEqual([
    {
      claim: 'its model fails',
      code: 'MODEL_INVALID',
      message: 'claim "its model fails": its model does not run: no luck',
    },
    { claim: 'below beforeAll', code: 'TEST_FAILED', message: 'no hook' },
    { claim: 'below beforeEach', code: 'TEST_FAILED', message: 'no hook' },
    { claim: 'below what is no error', code: 'TEST_FAILED', message: expect.any(String) },
    { claim: 'b.test.ts', code: 'TEST_FAILED', message: expect.stringContaining('missing.ts') },
  ])
  expect(output).toMatch(/overshoot: 5 claims came to no verdict: its model fails, .*; not written: page\.html/)
  expect(await isThere('page.html')).toBe(false)
  expect(await readFile(join(folder, 'summary.md'), 'utf8')).toContain('5 without a verdict')
}, 60_000)

test('of a run that was cut short neither JSON nor page is written', async () => {
  await makeProject(folder, {
    'vitest.config.js': config,
    'a.test.ts': `${head}\ntest.claim(about('too high', 1), { store: false })\ntest.claim(about('never tried'))`,
  })
  const { exitCode, output } = await runVitest(folder, ['run', '--bail=1'])
  expect(exitCode).toBe(1)
  expect(output).toContain('overshoot: the run was cut short; not written: verdicts.json, page.html')
  expect(await Promise.all(['verdicts.json', 'page.html'].map(isThere))).toEqual([false, false])
}, 60_000)

test('claims without a verdict are those of a shard that was cut short, where reports are merged', async () => {
  await makeProject(folder, {
    'vitest.config.js': config,
    'a.test.ts': `${head}\ntest.claim(about('too high', 1), { store: false })\ntest.claim(about('never tried'))`,
  })
  await runVitest(folder, ['run', '--shard=1/1', '--reporter=blob', '--bail=1'])
  await runVitest(folder, ['run', '--merge-reports'])
  const { errors } = fromJson(await readFile(join(folder, 'verdicts.json'), 'utf8'))
  expect(errors).toEqual([{ claim: 'never tried', code: 'TEST_FAILED', message: 'its test did not come to its end' }])
  expect(await isThere('page.html')).toBe(false)
}, 60_000)
