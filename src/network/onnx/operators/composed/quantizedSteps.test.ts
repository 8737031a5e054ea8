import { expect, test } from 'vitest'
import { checkSame } from '../../../../../test/network/onnx/checkSame.ts'
import { big, floats, node, read } from '../../../../../test/network/onnx/smallOnnx.ts'
import type { NodeDraft, TensorDraft } from '../../../../../test/network/onnx/writeOnnx.ts'
import { integer, uniform } from '../../../../../test/network/random.ts'

const random = uniform(41)
const own = (...of: Parameters<typeof node>): NodeDraft => ({ ...node(...of), domain: 'com.microsoft' })
const zero = (name: string, value: number, type: 'uint8' | 'int8' = 'uint8'): TensorDraft => ({
  name,
  dims: [],
  type,
  values: [value],
})
const scales = [floats('s', [2 ** -5], []), floats('t', [2 ** -4], []), zero('z', 120), zero('o', 130)]
const weights = (name: string, ...dims: number[]): TensorDraft => ({
  name,
  dims,
  type: 'int8',
  values: Array.from({ length: dims.reduce((a, b) => a * b, 1) }, () => integer(random, -60, 60)),
})
const bias: TensorDraft = { name: 'c', dims: [2], type: 'int32', values: [300, -200] }
const gemm = [weights('w', 2, 4), floats('v', [2 ** -6], []), zero('u', 0, 'int8'), bias]
const turned = { transB: 1n }

// Scales are powers of two: sums are exact, and halves are halves for every kernel.
test.for<[string, NodeDraft, TensorDraft[], number[]?]>([
  ['QLinearAdd', own('QLinearAdd', 'q s z r s z t o', {}, 'p'), []],
  ['QLinearMul', own('QLinearMul', 'q s z r s z t o', {}, 'p'), []],
  ['QLinearConcat', own('QLinearConcat', 't o q s z r s z', { axis: 1n }, 'p'), []],
  ['QLinearSigmoid', own('QLinearSigmoid', 'q s z t o', {}, 'p'), []],
  ['QLinearLeakyRelu', own('QLinearLeakyRelu', 'q s z t o', { alpha: 0.25 }, 'p'), []],
  ['QLinearSoftmax', own('QLinearSoftmax', 'q s z t o', { axis: -1n, opset: 13n }, 'p'), []],
  ['an old QLinearSoftmax', own('QLinearSoftmax', 'q s z t o', { axis: 1n, opset: 12n }, 'p'), []],
  ['QLinearGlobalAveragePool', own('QLinearGlobalAveragePool', 'q s z t o', {}, 'p'), [], [2, 4, 2]],
  ['QLinearAveragePool', own('QLinearAveragePool', 'q s z t o', { kernel_shape: big(2, 2) }, 'p'), [], [2, 4, 3]],
  ['QGemm', own('QGemm', 'q s z w v u c t o', turned, 'p'), gemm],
  ['QGemm without a bias', own('QGemm', 'q s z w v u  t o', { ...turned, alpha: 0.5 }, 'p'), gemm],
])('%s is what ONNX Runtime computes', async ([, one, initializers, shape = [4]]) => {
  const nodes = [
    node('QuantizeLinear', 'x s z', {}, 'q'),
    node('Neg', 'x', {}, 'n'),
    node('QuantizeLinear', 'n s z', {}, 'r'),
    one,
    node('DequantizeLinear', 'p t o'),
  ]
  const used = nodes.slice(one.inputs.includes('r') ? 0 : 3)
  const all = one.inputs.includes('r') ? used : [nodes[0]!, ...used]
  const made = { opset: 13, domains: { 'com.microsoft': 1 }, nodes: all, initializers: [...scales, ...initializers] }
  for (let run = 0; run < 4; run++)
    await checkSame({ ...made, inputs: [{ name: 'x', shape: ['N', ...shape] }], outputs: ['y'] }, random)
}) // prettier-ignore

test('QGemm gives numbers where no scale is given for whole ones', async () => {
  const nodes = [node('QuantizeLinear', 'x s z', {}, 'q'), own('QGemm', 'q s z w v u c', turned)]
  const inputs = [{ name: 'x', shape: ['N', 4] }]
  const domains = { 'com.microsoft': 1 }
  await checkSame({ opset: 13, domains, nodes, initializers: [...scales, ...gemm], inputs, outputs: ['y'] }, random)
})

test.for<[string, NodeDraft, RegExp]>([
  ['channels along the last axis', own('QLinearGlobalAveragePool', 'q s z t o', { channels_last: 1n }, 'p'), /last axis/],
  ['a softmax over several axes', own('QLinearSoftmax', 'q s z t o', { axis: 1n, opset: 11n }, 'p'), /several axes/],
])('%s is refused', ([, one, message]) => {
  const nodes = [node('QuantizeLinear', 'x s z', {}, 'q'), one, node('DequantizeLinear', 'p t o')]
  expect(() => read([1, 2, 3, 3], nodes, scales)).toThrow(message)
}) // prettier-ignore
