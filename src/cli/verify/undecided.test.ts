import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { fromJson } from '../../report/index.ts'
import { validateVerdicts } from '../../../test/report/validateVerdicts.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

/**
 * Claims of models: one that is right, one that fails when it runs, one that is refuted; a fault that no error of the
 * package tells of.
 */
const claims = `
import { always, claim, interval, tf, within } from 'overshoot'
const dense = (activation?: 'sigmoid') =>
  tf.sequential({ layers: [tf.layers.dense({ units: 1, activation, inputShape: [1], kernelInitializer: 'ones', name: 'layer' })] })
class Broken extends tf.layers.Layer {
  static className = 'Broken'
  override call(inputs: unknown) { throw new Error('no luck\\ntoday') }
}
const broken = tf.sequential({ layers: [new Broken({ inputShape: [1], name: 'layer' })] })
const inputs = interval(-5, 5)
const holds = always(within(0, 1))
export const first = claim('first', dense('sigmoid'), { inputs, holds })
export const second = claim('second', broken, { inputs, holds })
export const third = claim('third', dense(), { inputs, holds })
`
const fault = `
export const fault = { ...first, name: 'fault', holds: { kind: 'always', get set() { throw new TypeError('a fault') } } }
`
const reported = `
export const report = { statements: [{ id: 's', text: 'it holds', verdict: 'true', evidence: ['second'], why: 'because' }] }
`

async function verify(text: string, options: readonly string[], environment: Record<string, string> = {}) {
  const path = join(folder, 'some.claims.ts')
  await writeFile(path, text)
  return runCli(['verify', path, '--backend', 'cpu', '--no-corpus', ...options], { environment })
}

describe('a claim that comes to no verdict', () => {
  test('leaves those of the others: they are told, and it is an error', async () => {
    const { exitCode, stdout, stderr } = await verify(claims, [])
    expect(exitCode).toBe(2)
    expect(stdout).toContain('2 claims: 1 proved, 1 refuted')
    expect(stderr).toBe(
      'overshoot: claim "second": its model does not run: no luck today [MODEL_INVALID]\n' +
        'overshoot: 1 claim came to no verdict\n',
    )
  })

  test('stands in the JSON and in the summary of a job, and nothing that would miss it is written', async () => {
    const json = join(folder, 'verdicts.json')
    const places = ['--html', join(folder, 'page.html'), '--baseline', join(folder, 'baseline.json')]
    const summary = join(folder, 'summary.md')
    const { exitCode, stderr } = await verify(claims + reported, ['--json', json, ...places], {
      GITHUB_STEP_SUMMARY: summary,
    })
    expect(exitCode).toBe(2)
    expect(stderr).toContain(`nothing was compared with ${places[3]}; no page was written to ${places[1]}\n`)
    expect((await readdir(folder)).sort()).toEqual(['some.claims.ts', 'summary.md', 'verdicts.json'])
    const text = await readFile(json, 'utf8')
    expect(validateVerdicts(JSON.parse(text))).toBe(true)
    const { verdicts, errors } = fromJson(text)
    expect(verdicts.map(({ claim, status }) => `${claim} ${status}`)).toEqual(['first proved', 'third refuted'])
    const message = 'claim "second": its model does not run: no luck today'
    expect(errors).toEqual([{ claim: 'second', code: 'MODEL_INVALID', message }])
    const shown = await readFile(summary, 'utf8')
    expect(shown).toContain('1 without a verdict')
    expect(shown).toMatch(/no verdict \| second \| MODEL&#95;INVALID/)

    const drawn = await runCli(['report', json, '--html', places[1]!])
    expect(drawn.exitCode).toBe(2)
    expect(drawn.stderr).toMatch(/came to no verdict on "second": .* \[MODEL_INVALID\] \[FILE_UNREADABLE\]\n$/)
  })

  test('is a fault of the program where the program is at fault', async () => {
    const json = join(folder, 'verdicts.json')
    const { exitCode, stdout, stderr } = await verify(claims + fault, ['--json', json])
    expect(exitCode).toBe(70)
    expect(stdout).toContain('2 claims: 1 proved, 1 refuted')
    expect(stderr).toMatch(/overshoot: claim "fault": internal error, please report it: TypeError: a fault\n +at /)
    expect(fromJson(await readFile(json, 'utf8')).errors?.map(({ code }) => code)).toEqual([
      'MODEL_INVALID',
      'INTERNAL',
    ])
  })
})
