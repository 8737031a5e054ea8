import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { runCli } from '../../test/runCli.ts'
import { temporaryFolder } from '../../test/temporaryFolder.ts'
import { fromJson } from '../report/index.ts'
import { validateVerdicts } from '../../test/report/validateVerdicts.ts'

let folder: string
beforeEach(() => (folder = temporaryFolder()))

const head = `
import { above, always, box, claim, interval, sometimes, tf, within } from 'overshoot'
const dense = (activation?: 'sigmoid') =>
  tf.sequential({ layers: [tf.layers.dense({ units: 1, activation, inputShape: [1], kernelInitializer: 'ones', name: 'layer' })] })
/** What no proof can see into. */
class Mystery extends tf.layers.Layer {
  static className = 'Mystery'
  override call(inputs: unknown) { return tf.clipByValue((Array.isArray(inputs) ? inputs[0] : inputs) as never, 0, 1) }
}
const mystery = tf.sequential({ layers: [new Mystery({ inputShape: [1], name: 'layer' })] })
/** relu(x + y) - relu(x) - relu(y): -1 to 0 in the unit square, which takes several regions to see. */
const kink = () => {
  const layers = [tf.layers.dense({ units: 3, activation: 'relu', useBias: false, inputShape: [2] }), tf.layers.dense({ units: 1, useBias: false })]
  const model = tf.sequential({ layers })
  model.setWeights([tf.tensor2d([[1, 1, 0], [1, 0, 1]]), tf.tensor2d([[1], [-1], [-1]])])
  return model
}
const inputs = interval(-5, 5)
const in01 = always(within(0, 1))
`
const statements = {
  proved: `export const proved = claim('the sigmoid lies in [0, 1]', dense('sigmoid'), { inputs, holds: in01 })`,
  witnessed: `export const witnessed = claim('the sum passes 1', dense(), { inputs, holds: sometimes(above(1)) })`,
  refuted: `export const refuted = claim('the sum lies in [0, 1]', dense(), { inputs, holds: in01 })`,
  expected: `export const expected = claim('the sum lies in [0, 1], they say', dense(), { inputs, holds: in01, expect: 'refuted' })`,
  survived: `export const survived = claim('the mystery lies in [0, 1]', mystery, { inputs, holds: in01 })`,
  branched: `export const branched = claim('the kink lies below 0.05', kink(), { inputs: box([2], -1, 1), holds: always(within(-1.05, 0.05)) })`,
  demanded: `export const demanded = claim('the mystery surely lies in [0, 1]', mystery, { inputs, holds: in01, demand: 'proof' })`,
}

async function moduleOf(text: string, name = 'some.claims.ts'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const verify = async (path: string, ...options: string[]) =>
  runCli(['verify', path, '--backend', 'cpu', '--cases', '500', '--no-corpus', ...options])

describe('overshoot verify', () => {
  test.each([
    [['proved', 'witnessed', 'expected'], [], 0],
    [['proved', 'refuted'], [], 1],
    [['survived'], [], 0],
    [['survived', 'proved'], ['--strict'], 3],
    [['survived', 'refuted'], ['--strict'], 1],
    [['demanded'], [], 1],
    [['branched'], ['--strict'], 0],
    [['branched'], ['--strict', '--regions', '2'], 3],
  ] as const)('claims %j with %j exit with %i', async (names, options, exitCode) => {
    const path = await moduleOf(head + names.map((name) => statements[name]).join('\n'))
    expect(await verify(path, ...options)).toMatchObject({ exitCode, stderr: '' })
  })

  test('prints the backend, the table in the order of the source, and why a claim fails', async () => {
    // Columns are as wide as what is in them.
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const path = await moduleOf([head, statements.witnessed, statements.refuted, statements.expected].join('\n'))
    const { stdout } = await verify(path, '--seed', '-7')
    const stable = stdout
      .replace(/\b[0-9a-f]{12}\b/g, '<id>')
      .replace(/ *[\d.]+ m?s\b/g, ' <time>')
      .replace(/ +time /g, ' time ')
      .replace(/\(tfjs.*?\)/, '(<version>)')
    expect(stable).toMatchInlineSnapshot(`
      "backend cpu (<version>), seed -7

      status                 claim                             by       observed  certified time  backend
      ✓ proved               the sum passes 1                  witness  [-5, 5]   [-5, 5] <time>  cpu
          witness: layer_input 2; output 2
      ✗ refuted              the sum lies in [0, 1]            search   [-5, 5]   [-5, 5] <time>  cpu
      ✓ refuted, as          the sum lies in [0, 1], they say  search   [-5, 5]   [-5, 5] <time>  cpu
        expected
          counterexample <id>: layer_input -1; output -1

      3 claims: 1 proved, 1 refuted, 1 refuted (as expected)

      the sum lies in [0, 1]: refuted (by search)
        an input gives -1
        counterexample <id> (minimal; 1 away from the simplest input):
          layer_input = -1
          to paste: { layer_input: [-1] }
          output = -1
        observed  [-5, 5] in 1 case
        certified [-5, 5]
        backend cpu, seed -7, <time>
      "
    `)
  })

  test.each([
    [true, {}, true],
    [false, {}, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [false, { FORCE_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
  ])('on a terminal (%s) with %j the table is coloured: %s', async (isTTY, environment, coloured) => {
    const path = await moduleOf([head, statements.refuted].join('\n'))
    const argv = ['verify', path, '--backend', 'cpu', '--cases', '100', '--no-corpus']
    const { stdout } = await runCli(argv, { isTTY, environment })
    expect(stdout.includes('\u001B[31m✗ refuted')).toBe(coloured)
    expect(stdout.includes('\u001B')).toBe(coloured)
  })

  test('writes JSON for programs', async () => {
    const path = await moduleOf([head, statements.proved, statements.refuted].join('\n'))
    const json = join(folder, 'verdicts.json')
    const { stdout } = await verify(path, '--json', json)
    const { verdicts } = fromJson(await readFile(json, 'utf8'))
    expect(validateVerdicts(JSON.parse(await readFile(json, 'utf8')))).toBe(true)
    expect(verdicts).toMatchObject([
      { status: 'proved', backend: 'cpu', seed: 0 },
      { status: 'refuted', counterexample: { inputs: { layer_input: [expect.any(Number)] }, minimal: true } },
    ])
    expect(await readdir(folder)).toEqual(['some.claims.ts', 'verdicts.json'])
    const piped = await verify(path, '--json', '-')
    expect(fromJson(piped.stdout).verdicts.map(({ claim }) => claim)).toEqual(verdicts.map(({ claim }) => claim))
    expect(piped.stderr).toMatch(/^backend cpu.*[^]*2 claims: 1 proved, 1 refuted\n/)
    expect(stdout).toContain('2 claims: 1 proved, 1 refuted\n')
  })

  test('takes several modules, arrays, objects and a default export, in TypeScript and JavaScript', async () => {
    const first = await moduleOf(`${head}const one = claim('one', dense(), { inputs, holds: in01, expect: 'refuted' })
      enum Kind { A }
      export const kinds: Kind[] = [Kind.A]
      export default { list: [one], more: { two: claim('two', dense('sigmoid'), { inputs, holds: in01 }) }, again: one }`)
    await moduleOf(
      `export { claim } from 'overshoot'\nexport const bound: number = await Promise.resolve(5)`,
      'shared.mts',
    )
    const second = await moduleOf(
      `import { always, interval, tf, within } from 'overshoot'\nimport { bound, claim } from './shared.mts'
       const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })] })
       export const three = claim('three', model, { inputs: interval(0, 1), holds: always(within(0, bound)) })`,
      'other.mjs',
    )
    const { exitCode, stdout } = await runCli([
      'verify',
      first,
      second,
      '--backend',
      'cpu',
      '--no-corpus',
      '--json',
      '-',
    ])
    expect(fromJson(stdout).verdicts.map(({ claim }) => claim)).toEqual(['one', 'two', 'three'])
    expect(exitCode).toBe(0)
  })

  test('modules outside the project share this very instance', async () => {
    const path = await moduleOf(`import * as overshoot from 'overshoot'
      import * as tfjs from '@tensorflow/tfjs'
      Object.assign(globalThis, { seenByModule: { claim: overshoot.claim, tf: overshoot.tf, tensor: tfjs.Tensor } })`)
    await verify(path)
    const own = await import('../index.ts')
    const { seenByModule } = globalThis as { seenByModule?: Record<string, unknown> }
    expect(seenByModule).toEqual({ claim: own.claim, tf: own.tf, tensor: own.tf.Tensor })
    expect(seenByModule?.['tf']).toBe(own.tf)
  })

  test.each([
    ['a module that is missing', undefined, 'CLAIMS_MODULE_UNREADABLE', 'no such file'],
    ['a syntax error', 'export const = 1', 'CLAIMS_MODULE_UNREADABLE', 'Unexpected token'],
    ['a module that throws', `throw new Error('no luck')`, 'CLAIMS_MODULE_UNREADABLE', 'no luck'],
    ['a missing import', `import './nowhere.ts'`, 'CLAIMS_MODULE_UNREADABLE', 'nowhere.ts'],
    [
      'a misspelt import',
      `import { alway, within } from 'overshoot'\nexport const holds = alway(within(0, 1))`,
      'CLAIMS_MODULE_UNREADABLE',
      "'overshoot' exports no alway: did you mean always?",
    ],
    [
      'an import that nothing is like',
      `import * as overshoot from 'overshoot'\nexport const { nonsense } = overshoot`,
      'CLAIMS_MODULE_UNREADABLE',
      'exports no nonsense: it exports ClaimFailed, KerasAdam, ',
    ],
    [
      'an import that its own module lacks',
      `import { none } from 'node:path'\nexport const claims = none()`,
      'CLAIMS_MODULE_UNREADABLE',
      'none, which is imported, is not a function',
    ],
    ['no claim', 'export const answer = 42', 'CLAIMS_MODULE_UNREADABLE', 'exports no claim, but answer'],
    ['nothing', '', 'CLAIMS_MODULE_UNREADABLE', 'exports no claim.'],
    [
      'two claims of one name',
      `${head}${statements.refuted}\nexport const again = [claim(refuted.name, dense(), { inputs, holds: in01 })]`,
      'CLAIMS_MODULE_UNREADABLE',
      'names must differ',
    ],
    [
      'a domain that matches no input',
      `${head}export const wrong = claim('wrong', dense(), { inputs: { dplus: inputs }, holds: in01 })`,
      'DOMAIN_MISMATCH',
      'layer_input [1]',
    ],
  ])('%s: one line, exit 2', async (_, text, code, message) => {
    const path = text === undefined ? join(folder, 'none.ts') : await moduleOf(text)
    const { exitCode, stdout, stderr } = await verify(path)
    expect(exitCode).toBe(2)
    // What is missing is told before a backend starts.
    expect(stdout === '').toBe(text === undefined)
    expect(stderr).toContain(message)
    expect(stderr).toMatch(new RegExp(`^overshoot: ${path}: [^]*\\[${code}\\]\n$`))
  })

  test('a place for JSON that cannot be written is found before the work', async () => {
    const { exitCode, stdout, stderr } = await verify('none.ts', '--json', join(folder, 'no', 'x.json'))
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('[FILE_UNWRITABLE]')
  })

  test('a fault inside is told from a wrong use', async () => {
    const path = await moduleOf(
      `export const broken = { name: 'broken', inputs: [], holds: { kind: 'always' }, model: { predictOnBatch() {} } }`,
    )
    const { exitCode, stderr } = await verify(path)
    expect(exitCode).toBe(70)
    expect(stderr).toMatch(/^overshoot: claim "broken": internal error, please report it: TypeError: .*\n +at /)
  })

  test('an interrupted run is no success and writes no JSON', async () => {
    const path = await moduleOf([head, statements.proved].join('\n'))
    const json = join(folder, 'verdicts.json')
    const argv = ['verify', path, '--backend', 'cpu', '--no-corpus', '--json', json]
    const { exitCode, stderr } = await runCli(argv, { signal: AbortSignal.abort() })
    expect({ exitCode, files: await readdir(folder) }).toEqual({ exitCode: 130, files: ['some.claims.ts'] })
    expect(stderr).toContain('interrupted')
  })

  test('an interrupt before the first case of a claim still tells of the claims before it', async () => {
    const interrupt = new AbortController()
    Object.assign(globalThis, { interruptOfTest: interrupt })
    const path = await moduleOf(
      `${head}
      let isLate = false
      const cover = [{ label: 'any', share: 1, when: () => (isLate = true) }]
      export const first = claim('the sigmoid lies in [0, 1]', dense('sigmoid'), { inputs, holds: in01, cover })
      const later = claim('the sum lies in [0, 1]', dense(), { inputs, holds: in01 })
      export const second = {
        ...later,
        get inputs() {
          if (isLate) interruptOfTest.abort()
          return later.inputs
        },
      }`,
    )
    const argv = ['verify', path, '--backend', 'cpu', '--no-corpus']
    const { exitCode, stdout, stderr } = await runCli(argv, { signal: interrupt.signal })
    expect(exitCode).toBe(130)
    expect(stdout).toContain('1 claim: 1 proved')
    expect(stderr).toContain('interrupted: claims are missing above')
  })
})

describe('usage', () => {
  test.each([
    [[], 'expected a command: verify'],
    [['nonsense'], "unknown command 'nonsense'"],
    [['verify'], "missing required argument 'module'"],
    [['verify', 'x.ts', '--sed', '4'], "unknown option '--sed' (Did you mean --seed?)"],
    [['verify', 'x.ts', '--json'], "option '--json <file>' argument missing"],
    [['verify', 'x.ts', '--cases', 'many'], '--cases: expected a whole number from 1, received "many"'],
    [['verify', 'x.ts', '--regions', '0'], '--regions: expected a whole number from 1, received "0"'],
    [['verify', 'x.ts', '--seed', '--strict'], '--seed: expected a whole number'],
  ])('%j is refused', async (argv, message) => {
    const { exitCode, stdout, stderr } = await runCli(argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toMatch(/^overshoot: .* \[USAGE\]\n$/)
    expect(stderr).toContain(message)
  })

  test('help names every option and exit code', async () => {
    const { exitCode, stdout } = await runCli(['verify', '--help'])
    expect(exitCode).toBe(0)
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: overshoot verify [options] <module...>

      decide claims and print the verdict table

      Arguments:
        module                   modules (.ts or .js) that export claims: themselves, in arrays or in
                                 objects

      Options:
        --json <file>            write the verdicts as JSON: a file, or - for standard output (default: no
                                 file)
        --html <file>            write the page that shows the verdicts: a file (default: no file)
        --seed <number>          where random cases come from: a whole number from -2147483648 to
                                 4294967295 (default: 0)
        --cases <number>         cases tried of each claim in all: random, along gradients, and where
                                 bounds point: a whole number from 1 (default: 10000 random ones, and up
                                 to 10 times as many in all)
        --regions <number>       parts of each claim's domain that may be bounded on the way to a proof: a
                                 whole number from 1 (default: 10000, fewer of a large network)
        --seconds <number>       time for each claim, a safety net: cases and regions end its work before:
                                 a number above 0 (default: 60)
        --backend <name>         what computes: TensorFlow.js (native, wasm, cpu: auto takes the first
                                 that is there), or onnxruntime, which runs ONNX files and is what auto
                                 takes to check one where it is installed; one asked for by name is never
                                 replaced by another: one of auto, native, wasm, cpu, onnxruntime
                                 (default: OVERSHOOT_BACKEND, else auto)
        --strict                 exit with 3 when a claim is neither proved nor refuted
        --corpus <folder>        where counterexamples are stored, and replayed from before anything else:
                                 a folder (default: fixtures/counterexamples)
        --no-corpus              neither replay nor store counterexamples
        --certificates <folder>  where proofs are written, for check-proof: a folder (default: none are
                                 written)
        --no-certificates        write no certificates
        --tight                  find exact ranges over strings of letters also for claims decided without
        --baseline <file>        compare with the verdicts on record there, and fail for what got worse
                                 only; without the file, record them: a file (default: none)
        --update-baseline        put what this run finds on record, what got worse included
        --growth <share>         how far a certified range may reach past the recorded one, as a share of
                                 its width: a number from 0 (default: 0.01)
        -h, --help               display help for command
      "
    `)
    expect((await runCli(['--help'])).stdout).toMatchInlineSnapshot(`
      "Usage: overshoot [options] [command]

      Finds where a neural network's output leaves the range it is claimed to stay in, and proves it where
      it does not.

      Options:
        --version                                    print the version
        -h, --help                                   display help for command

      Commands:
        verify [options] <module...>                 decide claims and print the verdict table
        check [options] <model>                      decide what the options claim of a model, and print
                                                     the verdict table
        benchmark [options] <instances>              decide a list of networks and VNN-LIB properties, and
                                                     print what is solved and how fast; exit with 1 if any
                                                     answer is wrong
        report [options] <source...>                 write a page that shows verdicts, models and data, to
                                                     open in a browser
        replay [options] <counterexample> [module]   compute a stored counterexample anew, alone: exit
                                                     with 1 if it still fails, 0 if it is fixed
        explain [options] <counterexample> [module]  say of a stored counterexample what matters in it,
                                                     how it was shrunk, and which real row is nearest
        check-proof [options] <file>                 check a written proof by code that shares nothing
                                                     with what found it: exit with 1 if it is rejected
        init [options] <model>                       write a claims file and a vitest test for a model,
                                                     with domains and a range that are guessed, to edit
        ci [options] [file]                          write a workflow of GitHub Actions that runs vitest's
                                                     tests in shards, merges their reports and keeps what
                                                     they find
        native [options]                             make the native backend for this project: says what
                                                     it downloads, downloads libtensorflow and compiles
                                                     its addon
        help [command]                               display help for command

      Exit codes:
        0    every claim passes
        1    a claim is refuted, or misses what it demands or expects; with --baseline: something got worse
        2    wrong usage, something that cannot be read or written, or a claim that came to no verdict
        3    with --strict: no claim fails, and one, not on record with --baseline, is neither proved nor refuted
        70   a fault of Overshoot itself
        130  interrupted
      "
    `)
  })
})
