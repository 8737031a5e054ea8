import { evaluate } from '../../../src/network/evaluate.ts'
import { sizeOf } from '../../../src/network/layers/layer.ts'
import { readOnnx } from '../../../src/network/onnx/readOnnx.ts'
import type { ReadOnnxOptions } from '../../../src/network/onnx/onnxNetwork.ts'
import type { OnnxNetwork } from '../../../src/network/onnx/onnxNetwork.ts'
import { type AttributeDraft, type NodeDraft, type OnnxDraft, type TensorDraft, writeOnnx } from './writeOnnx.ts'

/** A node, the names of its inputs and outputs with spaces between. */
export const node = (
  type: string,
  inputs: string,
  attributes: Record<string, AttributeDraft> = {},
  outputs = 'y',
): NodeDraft => ({
  type,
  inputs: inputs.split(' '),
  outputs: outputs.split(' '),
  attributes,
})
export const floats = (
  name: string,
  values: number[],
  dims = [values.length],
  more: Partial<TensorDraft> = {},
): TensorDraft => ({
  name,
  dims,
  type: 'float',
  values,
  ...more,
})
export const ints = (name: string, ...values: number[]): TensorDraft =>
  floats(name, values, [values.length], { type: 'int64' })

/** The network of a model with input `x` of this shape and output `y`. */
export function read(
  shape: number[],
  nodes: NodeDraft[],
  initializers: TensorDraft[] = [],
  more: Partial<OnnxDraft> = {},
  options: ReadOnnxOptions = {},
): OnnxNetwork {
  return readOnnx(
    writeOnnx({ opset: 13, nodes, initializers, inputs: [{ name: 'x', shape }], outputs: ['y'], ...more }),
    options,
  )
}

/** What comes of 1, -2, 3, -4 … in the input's shape. */
export function run(...of: Parameters<typeof read>): number[] {
  const row = Float32Array.from({ length: sizeOf(of[0]) }, (_, i) => (i % 2 === 0 ? i + 1 : -i - 1))
  return [...evaluate(read(...of).network, [row])]
}

/** A list of whole numbers in an attribute. */
export const big = (...values: number[]): bigint[] => values.map(BigInt)
