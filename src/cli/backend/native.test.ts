import { expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { nativeVersion } from '../../backend/native/planNative.ts'

const version = await nativeVersion()

const overshoot = (...argv: string[]) => runCli(argv)

test.runIf(version !== undefined)('where native works it says so, and does nothing', async () => {
  const works = { exitCode: 0, stdout: `native backend: libtensorflow ${version} works\n`, stderr: '' }
  expect(await overshoot('native', '--check')).toEqual(works)
  expect(await overshoot('native')).toEqual(works)
})

test('it takes no arguments', async () => {
  expect(await overshoot('native', 'now')).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/\[USAGE\]\n$/) })
})
