import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

test('check takes the folder of a SavedModel, or the file of its graph, of layers or a graph', async () => {
  const check = (path: string, ...more: string[]) =>
    runCli(['check', path, ...more, '--backend', 'cpu', '--no-corpus', '--json', '-'])
  const folder = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
  const graph = join(folder, 'savedModel/graphs/calls.graph')
  const claim = ['--output', 'second', '--input', '-1..1', '--always', '-1 <= y <= 1']
  const checked = [
    await check(join(folder, 'keras/files/masked-keras-2.tf'), '--input', '0..3', '--always', '-100 <= y <= 100'),
    await check(graph, ...claim),
    await check(join(graph, 'saved_model.pb'), ...claim),
  ]
  const verdicts = checked.map(({ stdout }) => fromJson(stdout).verdicts[0]!)
  expect(verdicts.map(({ status }) => status)).toEqual(['survived', 'proved', 'proved'])
  expect(verdicts[2]!.claim).toBe(verdicts[1]!.claim)
})

test('init drafts claims about a SavedModel', async () => {
  const graph = fileURLToPath(new URL('../../../fixtures/savedModel/graphs/outputs.graph', import.meta.url))
  const out = join(sandbox, 'outputs.claims.ts')
  const { exitCode, stderr } = await runCli(['init', graph, '--out', out, '--backend', 'cpu'])
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 })
  expect(readFileSync(out, 'utf8')).toContain("outputs.graph', import.meta.url)")
})

test('a SavedModel that cannot be read is an error that says why', async () => {
  mkdirSync(join(sandbox, 'saved'))
  written('saved/saved_model.pb', new Uint8Array())
  const { stderr } = await runCli(['check', join(sandbox, 'saved'), '--always', 'y < 1', '--backend', 'cpu'])
  expect(stderr).toContain('saved is no readable model: it holds no graph')
})
