import ort from 'onnxruntime-node'
import { expect } from 'vitest'
import type { OnnxNetwork } from './readOnnx.ts'

/** What ONNX Runtime computes for one row of each input: all outputs, one after the other, which must have the shapes that were read. */
export async function runOnnx(
  bytes: Uint8Array,
  { inputs, outputs }: OnnxNetwork,
  rows: readonly Float32Array[],
): Promise<number[]> {
  // Each operator as it is: optimized, version 1.30 takes a transpose and the product with a vector after it for another product.
  const options = { logSeverityLevel: 3, intraOpNumThreads: 1, graphOptimizationLevel: 'disabled' } as const
  const session = await ort.InferenceSession.create(bytes, options)
  try {
    const tensors = inputs.map(({ name, shape }, i) => [name, new ort.Tensor('float32', rows[i]!, shape)] as const)
    const results = await session.run(Object.fromEntries(tensors))
    expect(outputs.map(({ name }) => results[name]!.dims)).toEqual(outputs.map(({ shape }) => shape))
    return outputs.flatMap(({ name }) => [...(results[name]!.data as Float32Array)])
  } finally {
    await session.release()
  }
}
