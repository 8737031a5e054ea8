import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { OvershootError } from '../../errors.ts'
import { brief } from '../../files/brief.ts'
import { fromPlain } from '../../report/index.ts'
import type { StoredCounterexample } from '../../search/corpus/storedCounterexample.ts'
import { type ExitCode, exitCodes } from '../exitCodes.ts'
import type { Io } from '../terminal/io.ts'

/**
 * Runs the test that found a counterexample, which replays it before all else: the claim is stated nowhere but there.
 * What vitest says is passed on; the exit code is what the verdict of that very test says of that very counterexample:
 * names are patterns to vitest, so others may have run too.
 * @param argv of vitest, as `fromTestSource` gives it
 * @throws USAGE where there is no vitest, or no such test any more; COUNTEREXAMPLE_UNREADABLE where the test has not
 * replayed it
 */
export async function replayTest(argv: readonly string[], stored: StoredCounterexample, io: Io): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), 'overshoot-replay-'))
  try {
    const report = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const env = { OVERSHOOT_BACKEND: stored.backend, ...io.environment }
    io.stdout.write(await run([vitest(), ...argv, ...reporters], env))
    const ran = (await readTests(report)).filter(({ title }) => title === stored.claim)
    if (ran.length === 0)
      throw new OvershootError(
        'USAGE',
        `counterexample ${stored.id} was found by a test that is not there any more: ${brief(argv.join(' '))}`,
      )
    const verdicts = ran.flatMap(({ meta }) => fromPlain(meta?.overshoot) ?? [])
    if (verdicts.some(({ failing }) => failing?.includes(stored.id))) return exitCodes.failed
    if (verdicts.some(({ fixed }) => fixed?.includes(stored.id))) return exitCodes.passed
    const why = verdicts.flatMap(({ warnings = [] }) => warnings).find((warning) => warning.includes(stored.id))
    throw new OvershootError(
      'COUNTEREXAMPLE_UNREADABLE',
      `counterexample ${stored.id}: its test has not replayed it${verdicts.length === 0 ? ' and came to no verdict' : `: ${why ?? 'it is not in the corpus of the test'}`}`,
    )
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

/** A test in vitest's JSON. */
interface Ran {
  readonly title: string
  readonly status: string
  readonly meta?: { readonly overshoot?: unknown }
}

/** The tests that were run, none where vitest wrote no report. */
async function readTests(path: string): Promise<Ran[]> {
  const text = await readFile(path, 'utf8').catch(() => '{}')
  const { testResults = [] } = JSON.parse(text) as { testResults?: { assertionResults: Ran[] }[] }
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'passed' || status === 'failed')
}
