import { expect, test } from 'vitest'
import { big, floats, ints, node, read } from '../../../../test/network/onnx/smallOnnx.ts'

const pair = [1, 2]
const line = [1, 1, 5]
const cast = node('Cast', 'c', { to: 1n }, 'f')

test.for<[string, () => unknown, RegExp]>([
  [
    'limits that are no numbers',
    () => read(pair, [node('Clip', 'x a')], [floats('a', [NaN], [])]),
    /limits that are numbers.*null/,
  ],
  ['two limits', () => read(pair, [node('Clip', 'x a')], [floats('a', [1, 2])]), /one number/],
  [
    'whole numbers divided by 0',
    () => read(pair, [node('Div', 'a b', {}, 'c'), cast, node('Mul', 'x f')], [ints('a', 1), ints('b', 0)]),
    /a divisor that is not 0/,
  ],
  [
    'slopes of more numbers than there are',
    () => read(pair, [node('PRelu', 'x s')], [floats('s', [1, 1, 1, 1], [2, 2])]),
    /slopes that fit \[1, 2\]/,
  ],
  ['slopes without end', () => read(pair, [node('PRelu', 'x s')], [floats('s', [Infinity])]), /finite slopes/],
  [
    'an unknown padding',
    () => read(pair, [node('Pad', 'x p', { mode: 'toString' })], [ints('p', 0, 1, 0, 1)]),
    /a known way to pad/,
  ],
  ['too few widths', () => read(pair, [node('Pad', 'x p')], [ints('p', 1, 1)]), /4 widths/],
  [
    'two numbers to pad with',
    () => read(pair, [node('Pad', 'x p v')], [ints('p', 0, 1, 0, 1), floats('v', [1, 2])]),
    /one number/,
  ],
  [
    'padding by the numbers at the edges of nothing',
    () => read(pair, [node('Pad', 'x p', { mode: 'edge' })], [ints('p', 0, -2, 0, 3)]),
    /an axis of which something is left/,
  ],
  [
    'windows with gaps that are to be padded somehow',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(2), dilations: big(2), auto_pad: 'SAME_UPPER' })]),
    /auto_pad=SAME_UPPER of windows with gaps/,
  ],
  ['windows of nothing', () => read(line, [node('MaxPool', 'x', { kernel_shape: big(0) })]), /a window over 1 axes/],
  [
    'windows of another rank',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(1, 1) })]),
    /a window over 1 axes/,
  ],
  [
    'windows larger than the input',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(6) })]),
    /fits into its input/,
  ],
  [
    'strides of 0',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(2), strides: big(0) })]),
    /1 positive whole numbers/,
  ],
  [
    'two strides',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(2), strides: big(1, 1) })]),
    /1 positive whole numbers/,
  ],
  [
    'padding of one side',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(2), pads: big(1) })]),
    /2 widths of padding/,
  ],
  [
    'padding below 0',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(2), pads: big(-1, 0) })]),
    /2 widths of padding/,
  ],
  [
    'a way to pad that is none',
    () => read(line, [node('MaxPool', 'x', { kernel_shape: big(2), auto_pad: 'SAME' })]),
    /a known way to pad/,
  ],
  [
    'groups that do not fit',
    () => read([1, 3, 2], [node('Conv', 'x w', { group: 2n })], [floats('w', [1, 1], [2, 1, 1])]),
    /onv/,
  ],
  [
    'filters that are no multiple of the groups',
    () => read([1, 2, 2], [node('Conv', 'x w', { group: 2n })], [floats('w', [1, 1, 1], [3, 1, 1])]),
    /onv/,
  ],
  ['no groups', () => read([1, 2, 2], [node('Conv', 'x w', { group: 0n })], [floats('w', [1, 1], [1, 2, 1])]), /onv/],
  [
    'matrices that do not fit',
    () => read(pair, [node('Gemm', 'x b')], [floats('b', [1, 2, 3], [3, 1])]),
    /a matrix of 2 rows/,
  ],
  ['what is no matrix', () => read([1, 2, 1], [node('Gemm', 'x b')], [floats('b', [1], [1, 1])]), /a matrix/],
  [
    'a C that is larger',
    () => read(pair, [node('Gemm', 'x b c')], [floats('b', [1, 2], [2, 1]), floats('c', [1, 2], [2, 1])]),
    /a C that fits \[1, 1\]/,
  ],
  ['vectors that do not fit', () => read(pair, [node('MatMul', 'x b')], [floats('b', [1, 2, 3])]), /matrices that fit/],
  ['a number for a matrix', () => read(pair, [node('MatMul', 'x b')], [floats('b', [1], [])]), /matrices/],
  [
    'parts of several ranks',
    () => read(pair, [node('Concat', 'x c', { axis: 1n })], [floats('c', [1, 2])]),
    /one shape but for the axis/,
  ],
  [
    'parts of several widths',
    () => read(pair, [node('Concat', 'x c', { axis: 0n })], [floats('c', [1, 2, 3], [1, 3])]),
    /one shape but for the axis/,
  ],
  [
    'ends without starts',
    () => read(pair, [node('Slice', 'x s e')], [ints('s', 0), ints('e', 1, 1)]),
    /as many ends as starts/,
  ],
  [
    'a step of 0',
    () => read(pair, [node('Slice', 'x s e a t')], [ints('s', 0), ints('e', 1), ints('a', 1), ints('t', 0)]),
    /1 axes and steps/,
  ],
  [
    'an uneven split before opset 18',
    () => read([1, 5], [node('Split', 'x', { axis: 1n }, 'a y')]),
    /2 lengths that add up to 5/,
  ],
  [
    'lengths that add up to less',
    () => read([1, 5], [node('Split', 'x l', { axis: 1n }, 'a y')], [ints('l', 2, 2)]),
    /2 lengths that add up to 5/,
  ],
  ['indices past the end', () => read(pair, [node('Gather', 'x i', { axis: 1n })], [ints('i', 2)]), /indices below 2/],
  ['a shape of other size', () => read(pair, [node('Reshape', 'x s')], [ints('s', 3)]), /a shape for \[1, 2\]/],
  [
    'a shape with two lengths open',
    () => read(pair, [node('Reshape', 'x s')], [ints('s', -1, -1)]),
    /a shape for \[1, 2\]/,
  ],
  ['a long axis squeezed', () => read(pair, [node('Squeeze', 'x a')], [ints('a', 0, 1)]), /axes of length 1/],
  [
    'statistics of a batch',
    () =>
      read([1, 1, 2], [node('BatchNormalization', 'x s s s s', { training_mode: 1n })], [floats('s', [1])], {
        opset: 15,
      }),
    /./,
  ],
])('%s: refused', ([, act, message]) => {
  expect(act).toThrow(expect.objectContaining({ message: expect.stringMatching(message) as string }))
})
