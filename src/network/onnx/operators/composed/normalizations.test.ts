import { expect, test } from 'vitest'
import { checkSame } from '../../../../../test/network/onnx/checkSame.ts'
import { big, floats, ints, node, read } from '../../../../../test/network/onnx/smallOnnx.ts'
import { uniform } from '../../../../../test/network/random.ts'

/** As Keras' layer normalization is exported: rows and places are channels of one image. */
const nodes = [
  node('Shape', 'x', {}, 'whole'),
  node('Reshape', 'x r', {}, 'c'),
  node('ReduceMean', 'c', { axes: big(0, 2, 3), keepdims: 1n }, 'm'),
  node('Sub', 'c m', {}, 'd'),
  node('ReduceSumSquare', 'd', { axes: big(0, 2, 3), keepdims: 0n }, 'sum'),
  node('Div', 'sum k', {}, 'v'),
  node('Squeeze', 'm', { axes: big(0, 2, 3) }, 'n'),
  node('Shape', 'n', {}, 'many'),
  node('ConstantOfShape', 'many', { value: floats('', [1]) }, 'ones'),
  node('ConstantOfShape', 'many', { value: floats('', [0.25]) }, 'zeros'),
  node('BatchNormalization', 'c ones zeros n v', { epsilon: 0.01 }, 'b'),
  node('Reshape', 'b whole'),
]
const initializers = [ints('r', 1, -1, 6, 1), floats('k', [6], [])]

test('a normalization by computed statistics is what ONNX Runtime computes, of each row', async () => {
  const random = uniform(17)
  for (const shape of [['N', 5, 6], ['N', 6], [2, 5, 6]])
    await checkSame({ opset: 11, nodes, initializers, inputs: [{ name: 'x', shape }], outputs: ['y'] }, random)
}) // prettier-ignore

test('as many statistics as there are channels are asked for', () => {
  const few = [node('ReduceMean', 'x', { axes: big(0, 1, 2), keepdims: 0n }, 'm'), node('Unsqueeze', 'm', { axes: big(0) }, 'n'), node('BatchNormalization', 'x g g n g')] // prettier-ignore
  expect(() => read([1, 2, 3], few, [floats('g', [1, 1])], { opset: 11 })).toThrow(/expected 2 numbers/)
})
