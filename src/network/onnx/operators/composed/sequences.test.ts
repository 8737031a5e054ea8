import { expect, test } from 'vitest'
import { checkSame } from '../../../../../test/network/onnx/checkSame.ts'
import { ints, node, read } from '../../../../../test/network/onnx/smallOnnx.ts'
import type { NodeDraft, TensorDraft } from '../../../../../test/network/onnx/writeOnnx.ts'
import { uniform } from '../../../../../test/network/random.ts'

const random = uniform(31)
const one = (name: string, value: number): TensorDraft => ({ name, dims: [], type: 'int64', values: [value] })
const at = (position: string, output: string, from = 's'): NodeDraft =>
  node('SequenceAt', `${from} ${position}`, {}, output)
const difference = [at('i', 'a'), at('j', 'b'), node('Sub', 'a b')]
const places = [one('i', 0), one('j', -1)]
const onLast = { axis: 1n }

test.for<[string, NodeDraft[], TensorDraft[]]>([
  ['parts of one length', [node('SplitToSequence', 'x k', onLast, 's'), ...difference], [one('k', 2), ...places]],
  ['a last part that is shorter', [node('SplitToSequence', 'x k', onLast, 's'), at('j', 'y')], [one('k', 4), ...places]],
  ['parts of stated lengths', [node('SplitToSequence', 'x k', onLast, 's'), ...difference], [ints('k', 1, 4, 1), ...places]],
  ['parts of one number', [node('SplitToSequence', 'x', onLast, 's'), ...difference], places],
  ['parts without the axis', [node('SplitToSequence', 'x', { ...onLast, keepdims: 0n }, 's'), ...difference], places],
  ['tensors that are named', [node('Neg', 'x', {}, 'n'), node('SequenceConstruct', 'x n', {}, 's'), ...difference], places],
  ['tensors one after the other', [node('SplitToSequence', 'x k', onLast, 's'), node('ConcatFromSequence', 's', onLast)], [one('k', 4)]],
  ['tensors beside each other', [node('SequenceConstruct', 'x x', {}, 's'), node('ConcatFromSequence', 's', { axis: -1n, new_axis: 1n })], []],
  ['how many there are', [node('SplitToSequence', 'x k', onLast, 's'), node('SequenceLength', 's', {}, 'n'), node('Cast', 'n', { to: 1n }, 'f'), node('Mul', 'x f')], [one('k', 4)]],
])('%s are what ONNX Runtime takes out of a sequence', async ([, nodes, initializers]) => {
  for (const shape of [['N', 6], [2, 6]])
    await checkSame({ opset: 13, nodes, initializers, inputs: [{ name: 'x', shape }], outputs: ['y'] }, random)
}) // prettier-ignore

const construct = node('SequenceConstruct', 'x x', {}, 's')

test.for<[string, NodeDraft[], string, RegExp]>([
  ['as a tensor', [construct, node('Relu', 's')], 'OPERATOR_UNSUPPORTED', /a sequence of tensors/],
  ['as an output', [construct], 'MODEL_INVALID', /an output of one tensor/],
  ['past its end', [construct, at('k', 'y')], 'MODEL_INVALID', /one of 2 tensors/],
  ['where there is none', [at('k', 'y', 'x')], 'MODEL_INVALID', /expected a sequence/],
])('a sequence is refused %s', ([, nodes, code, message]) => {
  const outputs = [nodes.at(-1)!.outputs[0]!]
  const reading = (): unknown => read([1, 2], nodes, [one('k', 2)], { outputs })
  expect(reading).toThrow(message)
  expect(reading).toThrow(expect.objectContaining({ code }))
})

test('rows that a sequence is cut along are not apart', () => {
  const nodes = [node('SplitToSequence', 'x', { axis: 0n }, 's'), at('k', 'y')]
  expect(() => read([], nodes, [one('k', 0)], { inputs: [{ name: 'x', shape: ['N', 2] }] })).toThrow(
    expect.objectContaining({ code: 'BATCH_MIXED' }),
  )
})
