import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { fromJson, toJson } from '../report/index.ts'
import { someVerdict } from '../../test/report/verdict.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

const folder = temporaryFolder()

/** The program itself, as `npm run build` made it: `npm test` builds first. */
function start(...argv: string[]): ChildProcessWithoutNullStreams {
  return startIn(root, ...argv)
}

function startIn(cwd: string, ...argv: string[]): ChildProcessWithoutNullStreams {
  const env = { ...process.env, OVERSHOOT_BACKEND: 'cpu', NO_COLOR: '1', GITHUB_STEP_SUMMARY: '' }
  return spawn(process.execPath, [join(root, 'dist/cli/main.js'), ...argv], { cwd, env })
}

async function finish(program: ChildProcessWithoutNullStreams) {
  const exitCode = new Promise<number | null>((resolve) => program.once('close', resolve))
  const [stdout, stderr] = await Promise.all([text(program.stdout), text(program.stderr)])
  return { stdout, stderr, exitCode: await exitCode }
}

async function moduleOf(name: string, source: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, source)
  return path
}

const claims = `
import { always, claim, interval, tf, within } from 'overshoot'
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })] })
export const low = claim('stays low', model, { inputs: interval(0, 1), holds: always(within(0, 0.5)) })`

test('standard output holds nothing but JSON, whatever the module prints, and timers do not keep the program', async () => {
  const path = await moduleOf('chatty.ts', `${claims}\nconsole.log('from the module')\nsetInterval(() => {}, 1000)`)
  const { stdout, stderr, exitCode } = await finish(start('verify', path, '--no-corpus', '--json', '-'))
  expect(fromJson(stdout).verdicts).toMatchObject([{ claim: 'stays low', status: 'refuted', backend: 'cpu' }])
  expect(stderr).toMatch(/^backend cpu [^]*from the module\n[^]*1 claim: 1 refuted\n/)
  expect(exitCode).toBe(1)
})

test('the environment and --backend choose the backend; an unknown one is an error', async () => {
  const path = await moduleOf('plain.ts', claims)
  const [wasm, unknown] = await Promise.all([
    finish(start('verify', path, '--no-corpus', '--backend', 'wasm')),
    finish(start('verify', path, '--no-corpus', '--backend', 'gpu')),
  ])
  expect(wasm.stdout).toMatch(/^backend wasm /)
  expect(unknown).toMatchObject({ exitCode: 2, stdout: '' })
})

test('Ctrl-C ends a long run with what there is', async () => {
  const path = await moduleOf(
    'long.ts',
    `${claims}
    let calls = 0
    class Mystery extends tf.layers.Layer {
      static className = 'Mystery'
      override call(inputs: unknown) {
        // Its search has begun long since.
        if (++calls === 200) process.kill(process.pid, 'SIGINT')
        return tf.clipByValue((Array.isArray(inputs) ? inputs[0] : inputs) as never, 0, 1)
      }
    }
    const mystery = tf.sequential({ layers: [new Mystery({ inputShape: [1] })] })
    export const long = claim('is long', mystery, { inputs: interval(0, 1), holds: always(within(0, 1)) })`,
  )
  const { stdout, stderr, exitCode } = await finish(
    start('verify', path, '--no-corpus', '--cases', '1000000000', '--seconds', '600'),
  )
  expect(exitCode).toBe(130)
  expect(stdout).toContain('2 claims: 1 refuted, 1 survived')
  expect(stderr).toContain('interrupted')
})

test('report writes the page, with all that it needs, where the program was started', async () => {
  const verdicts = join(folder, 'verdicts.json')
  await writeFile(verdicts, toJson({ verdicts: [someVerdict({ claim: 'drawn as it is' })] }))
  const { stdout, exitCode } = await finish(startIn(folder, 'report', verdicts))
  expect(stdout).toMatch(/\npage: overshoot-report\.html\n$/)
  expect(exitCode).toBe(0)
  const page = await readFile(join(folder, 'overshoot-report.html'), 'utf8')
  expect(page).toContain('drawn as it is')
  expect(page).toMatch(/<style>[^<]{1000,}<\/style>[^]*<script>[^]{1000,}<\/script>/)
})

test('a reader that closes early is no fault', async () => {
  const program = start('verify', '--help')
  program.stdout.destroy()
  const [stderr, exitCode] = await Promise.all([
    text(program.stderr),
    new Promise((resolve) => program.once('close', resolve)),
  ])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
})
