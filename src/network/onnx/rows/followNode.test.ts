import { expect, test } from 'vitest'
import { big, floats, ints, node, read } from '../../../../test/network/onnx/smallOnnx.ts'
import type { NodeDraft, TensorDraft, ValueDraft } from '../../../../test/network/onnx/writeOnnx.ts'

/** Reads a model of input x, or inputs x and z, whose first axis is open; `z: [2, 'N']` has it elsewhere. */
const open = (
  shape: (number | string)[],
  nodes: NodeDraft[],
  initializers: TensorDraft[] = [],
  z?: (number | string)[],
  opset = 13,
) => {
  const inputs: ValueDraft[] = [{ name: 'x', shape: ['N', ...shape] }]
  if (z !== undefined) inputs.push({ name: 'z', shape: z })
  return read([], nodes, initializers, { inputs, opset })
}
const perm = (...order: number[]) => ({ perm: big(...order) })
const turned = node('Transpose', 'x', perm(1, 0), 't')
const sizeOfX = [node('Shape', 'x', {}, 's'), node('Gather', 's i', { axis: 0n }, 'n')]
const first = ints('i', 0)
const two = [ints('two', 2), ints('left', -1)]
/** Rows that twice number d has together. */
const gathered = (d: string): NodeDraft[] => [
  node('Mul', `${d} two`, {}, 'width'),
  node('Concat', 'left width', { axis: 0n }, 'to'),
  node('Reshape', 'x to', {}, 'r'),
  node('Softmax', 'r', { axis: -1n }),
]

test.for<[string, () => unknown, RegExp]>([
  ['Softmax', () => open([3], [node('Softmax', 'x', { axis: 0n })]), /node y \(Softmax\).*lie along axis 0/],
  ['Softmax before opset 13', () => open([3], [node('Softmax', 'x', { axis: 0n })], [], undefined, 11), /axis 0/],
  ['ReduceSum', () => open([3], [node('ReduceSum', 'x a')], [ints('a', 0)]), /\(ReduceSum\).*axis 0/],
  [
    'ReduceMean of the last axis, turned',
    () => open([3], [turned, node('ReduceMean', 't', { axes: big(-1) })]),
    /axis 1/,
  ],
  ['ReduceMean of all', () => open([3], [node('ReduceMean', 'x')]), /axis 0/],
  ['Concat', () => open([3], [node('Concat', 'x x', { axis: 0n })]), /\(Concat\).*axis 0/],
  [
    'Gather of one row',
    () => open([3], [node('Gather', 'x i', { axis: 0n })], [first]),
    /picks some of a batch's rows/,
  ],
  [
    'Gather whose indices hang on the batch',
    () =>
      open(
        [3],
        [
          ...sizeOfX,
          node('ConstantOfShape', 'n', { value: floats('v', [0], [1], { type: 'int64' }) }, 'j'),
          node('Gather', 'x j', { axis: 1n }),
        ],
        [first],
      ),
    /its indices hang on how many rows/,
  ],
  [
    'Slice of the first row',
    () => open([3], [node('Slice', 'x a b c')], [ints('a', 0), ints('b', 1), ints('c', 0)]),
    /picks some of a batch's rows/,
  ],
  [
    'Slice backwards',
    () => open([3], [node('Slice', 'x a b c d')], [ints('a', -1), ints('b', -(2 ** 40)), ints('c', 0), ints('d', -1)]),
    /picks some/,
  ],
  [
    'Slice of another axis up to the size',
    () => open([3], [...sizeOfX, node('Slice', 'x a n c')], [first, ints('a', 0), ints('c', 1)]),
    /hangs on how many rows/,
  ],
  [
    'Split',
    () => open([2], [node('Reshape', 'x m', {}, 'r'), node('Split', 'r', { axis: 0n }, 'y z')], [ints('m', -1)]),
    /\(Split\).*axis 0/,
  ],
  ['Pad', () => open([3], [node('Pad', 'x p')], [ints('p', 1, 0, 0, 0)]), /pads a batch along axis 0/],
  ['MatMul with itself', () => open([3], [turned, node('MatMul', 'x t')]), /each row of a batch with each/],
  ['MatMul that adds rows up', () => open([3], [turned, node('MatMul', 't x')]), /\(MatMul\).*axis/],
  ['Gemm of both', () => open([3], [node('Gemm', 'x x', { transB: 1n })]), /each row of a batch with each/],
  ['Gemm that adds rows up', () => open([3], [node('Gemm', 'x x', { transA: 1n })]), /\(Gemm\).*axis/],
  [
    'Conv over rows',
    () =>
      open([1, 4], [node('Transpose', 'x', perm(2, 1, 0), 't'), node('Conv', 't w')], [floats('w', [1], [1, 1, 1])]),
    /\(Conv\).*axis 2/,
  ],
  [
    'GlobalAveragePool over rows',
    () => open([1, 4], [node('Transpose', 'x', perm(2, 1, 0), 't'), node('GlobalAveragePool', 't')]),
    /axis 2/,
  ],
  [
    'rows with columns',
    () => open([3], [turned, node('Unsqueeze', 't a', {}, 'u'), node('Add', 'x u')], [ints('a', 0)]),
    /along different axes/,
  ],
  [
    'rows that follow each other in another order',
    () =>
      open(
        [2],
        [turned, node('Reshape', 'x m', {}, 'a'), node('Reshape', 't m', {}, 'b'), node('Add', 'a b')],
        [ints('m', -1)],
      ),
    /along different axes/,
  ],
  [
    'a constant for each of two rows',
    () => open([1], [node('Add', 'x c')], [floats('c', [1, 2], [2, 1])]),
    /with 2 of a tensor, along axis 0/,
  ],
  [
    'a constant for each of two rows, by MatMul',
    () => open([1, 2], [node('MatMul', 'x c')], [floats('c', [1, 2, 3, 4], [2, 2, 1])]),
    /with 2/,
  ],
  [
    'their number',
    () => open([3], [...sizeOfX, node('Cast', 'n', { to: 1n }, 'f'), node('Div', 'x f')], [first]),
    /computes with how many rows/,
  ],
  [
    'their number as the output',
    () =>
      read([], [...sizeOfX, node('Identity', 'n')], [first], {
        inputs: [{ name: 'x', shape: ['N', 3] }],
        outputTypes: { y: 'int64' },
      }),
    /output y: it is how many rows/,
  ],
  [
    'rows in a shape that hangs on their number',
    () =>
      open(
        [4],
        [...sizeOfX, node('Add', 'n n', {}, 'd'), node('Concat', 'd e', { axis: 0n }, 't'), node('Expand', 'x t')],
        [first, ints('e', 4)],
      ),
    /shape of how many rows/,
  ],
  [
    'as many numbers as rows, for each row',
    () => open([3], [...sizeOfX, node('Concat', 'n n', { axis: 0n }, 't'), node('ConstantOfShape', 't')], [first]),
    /in which they cannot be told apart/,
  ],
  [
    'a share of n times n',
    () =>
      open(
        [2],
        [
          ...sizeOfX,
          node('Mul', 'n n', {}, 'q'),
          node('ConstantOfShape', 'q', { value: floats('v', [1], [1]) }, 'c'),
          node('Shape', 'c', {}, 'l'),
          node('Div', 'l n', {}, 'd'),
          ...gathered('d'),
        ],
        [first, ...two],
      ),
    /cannot be told apart/,
  ],
  [
    'their number times its half, cut',
    () =>
      open(
        [2],
        [
          ...sizeOfX,
          node('Div', 'n two', {}, 'h'),
          node('Mul', 'h two', {}, 'e'),
          node('Sub', 'n e', {}, 'odd'),
          node('Sub', 'two odd', {}, 'd'),
          ...gathered('d'),
        ],
        [first, ...two],
      ),
    /does not keep them apart/,
  ],
  [
    'a Slice up to a large end that hangs on their number',
    () =>
      open(
        [300],
        [
          ...sizeOfX,
          node('Mul', 'n l', {}, 'e'),
          node('Reshape', 'x m', {}, 'f'),
          node('Slice', 'f z e z', {}, 'c'),
          node('Reshape', 'c t', {}, 'r'),
          node('Softmax', 'r', { axis: -1n }),
        ],
        [first, ints('l', 200), ints('m', -1), ints('z', 0), ints('t', -1, 200)],
      ),
    /picks some of a batch's rows/,
  ],
  [
    'rows beside an empty part without any',
    () =>
      open(
        [2],
        [node('Concat', 'x e', { axis: 1n }, 'c'), node('Softmax', 'c', { axis: 0n })],
        [floats('e', [], [1, 0])],
      ),
    /\(Softmax\).*axis 0/,
  ],
  [
    'an axis that vanishes',
    () => open([1, 3], [node('Squeeze', 'x', {}, 'a'), node('Softmax', 'a', { axis: 0n })]),
    /there for several rows, and not for one/,
  ],
  [
    'rows beside another input of which there can be but one',
    () =>
      open(
        [3],
        [node('Softmax', 'x', { axis: 0n }, 'a'), node('Reshape', 'z s', {}, 'b'), node('Add', 'a b')],
        [ints('s', 1, 3)],
        ['M', 3],
      ),
    /Softmax/,
  ],
  ['a batch at two axes', () => open(['N'], [node('Relu', 'x')]), /input x: the batch is its axes 0 and 1/],
])('%s: refused', ([, act, message]) => {
  expect(act).toThrow(
    expect.objectContaining({ code: 'BATCH_MIXED', message: expect.stringMatching(message) as string }),
  )
})

test.for<[string, () => { outputs: readonly { shape: readonly number[] }[] }, readonly number[]]>([
  ['each operator by itself', () => open([3], [node('Relu', 'x', {}, 'a'), node('Softmax', 'a')]), [1, 3]],
  ['Flatten', () => open([2, 3], [node('Flatten', 'x')]), [1, 6]],
  [
    'Reshape by the shape itself, over a cast to float',
    () =>
      open(
        [2, 3],
        [
          ...sizeOfX,
          node('Cast', 'n', { to: 1n }, 'f'),
          node('Cast', 'f', { to: 7n }, 'j'),
          node('Concat', 'j m', { axis: 0n }, 't'),
          node('Reshape', 'x t'),
        ],
        [first, ints('m', -1)],
      ),
    [1, 6],
  ],
  [
    'Reshape by a share of their number that has no remainder, and back',
    () =>
      open(
        [2, 3],
        [
          ...sizeOfX,
          node('Mul', 'n two', {}, 'k'),
          node('Concat', 'k left', { axis: 0n }, 't'),
          node('Reshape', 'x t', {}, 'r'),
          node('Div', 'k two', {}, 'q'),
          node('Concat', 'q left', { axis: 0n }, 'b'),
          node('Reshape', 'r b'),
        ],
        [first, ...two],
      ),
    [1, 6],
  ],
  [
    'what does not hang on the size',
    () =>
      open(
        [3],
        [
          node('Shape', 'x', {}, 's'),
          node('Gather', 's k', {}, 'n'),
          node('Cast', 'n', { to: 1n }, 'f'),
          node('Div', 'x f'),
        ],
        [ints('k', 1)],
      ),
    [1, 3],
  ],
  [
    'steps first, and back',
    () =>
      open(
        [2, 3],
        [
          node('Transpose', 'x', perm(1, 0, 2), 't'),
          node('Reshape', 't s', {}, 'r'),
          node('MatMul', 'r w', {}, 'm'),
          node('Reshape', 'm b', {}, 'q'),
          node('Gather', 'q k', { axis: 0n }),
        ],
        [ints('s', -1, 3), floats('w', [1, 2, 3], [3, 1]), ints('b', 2, -1), ints('k', 1)],
      ),
    [1, 1],
  ],
  [
    'another input with the batch further back',
    () => open([3], [turned, node('Unsqueeze', 't a', {}, 'u'), node('Add', 'u z')], [ints('a', 0)], [2, 1, 'N']),
    [2, 3, 1],
  ],
  [
    'numbers repeated for each row, further back',
    () =>
      open(
        [3],
        [
          turned,
          ...sizeOfX,
          node('Concat', 'd n', { axis: 0n }, 's2'),
          node('Expand', 'c s2', {}, 'e'),
          node('Add', 't e'),
        ],
        [first, ints('d', 3), floats('c', [1, 2, 3], [3, 1])],
      ),
    [3, 1],
  ],
  ['a fixed input beside it', () => open([3], [node('Add', 'x z')], [], [1, 3]), [1, 3]],
  [
    'a fixed input that rows are added up with',
    () => open([3], [node('Transpose', 'z', perm(1, 0), 't'), node('MatMul', 'x t')], [], [4, 3]),
    [1, 4],
  ],
  ['another name', () => open([3], [node('Add', 'x z')], [], ['M', 3]), [1, 3]],
  ['other names side by side', () => open([3], [node('Concat', 'x z', { axis: 1n })], [], ['M', 2]), [1, 5]],
  [
    'all rows, up to their number',
    () => open([3], [...sizeOfX, node('Slice', 'x a n c')], [first, ints('a', 0), ints('c', 0)]),
    [1, 3],
  ],
  [
    'all rows, up to the end',
    () => open([3], [node('Slice', 'x a b')], [ints('a', 0, 1), ints('b', 2 ** 31 - 1, 3)]),
    [1, 2],
  ],
  ['an axis that vanishes at the end', () => open([1], [node('Squeeze', 'x', {}, 'a'), node('Sigmoid', 'a')]), []],
  [
    'one row, which alone fills a shape',
    () => open([3], [node('Reshape', 'x s', {}, 'a'), node('Softmax', 'a', { axis: 0n })], [ints('s', 1, 3)]),
    [1, 3],
  ],
  [
    'one row, which alone may be squeezed',
    () => open([3], [node('Squeeze', 'x a', {}, 'b'), node('Softmax', 'b', { axis: 0n })], [ints('a', 0)]),
    [3],
  ],
  [
    'one row beside numbers of one',
    () =>
      open(
        [3],
        [node('Concat', 'x c', { axis: 1n }, 'a'), node('Softmax', 'a', { axis: 0n })],
        [floats('c', [1], [1, 1])],
      ),
    [1, 4],
  ],
])('%s: one network for all sizes', ([, act, shape]) => {
  expect(act().outputs[0]!.shape).toEqual(shape)
})

test('axes whose names are empty are no batch together', () => {
  const act = () =>
    read([], [node('Add', 'x z')], [], {
      inputs: [
        { name: 'x', shape: ['', 2] },
        { name: 'z', shape: ['', '', 2] },
      ],
    })
  expect(act).toThrow(
    expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringMatching(/open/) as string }),
  )
})

test('a batch that is stated is one case, and rows may mix', () => {
  const nodes = [node('Softmax', 'x', { axis: 0n })]
  const inputs = [{ name: 'x', shape: ['N', 2] }]
  const { inputs: given, outputs } = read([], nodes, [], { inputs }, { batch: 3 })
  expect([given, outputs]).toEqual([[{ name: 'x', shape: [3, 2] }], [{ name: 'y', shape: [3, 2] }]])
})

test.for([0, -1, 1.5, Number.NaN])('a batch of %d rows is none', (batch) => {
  expect(() => read([], [node('Relu', 'x')], [], { inputs: [{ name: 'x', shape: ['N', 2] }] }, { batch })).toThrow(
    expect.objectContaining({ code: 'ARGUMENT_INVALID' }),
  )
})

test('a batch that the file states is not stated again', () => {
  expect(() => read([3, 2], [node('Relu', 'x')], [], {}, { batch: 3 })).toThrow(
    expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringMatching(/states all sizes/) as string }),
  )
})
