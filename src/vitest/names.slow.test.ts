import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { plainConfig, replay, squares } from '../../test/vitest/plainProject.ts'
import { makeProject, runVitest } from '../../test/vitest/project.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

/** Their models, 0 x. */
const head = squares.slice(0, squares.indexOf('describe('))
const stated = `test.claim(about('it stays', lo, hi), { cases: 500 })`
const suite = (name: string, lo: number, hi: number): string =>
  `describe('${name}', () => { ${stated.replace('lo, hi', `${lo}, ${hi}`)} })`

test('claims of one name in several suites and files go by themselves', async () => {
  await makeProject(folder, {
    'vitest.config.js': plainConfig,
    'a.test.ts': `${head}\n${suite('(first)', 1, 2)}\n${suite('second', -1, 2)}`,
    'b.test.ts': `${head}\n${suite('second', -1, 3)}`,
  })
  await runVitest(folder, ['run'])
  const again = await runVitest(folder, ['run'])
  expect(again.output).toContain('1 failed | 2 passed')
  expect(again.output).toContain('✗ refuted by replay')
  expect(again.output).not.toMatch(/fixed|fails no more|has changed/)
  const [file, ...more] = await readdir(join(folder, 'fixtures/counterexamples'))
  expect(more).toEqual([])
  const replayed = await replay(folder, file!.replace('.json', ''))
  expect(replayed).toMatchObject({ exitCode: 1, output: expect.stringContaining('1 failed | 1 skipped') })
})

test('two that nothing tells apart are an error, the same twice is none', async () => {
  const again = stated.replace('lo, hi', '-1, 2')
  await makeProject(folder, {
    'vitest.config.js': plainConfig,
    'a.test.ts': `${head}\n${again}\n${again}\n${stated.replace('lo, hi', '-1, 3')}`,
  })
  const { exitCode, output } = await runVitest(folder, ['run'])
  expect(exitCode).toBe(1)
  expect(output).toContain('1 failed | 2 passed')
  expect(output).toContain('received two that are named "it stays"')
})
