import { expect, test } from 'vitest'
import { big, floats, ints, node, read } from '../../../../test/network/onnx/smallOnnx.ts'
import type { NodeDraft, TensorDraft, ValueDraft } from '../../../../test/network/onnx/writeOnnx.ts'

/** Reads a model of input x, whose first axis is open, and of the others. */
const open = (shape: number[], nodes: NodeDraft[], initializers: TensorDraft[], ...others: ValueDraft[]) =>
  read([], nodes, initializers, { inputs: [{ name: 'x', shape: ['N', ...shape] }, ...others], opset: 13 })

const turned = node('Transpose', 'x', { perm: big(1, 0, 2) }, 't')
const sizeOfX = [node('Shape', 'x', {}, 's'), node('Gather', 's zero', { axis: 0n }, 'n')]
const numbers = [0, 1, 2, 4, 5].map((one, i) => ints(['zero', 'one', 'two', 'four', 'five'][i]!, one))
const none = ''

/** An RNN of 3 numbers and 2 states, of steps `t`. */
const rnn = (lengths: string, states: string, size = 2n) =>
  node('RNN', `t w r ${none} ${lengths} ${states}`, { hidden_size: size }, 'all y')
const weights = [...numbers, floats('w', [1, 2, 3, 4, 5, 6], [1, 2, 3]), floats('r', [1, 2, 3, 4], [1, 2, 2])]

const resized = (sizes: string): NodeDraft[] => [
  ...sizeOfX,
  node('Mul', 'n two', {}, 'twice'),
  node('Concat', sizes, { axis: 0n }, 'to'),
  node('Resize', `x ${none} ${none} to`),
]

/** Rows stand in the middle, and a softmax along an axis follows. */
const middle = (axis: bigint): NodeDraft[] => [
  turned,
  node('Einsum', 't w', { equation: 'hbd,de->hbe' }, 'e'),
  node('Softmax', 'e', { axis }),
]
const column = [floats('w', [1, 2, 3], [3, 1])]

test.for<[string, () => { outputs: readonly { shape: readonly number[] }[] }, readonly number[]]>([
  [
    'first states of zeros for each row',
    () => {
      const zeros = [...sizeOfX, node('Concat', 'one n two', { axis: 0n }, 'f'), node('ConstantOfShape', 'f', {}, 'h')]
      return open([4, 3], [turned, ...zeros, rnn(none, 'h')], weights)
    },
    [1, 1, 2],
  ],
  [
    'first states that another input gives',
    () => open([4, 3], [turned, rnn(none, 'z')], weights, { name: 'z', shape: [1, 'N', 2] }),
    [1, 1, 2],
  ],
  [
    'Resize to sizes of which one is their number',
    () => open([1, 2, 3], resized('n one four five'), numbers),
    [1, 1, 4, 5],
  ],
  [
    'Einsum over two axes',
    () =>
      open([2, 3], [node('Einsum', 'x w', { equation: 'bip,ipo->bo' })], [floats('w', [1, 2, 3, 4, 5, 6], [2, 3, 1])]),
    [1, 1],
  ],
  [
    'numbers put into some columns, as torch assigns to a slice',
    () => {
      const columns = [node('Transpose', 'x', {}, 't'), node('Neg', 't', {}, 'm'), node('Slice', 'm zero two', {}, 'u')]
      const places = floats('i', [1, 3], [2, 1], { type: 'int64' })
      return open([4], [...columns, node('ScatterND', 't i u', {}, 's'), node('Transpose', 's')], [...numbers, places])
    },
    [1, 4],
  ],
  [
    'token ids of each row, into one table',
    () =>
      open([4], [node('Cast', 'x', { to: 7n }, 'i'), node('Gather', 'w i')], [floats('w', [1, 2, 3, 4, 5, 6], [3, 2])]),
    [1, 4, 2],
  ],
  ['Einsum whose rows stand in the middle', () => open([2, 3], middle(0n), column), [2, 1, 1]],
])('%s: one network for all sizes', ([, act, shape]) => {
  expect(act().outputs[0]!.shape).toEqual(shape)
})

test.for<[string, () => unknown, RegExp]>([
  [
    'first states that have rows in the place of their numbers',
    () =>
      open(
        [1, 1],
        [node('Transpose', 'x', { perm: big(1, 2, 0) }, 'h'), node('Identity', 'z', {}, 't'), rnn(none, 'h', 1n)],
        [floats('w', [1, 2, 3], [1, 1, 3]), floats('r', [1], [1, 1, 1])],
        { name: 'z', shape: [4, 1, 3] },
      ),
    /RNN/,
  ],
  [
    'lengths of sequences for each row',
    () => open([4, 3], [turned, ...sizeOfX, node('Expand', 'four n', {}, 'l'), rnn('l', none)], weights),
    /\(RNN\).*hangs on how many rows/,
  ],
  [
    'Resize to sizes of which one is twice their number',
    () => open([1, 2, 3], resized('twice one four five'), numbers),
    /Resize.*hangs on how many rows/,
  ],
  [
    'Resize of an axis to their number',
    () => open([1, 2, 3], resized('n one n five'), numbers),
    /Resize.*hangs on how many rows/,
  ],
  [
    'Softmax along rows in the middle of an Einsum',
    () => open([2, 3], middle(1n), column),
    /node y \(Softmax\).*axis 1/,
  ],
])('%s: an error that names the node', ([, act, message]) => {
  expect(act).toThrow(
    expect.objectContaining({ code: 'BATCH_MIXED', message: expect.stringMatching(message) as string }),
  )
})
