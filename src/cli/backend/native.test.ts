import { expect, test } from 'vitest'
import { nativeVersion } from '../../backend/native/planNative.ts'
import { run } from '../run.ts'

const version = await nativeVersion()

async function overshoot(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') => ({ write: (text: string) => (written[name] += text) })
  const exitCode = await run(argv, { stdout: into('stdout'), stderr: into('stderr'), environment: {} })
  return { exitCode, ...written }
}

test.runIf(version !== undefined)('where native works it says so, and does nothing', async () => {
  const works = { exitCode: 0, stdout: `native backend: libtensorflow ${version} works\n`, stderr: '' }
  expect(await overshoot('native', '--check')).toEqual(works)
  expect(await overshoot('native')).toEqual(works)
})

test('it takes no arguments', async () => {
  expect(await overshoot('native', 'now')).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/\[USAGE\]\n$/) })
})
