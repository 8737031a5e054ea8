import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { evaluate } from '../evaluate.ts'
import { noise, uniform } from '../../../test/network/random.ts'
import { tolerances } from '../../../test/network/tolerance.ts'
import { runOnnx } from '../../../test/network/onnx/runOnnx.ts'
import { readOnnx } from './readOnnx.ts'

/** The benchmark's networks, which name no licence and so are no part of this project. */
const folder =
  process.env['OVERSHOOT_ACASXU'] ??
  fileURLToPath(new URL('../../../../shared/benchmarks/acasxu/onnx', import.meta.url))

test('networks of the ACAS Xu benchmark compute what ONNX Runtime does', async ({ skip }) => {
  if (!existsSync(folder)) skip(`the benchmark is not in ${folder}: set ACASXU to the folder with its .onnx files`)
  const files = readdirSync(folder).filter((name) => name.endsWith('.onnx'))
  expect(files.length).toBeGreaterThan(0)
  const random = uniform(1)
  for (const file of files) {
    const bytes = readFileSync(join(folder, file))
    const read = readOnnx(bytes)
    expect(read.network.operations.map(({ kind }) => kind).filter((kind) => kind === 'affine').length).toBe(7)
    const rows = [Float32Array.from({ length: 5 }, () => noise(random, 0.4))]
    const computed = await runOnnx(bytes, read, rows)
    const allowed = tolerances(read.network, rows)
    const gaps = [...evaluate(read.network, rows)].map((value, i) => Math.abs(value - computed[i]!) / allowed[i]!)
    expect(gaps.filter((gap) => !(gap <= 1))).toEqual([])
  }
})
