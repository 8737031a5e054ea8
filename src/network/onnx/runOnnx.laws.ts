import ort from 'onnxruntime-node'
import { expect } from 'vitest'
import type { OnnxNetwork } from './readOnnx.ts'

/** What ONNX Runtime computes for one row of each input: all outputs, one after the other, which must have the shapes that were read. */
export async function runOnnx(
  bytes: Uint8Array,
  { inputs, outputs }: OnnxNetwork,
  rows: readonly Float32Array[],
): Promise<number[]> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3, intraOpNumThreads: 1 })
  try {
    const tensors = inputs.map(({ name, shape }, i) => [name, new ort.Tensor('float32', rows[i]!, shape)] as const)
    const results = await session.run(Object.fromEntries(tensors))
    expect(outputs.map(({ name }) => results[name]!.dims)).toEqual(outputs.map(({ shape }) => shape))
    return outputs.flatMap(({ name }) => [...(results[name]!.data as Float32Array)])
  } finally {
    await session.release()
  }
}
