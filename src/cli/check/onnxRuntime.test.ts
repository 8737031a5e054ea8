import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OnnxDraft, writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'
import { runCli } from '../../../test/runCli.ts'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { fromJson } from '../../report/index.ts'

const folder = temporaryFolder()
const stored = process.env['OVERSHOOT_BACKEND']
beforeAll(() => void delete process.env['OVERSHOOT_BACKEND'])
afterAll(async () => {
  if (stored !== undefined) process.env['OVERSHOOT_BACKEND'] = stored
  await useBackend('cpu')
})

async function write(name: string, made: Partial<OnnxDraft> & Pick<OnnxDraft, 'nodes' | 'inputs'>): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, writeOnnx({ opset: 13, initializers: [], outputs: ['y'], ...made }))
  return path
}

const sigmoid = {
  nodes: [{ type: 'Sigmoid', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', shape: ['N', 1] }],
}

const inOpenUnit = (model: string): string[] => ['check', model, '--input', '-1..1', '--always', '0 < y < 1']

test('an ONNX file is checked on ONNX Runtime, replayed there, and proofs are about the file', async () => {
  const model = await write('sigmoid.onnx', sigmoid)
  const [corpus, proofs] = [join(folder, 'corpus'), join(folder, 'proofs')]
  const kept = ['--corpus', corpus, '--certificates', proofs, '--json', '-', '--cases', '200']
  const refuted = await runCli(['check', model, '--input', '-20..1', '--always', '0 < y', ...kept])
  expect(refuted.exitCode).toBe(1)
  const [verdict] = fromJson(refuted.stdout).verdicts
  expect(verdict).toMatchObject({ backend: 'onnxruntime', counterexample: { output: 0, minimal: true } })
  const replayed = await runCli(['replay', verdict!.counterexample!.id, '--corpus', corpus, '--json', '-'])
  expect(replayed.exitCode).toBe(1)
  expect(JSON.parse(replayed.stdout)).toMatchObject({ fails: true, output: 0, backend: 'onnxruntime' })

  const proved = await runCli([...inOpenUnit(model), '--demand', 'proof', ...kept])
  expect(proved.exitCode).toBe(0)
  const [proof] = await readdir(proofs)
  const checked = await runCli(['check-proof', join(proofs, proof!), '--model', model])
  expect(checked).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('without graph optimizations') })
})

test('what is named is used, and rounding is of TensorFlow.js', async () => {
  const model = await write('sigmoid.onnx', sigmoid)
  const backendOf = async (...options: string[]) => {
    const words = [...inOpenUnit(model), '--no-corpus', '--json', '-', ...options]
    return fromJson((await runCli(words)).stdout).verdicts[0]!.backend
  }
  expect(await backendOf('--backend', 'cpu')).toBe('cpu')
  expect(await backendOf('--round')).not.toBe('onnxruntime')
})

test('lengths that a file leaves open are those of the domain', async () => {
  const model = await write('mean.onnx', {
    nodes: [{ type: 'GlobalAveragePool', inputs: ['image'], outputs: ['y'] }],
    inputs: [{ name: 'image', shape: ['N', 2, 'h', 'w'] }],
  })
  const open = await runCli(['check', model, '--input', '0..1', '--always', 'y <= 1', '--no-corpus'])
  expect(open).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--input name=0..1:3x32x32') })
  const words = ['check', model, '--input', 'image=0..1:2x3x4', '--always', 'y <= 1.001', '--no-corpus', '--json', '-']
  const { verdicts } = fromJson((await runCli(words)).stdout)
  expect(verdicts[0]).toMatchObject({ status: 'proved', backend: 'onnxruntime' })
  const misfit = await runCli(['check', model, '--input', '0..1:3x3x4', '--always', 'y <= 1', '--no-corpus'])
  expect(misfit).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('does not fit input image') })
})
