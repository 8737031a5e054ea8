import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { kerasFile } from '../../../test/model/kerasFiles.ts'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { fromJson } from '../../report/index.ts'

const sandbox = temporaryFolder()

const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(sandbox, name), bytes)
  return join(sandbox, name)
}
const model = join(sandbox, 'asked.keras')
beforeAll(() => void written('asked.keras', kerasFile('wide-and-deep-as-in-the-question-keras-2.keras')))
const inputs = ['--input', 'linear_model=-1..1', '--input', 'conv1d_input=0..1']

test('check takes the file that Keras saved', async () => {
  const { stdout, exitCode } = await runCli(
    // prettier-ignore
    ['check', model, ...inputs, '--always', '-100 <= y <= 100', '--backend', 'cpu', '--no-corpus', '--json', '-'],
  )
  const [verdict] = fromJson(stdout).verdicts
  expect({ exitCode, status: verdict!.status, by: verdict!.by }).toEqual({
    exitCode: 0,
    status: 'proved',
    by: 'bounds',
  })
})

test('init drafts claims about it', async () => {
  const out = join(sandbox, 'asked.claims.ts')
  const { exitCode } = await runCli(['init', model, '--out', out, '--backend', 'cpu'])
  expect(exitCode).toBe(0)
  expect(readFileSync(out, 'utf8')).toContain("new URL('./asked.keras', import.meta.url)")
})

test('a SavedModel is told from a folder without a model', async () => {
  mkdirSync(join(sandbox, 'saved'))
  written('saved/saved_model.pb', new Uint8Array())
  const { stderr } = await runCli(['check', join(sandbox, 'saved'), '--always', 'y < 1', '--backend', 'cpu'])
  expect(stderr).toContain("Save it once more from Keras: keras.models.load_model(folder).save('model.keras')")
})
