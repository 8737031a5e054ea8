import { expect, test } from 'vitest'
import { node } from '../../../../../test/network/onnx/smallOnnx.ts'
import { writeOnnx } from '../../../../../test/network/onnx/writeOnnx.ts'
import { runOnnx } from '../../../../../test/network/onnx/runOnnx.ts'
import { evaluate } from '../../../evaluate.ts'
import { readOnnx } from '../../readOnnx.ts'

test.for([[[0, 0, 0]], [[0, -0, 0]], [[0.5, 0.5, 0.5]], [[-2, -2, -2]], [[2 ** -149, 0, 0]]])(
  '%j is quantized as ONNX Runtime does it, whatever its span is',
  async ([values]) => {
    const quantize = node('DynamicQuantizeLinear', 'x', {}, 'q s z')
    const nodes = [quantize, node('DequantizeLinear', 'q s z')]
    const inputs = [{ name: 'x', shape: [3] }]
    const bytes = writeOnnx({ opset: 13, nodes, initializers: [], inputs, outputs: ['y'] })
    const read = readOnnx(bytes)
    const row = Float32Array.from(values!)
    const found = [...evaluate(read.network, [row])]
    const truth = await runOnnx(bytes, read, [row])
    for (const [i, y] of truth.entries()) expect(found[i]! + 0).toBeCloseTo(y, 6)
  },
)
