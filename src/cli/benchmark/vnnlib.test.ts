import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFile, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import ort from 'onnxruntime-node'
import { beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'

const folder = temporaryFolder()
const model = join(folder, 'two.onnx')
beforeAll(async () => {
  await useBackend('cpu')
  // y = relu(x W) V
  const matrix = (name: string, dims: number[], values: number[]) => ({ name, dims, type: 'float' as const, values })
  const bytes = writeOnnx({
    opset: 13,
    nodes: [
      { type: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
      { type: 'Relu', inputs: ['h'], outputs: ['r'] },
      { type: 'MatMul', inputs: ['r', 'v'], outputs: ['y'] },
    ],
    initializers: [matrix('w', [2, 3], [1, -1, 0.3, 0.7, 1, -1]), matrix('v', [3, 2], [1, 0.1, -1, 0.4, 0.5, -1])],
    inputs: [{ name: 'x', shape: [1, 2] }],
    outputs: ['y'],
  })
  await writeFile(model, bytes)
  await writeFile(`${model}.gz`, gzipSync(bytes))
  const property = (unsafe: string) =>
    `${['X_0', 'X_1', 'Y_0', 'Y_1'].map((name) => `(declare-const ${name} Real)`).join('\n')}
     (assert (and (>= X_0 -1) (<= X_0 1) (>= X_1 -1) (<= X_1 1))) (assert ${unsafe})`
  await writeFile(path('sat.vnnlib'), property('(and (>= Y_0 0.9) (<= Y_1 Y_0))'))
  await writeFile(path('unsat.vnnlib'), property('(or (>= Y_0 100) (>= Y_1 (+ 50 Y_0)))'))
  await writeFile(path('bad.vnnlib'), property('(>= Y_7 1)'))
})

const path = (name: string): string => join(folder, name)

const overshoot = (...argv: string[]) => runCli(argv)

const check = (...options: string[]) => overshoot('check', model, '--backend', 'cpu', '--cases', '500', ...options)

interface Answered {
  readonly verdicts: { status: string; certificate?: string; counterexample?: { id: string } }[]
  readonly vnnlib: { result: string; counterexample: { inputs: number[]; outputs: number[] } }
}

describe('check --vnnlib', () => {
  test('says sat with numbers that ONNX Runtime computes too, in the format of benchmarks, and replays', async () => {
    const kept = ['--vnnlib', path('sat.vnnlib'), '--corpus', path('corpus')]
    const { exitCode, stdout } = await check(...kept)
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(/\nsat\.vnnlib: sat\n\(\(X_0 \S+\)\n\(X_1 \S+\)\n\(Y_0 \S+\)\n\(Y_1 \S+\)\)\n$/)
    const { verdicts, vnnlib } = JSON.parse((await check(...kept, '--json', '-')).stdout) as Answered
    const { inputs, outputs } = vnnlib.counterexample
    const session = await ort.InferenceSession.create(await readFile(model), { logSeverityLevel: 3 })
    const computed = [
      ...((await session.run({ x: new ort.Tensor('float32', inputs, [1, 2]) }))['y']!.data as Float32Array),
    ]
    await session.release()
    expect(computed.map((value, i) => Math.abs(value - outputs[i]!) <= 1e-6)).toEqual([true, true])
    expect(outputs[0]! >= 0.9 && outputs[1]! <= outputs[0]!).toBe(true)
    const { id } = verdicts[0]!.counterexample!
    expect(await overshoot('replay', id, '--corpus', path('corpus'), '--backend', 'cpu')).toMatchObject({ exitCode: 1 })
  })

  test('says unsat with a certificate that is accepted', async () => {
    const { exitCode, stdout } = await check(
      '--vnnlib',
      path('unsat.vnnlib'),
      '--certificates',
      path('proofs'),
      '--no-corpus',
    )
    expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/\nunsat\.vnnlib: unsat\n$/)])
    const [proof] = await readdir(path('proofs'))
    expect(await overshoot('check-proof', join(path('proofs'), proof!), '--model', model)).toMatchObject({
      exitCode: 0,
    })
  })

  test.each([
    [['--vnnlib', 'bad.vnnlib'], 'bad.vnnlib: line 5, column', 'PROPERTY_INVALID'],
    [['--vnnlib', 'none.vnnlib'], 'none.vnnlib', 'FILE_UNREADABLE'],
    [['--vnnlib', 'sat.vnnlib', '--always', 'y <= 1'], '--vnnlib says all: leave --always y <= 1 out', 'USAGE'],
    [['--vnnlib', 'sat.vnnlib', '--input', '0..1'], 'leave --input out', 'USAGE'],
  ])('%j is refused', async (options, message, code) => {
    const { exitCode, stderr } = await check(...options.map((one) => (one.endsWith('.vnnlib') ? path(one) : one)))
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(stderr).toContain(`[${code}]`)
  })
})

describe('benchmark', () => {
  const listed = async (name: string, lines: string[]) => {
    await writeFile(path(name), `${lines.join('\n')}\n`)
    return path(name)
  }
  const benchmark = (...argv: string[]) => overshoot('benchmark', ...argv, '--backend', 'cpu', '--cases', '500')

  test('decides what is listed, compares, and draws', async () => {
    const list = await listed('instances.csv', ['two.onnx,sat.vnnlib,20,sat', 'two.onnx,unsat.vnnlib,20,unsat'])
    const { exitCode, stdout } = await benchmark(list, '--out', path('results.csv'), '--cactus', path('cactus.svg'))
    expect(exitCode).toBe(0)
    expect(stdout).toContain(
      'solved 2 of 2: 1 sat, 1 unsat; 0 unknown, 0 timeout, 0 error\nexpected: 2 of 2 right, 0 wrong\n',
    )
    expect(await readFile(path('results.csv'), 'utf8')).toMatch(
      /^onnx,vnnlib,timeout,expected,result,seconds,reason\ntwo\.onnx,sat\.vnnlib,20,sat,sat,[\d.]+,\ntwo\.onnx,unsat\.vnnlib,20,unsat,unsat,[\d.]+,\n$/,
    )
    const svg = await readFile(path('cactus.svg'), 'utf8')
    expect(svg).toContain('<title id="title">instances.csv</title>')
    expect(svg).toMatch(/<desc id="words">2 of 2 instances are solved, each within [\d.e-]+ seconds\.<\/desc>/)
    expect(svg.match(/<circle/g)).toHaveLength(2)
  })

  test('exits with 1 for an answer that is not expected, and with 2 for a file that cannot be read, and goes on', async () => {
    const wrong = await listed('wrong.csv', ['onnx,vnnlib,timeout', 'two.onnx,sat.vnnlib,20,unsat'])
    expect(await benchmark(wrong)).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining('WRONG: unsat is expected') as string,
    })
    const bad = await listed('bad.csv', ['two.onnx,bad.vnnlib,20', 'gone.onnx,sat.vnnlib,20', 'two.onnx,sat.vnnlib,20'])
    const { exitCode, stdout } = await benchmark(bad)
    expect([exitCode, stdout]).toEqual([
      2,
      expect.stringMatching(/PROPERTY_INVALID[^]*FILE_UNREADABLE[^]*solved 1 of 3/),
    ])
  })

  test('takes packed files where others are not there', async () => {
    await writeFile(path('packed.vnnlib.gz'), gzipSync(await readFile(path('sat.vnnlib'))))
    await writeFile(path('other.onnx.gz'), await readFile(`${model}.gz`))
    expect(await benchmark(await listed('packed.csv', ['other.onnx,packed.vnnlib,20,sat']))).toMatchObject({
      exitCode: 0,
    })
  })

  test('a run that was killed goes on where it was, a line that was cut off is decided again', async () => {
    const list = await listed(
      'long.csv',
      Array.from({ length: 40 }, () => 'two.onnx,sat.vnnlib,20,sat'),
    )
    const out = path('killed.csv')
    const root = fileURLToPath(new URL('../../..', import.meta.url))
    const program = join(root, 'node_modules/jiti/lib/jiti-cli.mjs')
    const child = spawn(
      process.execPath,
      [program, join(root, 'src/cli/main.ts'), 'benchmark', list, '--out', out, '--backend', 'cpu'],
      { stdio: 'ignore' },
    )
    const lines = async () => (await readFile(out, 'utf8').catch(() => '')).split('\n').length - 2
    while (child.exitCode === null && (await lines()) < 3) await new Promise((resolve) => setTimeout(resolve, 20))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const before = await readFile(out, 'utf8')
    const whole = before.slice(0, before.lastIndexOf('\n') + 1)
    expect(before.split('\n').length).toBeGreaterThan(3)
    await writeFile(out, whole)
    await appendFile(out, 'two.onnx,sat.vnnl')
    expect(await benchmark(list, '--out', out)).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('solved 40 of 40') as string,
    })
    const after = await readFile(out, 'utf8')
    expect(after.startsWith(whole)).toBe(true)
    expect(after.trimEnd().split('\n')).toHaveLength(41)
    const again = await benchmark(list, '--out', out)
    expect([again.exitCode, await readFile(out, 'utf8')]).toEqual([0, after])
  })

  test('keeps a file that holds something else, and refuses lists that are none', async () => {
    const list = await listed('one.csv', ['two.onnx,sat.vnnlib,20'])
    await writeFile(path('notes.txt'), 'my notes\n')
    expect(await benchmark(list, '--out', path('notes.txt'))).toMatchObject({ exitCode: 2 })
    expect(await readFile(path('notes.txt'), 'utf8')).toBe('my notes\n')
    for (const line of ['two.onnx,sat.vnnlib', 'two.onnx,sat.vnnlib,soon', 'two.onnx,sat.vnnlib,1,maybe', ''])
      expect(await benchmark(await listed('broken.csv', [line]))).toMatchObject({
        exitCode: 2,
        stderr: expect.stringContaining('DATA_ROW_INVALID') as string,
      })
  })
})
