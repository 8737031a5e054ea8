import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { plainConfig, replay, squares } from '../../test/vitest/plainProject.ts'
import { makeProject, runVitest } from '../../test/vitest/project.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

test('a replay speaks of its own test and counterexample, whatever others of like names come to', async () => {
  await makeProject(folder, { 'vitest.config.js': plainConfig, 'model.test.ts': squares })
  await runVitest(folder, ['run', '-t', 'lie above'])
  const [file] = await readdir(join(folder, 'fixtures/counterexamples'))
  const id = file!.replace('.json', '')
  const model = join(folder, 'model.test.ts')
  // Nothing is left of what it was found by but the beginning of a name.
  await writeFile(model, `${squares.replace("'lie above 1'", "'lie above 10'")}\ntest('they lie above 1', () => {})`)
  const others = await replay(folder, id)
  expect(others.exitCode).toBe(2)
  expect(others.output).toContain('was found by a test that is not there any more')
  // Fixed, while others fail.
  const fixed = squares.replace("'lie above 1', 1, 2", "'lie above 1', -1, 2")
  await writeFile(model, `${fixed}\ntest.claim(about('lie above 1, surely', 1, 2), { cases: 500, store: false })`)
  expect(await replay(folder, id)).toMatchObject({ exitCode: 0, output: expect.stringContaining('1 failed') })
  await writeFile(model, squares.replace('{ cases: 500 })', "{ cases: 500, corpus: 'elsewhere' })"))
  const elsewhere = await replay(folder, id)
  expect(elsewhere.exitCode).toBe(2)
  expect(elsewhere.output).toContain('its test has not replayed it: it is not in the corpus of the test')
})

describe('names that shells, patterns and options could take otherwise', () => {
  const names = [
    '007',
    '-1 <= y, or "x" is `$HOME`',
    "it's (a|b)* [c]? ^d$ \\\\ {2}",
    'a\nb',
    'ünï – 数',
    '--seed',
    'true',
  ]

  test('replay too', async () => {
    const all = `${squares.slice(0, squares.indexOf('describe('))}
    for (const name of ${JSON.stringify(names)}) describe(name, () => describe('deep', () => test.claim(about(name, 1, 2), { cases: 500 })))`
    await makeProject(folder, { 'vitest.config.js': plainConfig, 'model.test.ts': all })
    await runVitest(folder, ['run', '--reporter=default'])
    const files = await readdir(join(folder, 'fixtures/counterexamples'))
    expect(files).toHaveLength(names.length)
    const again = await Promise.all(files.map((file) => replay(folder, file.replace('.json', ''))))
    expect(again.map(({ exitCode }) => exitCode)).toEqual(names.map(() => 1))
  })
})
