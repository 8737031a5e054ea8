import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { OvershootError } from '../errors.ts'
import { brief } from '../files/brief.ts'
import type { StoredCounterexample } from '../search/corpus/storedCounterexample.ts'
import { type ExitCode, exitCodes } from './exitCodes.ts'
import type { Io } from './io.ts'

/**
 * Runs the test that found a counterexample, which replays it before all else: the claim is stated nowhere but there. What vitest says is
 * passed on; resolves to whether the test fails.
 * @param argv of vitest, as `fromTestSource` gives it
 * @throws USAGE where there is no vitest, or no such test any more
 */
export async function replayTest(argv: readonly string[], stored: StoredCounterexample, io: Io): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), 'overshoot-replay-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const env = { OVERSHOOT_BACKEND: stored.backend, ...io.environment }
    io.stdout.write(await run([vitest(), ...argv, ...reporters], env))
    const counts = await readCounts(report)
    if (counts === undefined || counts.numPassedTests + counts.numFailedTests === 0)
      throw new OvershootError(
        'USAGE',
        `counterexample ${stored.id} was found by a test that is not there any more: ${brief(argv.join(' '))}`,
      )
    return counts.numFailedTests > 0 ? exitCodes.failed : exitCodes.passed
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((done) => {
    execFile(process.execPath, argv, { env, maxBuffer: 2 ** 28 }, (_, stdout, stderr) => done(stdout + stderr))
  })
}

/** The program of the vitest of the project that this is run in. */
function vitest(): string {
  try {
    return join(dirname(createRequire(resolve('package.json')).resolve('vitest/package.json')), 'vitest.mjs')
  } catch (error) {
    throw new OvershootError('USAGE', 'the counterexample was found by a test, and vitest is not installed here', {
      cause: error,
    })
  }
}

async function readCounts(path: string): Promise<{ numPassedTests: number; numFailedTests: number } | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === undefined ? undefined : (JSON.parse(text) as { numPassedTests: number; numFailedTests: number })
}
