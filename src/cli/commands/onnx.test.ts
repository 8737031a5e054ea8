import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useBackend } from '../../backend/useBackend.ts'
import { writeOnnx } from '../../network/onnx/writeOnnx.laws.ts'
import { fromJson } from '../../report/index.ts'
import { run } from '../run.ts'

let folder: string
let model: string
beforeAll(async () => {
  await useBackend('cpu')
  folder = await mkdtemp(join(tmpdir(), 'overshoot-onnx-cli-'))
  model = join(folder, 'sum.onnx')
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
afterAll(() => rm(folder, { recursive: true }))

async function overshoot(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  const exitCode = await run(argv, {
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    environment: {},
  })
  return { exitCode, ...written }
}

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
