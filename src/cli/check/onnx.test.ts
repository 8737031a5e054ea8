import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'
import { fromJson } from '../../report/index.ts'

const folder = temporaryFolder()
const model = join(folder, 'sum.onnx')
beforeAll(async () => {
  await useBackend('cpu')
  // score = relu(x:0) * 2 + dplus
  await writeFile(
    model,
    writeOnnx({
      opset: 13,
      nodes: [
        { type: 'Relu', inputs: ['x:0'], outputs: ['r'] },
        { type: 'Gemm', inputs: ['r', 'w'], outputs: ['g'] },
        { type: 'Add', inputs: ['g', 'dplus'], outputs: ['score'] },
      ],
      initializers: [{ name: 'w', dims: [2, 1], type: 'float', values: [2, 2] }],
      inputs: [
        { name: 'x:0', shape: ['N', 2] },
        { name: 'dplus', shape: ['N', 1] },
      ],
      outputs: ['score'],
    }),
  )
})

const overshoot = (...argv: string[]) => runCli(argv)

const inputs = ['--input', 'x:0=-1..1', '--input', 'dplus=0..1']

test('claims about an ONNX file are refuted by the simplest input, which replays, and proved with a certificate about the file', async () => {
  const [corpus, proofs] = [join(folder, 'corpus'), join(folder, 'proofs')]
  const kept = ['--corpus', corpus, '--certificates', proofs, '--json', '-', '--backend', 'cpu']
  const refuted = await overshoot('check', model, ...inputs, '--always', 'score <= 3', ...kept)
  expect(refuted.exitCode).toBe(1)
  const { counterexample } = fromJson(refuted.stdout).verdicts[0]!
  expect(counterexample).toMatchObject({ minimal: true, output: 4 })
  expect(counterexample!.inputs).toEqual({ 'x:0': [1, 1], dplus: [0] })
  expect(await overshoot('replay', counterexample!.id, '--corpus', corpus, '--backend', 'cpu')).toMatchObject({
    exitCode: 1,
  })

  const proved = await overshoot('check', model, ...inputs, '--always', '0 <= y <= 5.001', '--demand', 'proof', ...kept)
  expect(proved.exitCode).toBe(0)
  const [proof] = await readdir(proofs)
  const checked = ['check-proof', join(proofs, proof!), '--model', model]
  expect(await overshoot(...checked)).toMatchObject({ exitCode: 0 })
})

test('init writes claims that load the file and hold', async () => {
  const out = join(folder, 'drafted.claims.ts')
  expect(await overshoot('init', model, '--out', out, '--backend', 'cpu')).toMatchObject({ exitCode: 0 })
  const text = await readFile(out, 'utf8')
  expect(text).toContain(`new URL('./sum.onnx', import.meta.url)`)
  expect(text).toContain('await loadOnnx(fileURLToPath(file))')
  expect(text).toContain(`'x:0': box([2], -1, 1)`)
  expect(await overshoot('verify', out, '--backend', 'cpu', '--no-corpus')).toMatchObject({ exitCode: 0 })
})

test('a statement about another output than the one that is there says which there is', async () => {
  const { exitCode, stderr } = await overshoot('check', model, ...inputs, '--always', 'z <= 4')
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('write y, or its name, score')])
})

describe('of rows that depend on each other', () => {
  const attention = join(folder, 'attention.onnx')
  beforeAll(async () => {
    const draft = {
      opset: 13,
      nodes: [{ type: 'Softmax', inputs: ['x'], outputs: ['y'], attributes: { axis: 0n } }],
      initializers: [],
      inputs: [{ name: 'x', shape: ['N', 2] }],
      outputs: ['y'],
    }
    await writeFile(attention, writeOnnx(draft))
  })

  test('the size of the batch is stated, stands in the claim, and comes back with a counterexample', async () => {
    const corpus = join(folder, 'batches')
    const asked = [
      'check',
      attention,
      '--input',
      '-1..1',
      '--always',
      'y >= 0.3',
      '--corpus',
      corpus,
      '--backend',
      'cpu',
    ]
    const unstated = await overshoot(...asked)
    expect([unstated.exitCode, unstated.stderr]).toEqual([2, expect.stringMatching(/\(Softmax\).*--batch 3/)])
    const { exitCode, stdout } = await overshoot(...asked, '--batch', '2', '--json', '-')
    expect(exitCode).toBe(1)
    const { claim, domains, counterexample } = fromJson(stdout).verdicts[0]!
    expect(claim).toMatch(/attention\.onnx, batches of 2\)$/)
    expect(domains['x']!.shape).toEqual([2, 2])
    expect(counterexample!.inputs['x']).toHaveLength(4)
    const replayed = await overshoot('replay', counterexample!.id, '--corpus', corpus, '--backend', 'cpu')
    expect(replayed).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('the same bits') as string })
  })

  test('a proof is about the batch that is stated', async () => {
    const proofs = join(folder, 'batch-proofs')
    const asked = ['check', attention, '--input', '-1..1', '--always', '0 <= y <= 1', '--batch', '3', '--no-corpus']
    expect(await overshoot(...asked, '--certificates', proofs, '--backend', 'cpu')).toMatchObject({ exitCode: 0 })
    const proof = join(proofs, (await readdir(proofs))[0]!)
    const checked = ['check-proof', proof, '--model', attention, '--batch']
    expect(await overshoot(...checked, '3')).toMatchObject({ exitCode: 0 })
    expect(await overshoot(...checked, '2')).toMatchObject({ exitCode: 1 })
    expect(await overshoot('check-proof', proof, '--batch', '3')).toMatchObject({ exitCode: 2 })
  })

  test('init writes the batch down, and benchmark takes it', async () => {
    const out = join(folder, 'batch.claims.ts')
    const drafted = await overshoot('init', attention, '--batch', '2', '--out', out, '--backend', 'cpu')
    expect(drafted).toMatchObject({ exitCode: 0 })
    expect(await readFile(out, 'utf8')).toContain('await loadOnnx(fileURLToPath(file), { batch: 2 })')
    expect(await overshoot('verify', out, '--backend', 'cpu', '--no-corpus')).toMatchObject({ exitCode: 0 })

    const [property, list] = [join(folder, 'high.vnnlib'), join(folder, 'instances.csv')]
    const numbers = [0, 1, 2, 3].flatMap((i) => [
      `(declare-const X_${i} Real)`,
      `(declare-const Y_${i} Real)`,
      `(assert (>= X_${i} -1))`,
      `(assert (<= X_${i} 1))`,
    ])
    await writeFile(property, [...numbers, '(assert (>= Y_0 1.5))'].join('\n'))
    await writeFile(list, `${attention},${property},20,unsat\n`)
    const decided = await overshoot('benchmark', list, '--batch', '2', '--backend', 'cpu')
    expect([decided.exitCode, decided.stdout]).toEqual([0, expect.stringContaining('unsat')])
    expect(await overshoot('benchmark', list, '--backend', 'cpu')).toMatchObject({ exitCode: 2 })
  })

  test('a layers model has no batch to state', async () => {
    const { exitCode, stderr } = await overshoot('check', 'fixtures/acasxu', '--always', 'y > 0', '--batch', '3')
    expect([exitCode, stderr]).toEqual([
      2,
      expect.stringContaining('batch: fixtures/acasxu is a layers model of tf.js'),
    ])
  })
})

test('a file of other floats is decided in float32 where that is asked for, and verdicts say so', async () => {
  const half = join(folder, 'half.onnx')
  const draft = {
    opset: 13,
    nodes: [{ type: 'Relu', inputs: ['x'], outputs: ['y'] }],
    initializers: [],
    inputs: [{ name: 'x', shape: ['N', 2], type: 'float16' as const }],
    outputs: ['y'],
    outputTypes: { y: 'float16' as const },
  }
  await writeFile(half, writeOnnx(draft))
  const asked = ['check', half, '--input', '-1..1', '--always', '0 <= y <= 1', '--no-corpus', '--backend', 'cpu']
  const refused = await overshoot(...asked)
  expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringMatching(/input x, float16.*--round/)])
  const { exitCode, stdout } = await overshoot(...asked, '--round', '--json', '-')
  expect(exitCode).toBe(0)
  const about = expect.stringMatching(/^the float32 version of a file with input x, float16/) as string
  expect(fromJson(stdout).verdicts).toMatchObject([{ status: 'proved', about }])
  expect((await overshoot(...asked, '--round')).stdout).toContain('about: the float32 version of a file with input x')
})
