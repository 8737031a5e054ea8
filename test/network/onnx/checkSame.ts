import { expect } from 'vitest'
import { evaluate } from '../../../src/network/evaluate.ts'
import { sizeOf } from '../../../src/network/layers/layer.ts'
import { readOnnx } from '../../../src/network/onnx/readOnnx.ts'
import { noise } from '../random.ts'
import { openOrt } from './runOnnx.ts'
import { type OnnxDraft, writeOnnx } from './writeOnnx.ts'

/** Is what is read of a model what ONNX Runtime computes, for random inputs of about size 1? */
export async function checkSame(draft: OnnxDraft, random: () => number): Promise<void> {
  const bytes = writeOnnx(draft)
  const { network, inputs } = readOnnx(bytes)
  const rows = inputs.map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => noise(random, 1)))
  const session = await openOrt(bytes)
  const given = inputs.map(({ name, shape }, i) => [name, { dims: shape, data: rows[i]! }] as const)
  const truth = (await session.run(Object.fromEntries(given))).flatMap(({ data }) => data)
  await session.close()
  const words = JSON.stringify(draft, (_, one: unknown) => (typeof one === 'bigint' ? Number(one) : one))
  const found = [...evaluate(network, rows)]
  const isNear = found.length === truth.length && found.every((y, i) => Math.abs(y - truth[i]!) < 1e-5)
  expect(isNear, `${words}: ${found.join()} for ${truth.join()}`).toBe(true)
}
