import ort from 'onnxruntime-node'
import { expect } from 'vitest'
import type { OnnxNetwork } from '../../../src/network/onnx/onnxNetwork.ts'

export interface OrtTensor {
  readonly dims: readonly number[]
  readonly data: readonly number[]
}

interface OrtInput {
  readonly dims: readonly number[]
  readonly data: Float32Array
  /** float32 unless told. */
  readonly type?: keyof typeof stored
}

const stored = {
  float32: (data: Float32Array) => data,
  int32: (data: Float32Array) => Int32Array.from(data),
  int64: (data: Float32Array) => BigInt64Array.from([...data].map(BigInt)),
  uint8: (data: Float32Array) => Uint8Array.from(data),
  int8: (data: Float32Array) => Int8Array.from(data),
  bool: (data: Float32Array) => Uint8Array.from(data),
} as const

/** Runs a model by ONNX Runtime, inputs by name; outputs in the order of `names`. To be closed. */
export async function openOrt(bytes: Uint8Array): Promise<{
  run(inputs: Readonly<Record<string, OrtInput>>): Promise<OrtTensor[]>
  close(): Promise<void>
}> {
  // Each operator as it is: optimized, version 1.30 takes a transpose and the product with a vector after it for
  // another product.
  const options = { logSeverityLevel: 4, intraOpNumThreads: 1, graphOptimizationLevel: 'disabled' } as const
  const session = await ort.InferenceSession.create(bytes, options)
  return {
    async run(inputs) {
      const tensors = Object.entries(inputs).map(
        ([name, { dims, data, type = 'float32' }]) =>
          [name, new ort.Tensor(type as 'float32', stored[type](data) as Float32Array, [...dims])] as const,
      )
      const results = await session.run(Object.fromEntries(tensors))
      return session.outputNames.map((name) => {
        const { dims, data } = results[name]!
        return { dims, data: Array.from(data as ArrayLike<number | bigint>, Number) }
      })
    },
    close: () => session.release(),
  }
}

/**
 * What ONNX Runtime computes for one row of each input: all outputs, one after the other, which must have the shapes
 * that were read.
 */
export async function runOnnx(
  bytes: Uint8Array,
  { inputs, outputs }: OnnxNetwork,
  rows: readonly Float32Array[],
): Promise<number[]> {
  const session = await openOrt(bytes)
  try {
    const given = inputs.map(({ name, shape }, i) => [name, { dims: shape, data: rows[i]! }] as const)
    const results = await session.run(Object.fromEntries(given))
    expect(results.map(({ dims }) => dims)).toEqual(outputs.map(({ shape }) => shape))
    return results.flatMap(({ data }) => data)
  } finally {
    await session.close()
  }
}
