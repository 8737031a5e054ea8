import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { plainConfig, replay, squares } from '../../test/vitest/plainProject.ts'
import { makeProject, type Ran, runVitest } from '../../test/vitest/project.ts'

const folder = temporaryFolder()
let ran: Ran
beforeAll(async () => {
  await makeProject(folder, { 'vitest.config.js': plainConfig, 'model.test.ts': squares })
  ran = await runVitest(folder, ['run', '--reporter=default'])
})

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
  const again = await replay(folder, id!)
  expect(again.output).toContain(`the stored counterexample ${id} still gives`)
  expect(again.exitCode).toBe(1)
})

test('a replay whose test is gone says so', async () => {
  const [file] = await readdir(join(folder, 'fixtures/counterexamples'))
  await writeFile(join(folder, 'model.test.ts'), squares.replace("'lie above 1'", "'lie higher'"))
  const gone = await replay(folder, file!.replace('.json', ''))
  expect(gone.exitCode).toBe(2)
  expect(gone.output).toContain('was found by a test that is not there any more')
})

test('a test that is tried again is summed up by its last try, and one that breaks is not proved', async () => {
  const retried = `${squares.slice(0, squares.indexOf('describe('))}
import { beforeEach } from 'vitest'
let tries = 0
beforeEach(() => void tries++)
const second = about('breaks the second time', 1, 2)
const broken = { ...second, get inputs() { if (tries > 1) throw new Error('broken'); return second.inputs } }
test.claim(broken, { cases: 20, store: false })
test.claim(about('cancel roughly', -10, 10))
test.claim.skip(about('skipped', 1, 2))`
  await writeFile(join(folder, 'model.test.ts'), retried)
  const { output } = await runVitest(folder, ['run', '--reporter=default', '--retry=1'])
  expect(output).toMatch(/✗ refuted by [^]*Error: broken/)
  expect(output).toContain('1 of 2 claims not proved: breaks the second time (no verdict)')
})
