import { expect, test } from 'vitest'
import { big, floats, ints, node, run } from '../../../../test/network/onnx/smallOnnx.ts'

const pair = [1, 2]
const line = [1, 1, 5]
const cast = node('Cast', 'c', { to: 1n }, 'f')

const computed: Readonly<Record<string, [() => number[], readonly number[]]>> = {
  'Add of constants': [
    () => run(pair, [node('Add', 'a b', {}, 'c'), node('Mul', 'x c')], [floats('a', [2, 3]), floats('b', [5, 7])]),
    [7, -20],
  ],
  'Sub of constants': [
    () => run(pair, [node('Sub', 'a b', {}, 'c'), node('Mul', 'x c')], [floats('a', [2, 3]), floats('b', [5, 7])]),
    [-3, 8],
  ],
  'Mul of constants': [
    () => run(pair, [node('Mul', 'a b', {}, 'c'), node('Mul', 'x c')], [floats('a', [2, 3]), floats('b', [5])]),
    [10, -30],
  ],
  'Div of constants': [
    () => run(pair, [node('Div', 'a b', {}, 'c'), node('Mul', 'x c')], [floats('a', [1, 8]), floats('b', [3, 2])]),
    [Math.fround(1 / 3), -8],
  ],
  'Div of whole numbers, cut': [
    () => run(pair, [node('Div', 'a b', {}, 'c'), cast, node('Mul', 'x f')], [ints('a', 7, -7), ints('b', 2, 2)]),
    [3, 6],
  ],
  'Cast of what is a whole number already, the largest, too': [
    () =>
      run(
        pair,
        [node('Cast', 'e', { to: 7n }, 'c'), node('Slice', 'x b c')],
        [ints('b', 0, 1), { name: 'e', dims: [2], type: 'int64', values: [1, 2 ** 63 - 1024] }],
      ),
    [-2],
  ],
  'a constant from which is subtracted': [() => run(pair, [node('Sub', 'c x')], [floats('c', [10, 20])]), [9, 22]],
  'a constant that is subtracted': [() => run(pair, [node('Sub', 'x c')], [floats('c', [10, 20])]), [-9, -22]],
  'a constant times': [() => run(pair, [node('Mul', 'c x')], [floats('c', [10, 20])]), [10, -40]],
  'Add, Sub and Mul of what is computed': [
    () =>
      run(pair, [
        node('Neg', 'x', {}, 'n'),
        node('Add', 'n x', {}, 'a'),
        node('Mul', 'n x', {}, 'm'),
        node('Sub', 'a m'),
      ]),
    [1, 4],
  ],
  'Div by powers of two and by others': [
    () => run([1, 4], [node('Div', 'x c')], [floats('c', [4, 0.5, 3, -7])]),
    [0.25, -4, 1, 4 / 7],
  ],
  'Max with a constant and with padding': [
    () =>
      run(
        pair,
        [node('Pad', 'x p', {}, 'q'), node('Max', 'q c')],
        [ints('p', 0, 1, 0, 1), floats('c', [-1, -1, -1, 5])],
      ),
    [0, 1, -1, 5],
  ],
  'Min of three, one of them repeated': [
    () => run(pair, [node('Neg', 'x', {}, 'n'), node('Min', 'x n c')], [floats('c', [-1.5])]),
    [-1.5, -2],
  ],
  'Elu as it is': [() => run(pair, [node('Elu', 'x')]), [1, Math.expm1(-2)]],
  'Elu with another alpha': [() => run(pair, [node('Elu', 'x', { alpha: 0.5 })]), [1, 0.5 * Math.expm1(-2)]],
  'LeakyRelu with the usual slope': [() => run(pair, [node('LeakyRelu', 'x')]), [1, -2 * Math.fround(0.01)]],
  'PRelu with one slope and with several': [
    () =>
      run(
        [1, 2, 2],
        [node('PRelu', 'x s', {}, 'a'), node('PRelu', 'a t')],
        [floats('s', [0.5]), floats('t', [2, 4], [2, 1])],
      ),
    [1, -2, 3, -8],
  ],
  'Clip between limits of either sign': [
    () => run([1, 4], [node('Clip', 'x a b')], [floats('a', [-1], []), floats('b', [2], [])]),
    [1, -1, 2, -1],
  ],
  'Clip from 0 on': [
    () => run([1, 4], [node('Clip', 'x a b')], [floats('a', [0], []), floats('b', [2], [])]),
    [1, 0, 2, 0],
  ],
  'Clip between limits that are the wrong way round': [
    () => run(pair, [node('Clip', 'x a b')], [floats('a', [0], []), floats('b', [-1], [])]),
    [-1, -1],
  ],
  'Clip without an upper limit': [() => run([1, 4], [node('Clip', 'x a')], [floats('a', [-3], [])]), [1, -2, 3, -3]],
  'Clip without a lower limit': [() => run([1, 4], [node('Clip', 'x  b')], [floats('b', [-3], [])]), [-3, -3, -3, -4]],
  'Clip between limits far apart': [
    () => run([1, 4], [node('Clip', 'x a b')], [floats('a', [-3e38], []), floats('b', [3e38], [])]),
    [1, -2, 3, -4],
  ],
  'Clip whose width is no float': [
    () => run([1, 4], [node('Clip', 'x a b')], [floats('a', [-0.1], []), floats('b', [1e7], [])]),
    [1, -Math.fround(0.1), 3, -Math.fround(0.1)],
  ],
  'Clip with limits in attributes': [
    () => run([1, 4], [node('Clip', 'x', { min: -1, max: 2 })], [], { opset: 10 }),
    [1, -1, 2, -1],
  ],
  'Softmax of all from an axis on': [
    () => run([1, 2, 1], [node('Softmax', 'x')], [], { opset: 12 }),
    [1 / (1 + Math.exp(-3)), 1 / (1 + Math.exp(3))],
  ],
  'Softmax along the last axis': [() => run([1, 2, 1], [node('Softmax', 'x')]), [1, 1]],
  'Softmax along another axis': [
    () => run([1, 2, 2], [node('Softmax', 'x', { axis: 1n })]),
    [1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(-2)), 1 / (1 + Math.exp(2))],
  ],
  'Softmax before opset 13, of what follows the axis': [
    () => run([1, 2, 2], [node('Softmax', 'x', { axis: 2n })], [], { opset: 12 }).map((y) => Number(y.toFixed(12))),
    [1 / (1 + Math.exp(-3)), 1 / (1 + Math.exp(3)), 1 / (1 + Math.exp(-7)), 1 / (1 + Math.exp(7))].map((y) =>
      Number(y.toFixed(12)),
    ),
  ],
  'a constant of one number, and of several': [
    () =>
      run(pair, [
        node('Constant', '', { value_float: 2.5 }, 'a'),
        node('Constant', '', { value_floats: [1, 2] }, 'b'),
        node('Mul', 'x a', {}, 'c'),
        node('Mul', 'c b'),
      ]),
    [2.5, -10],
  ],
  'constants that are whole numbers': [
    () =>
      run(
        [1, 4],
        [
          node('Constant', '', { value_ints: big(1, 2, 2) }, 's'),
          node('Reshape', 'x s', {}, 'r'),
          node('Constant', '', { value_int: 1n }, 'i'),
          node('Gather', 'r i', { axis: 1n }),
        ],
      ),
    [3, -4],
  ],
  'a cast to truth and to whole numbers': [
    () =>
      run(
        pair,
        [
          node('Cast', 'c', { to: 9n }, 'b'),
          node('Cast', 'b', { to: 1n }, 'f'),
          node('Cast', 'd', { to: 7n }, 'i'),
          node('Cast', 'i', { to: 1n }, 'g'),
          node('Mul', 'x f', {}, 'm'),
          node('Add', 'm g'),
        ],
        [floats('c', [0, -3]), floats('d', [2.9, -2.9])],
      ),
    [2, -4],
  ],
  'ConstantOfShape, of 0 and of another number': [
    () =>
      run(pair, [
        node('Shape', 'x', {}, 's'),
        node('ConstantOfShape', 's', { value: floats('v', [7]) }, 'a'),
        node('ConstantOfShape', 's', {}, 'b'),
        node('Add', 'x a', {}, 'c'),
        node('Add', 'c b'),
      ]),
    [8, 5],
  ],
  'part of a shape': [
    () =>
      run(
        [1, 2, 3],
        [node('Shape', 'x', { start: 1n, end: 2n }, 's'), node('Cast', 's', { to: 1n }, 'f'), node('Mul', 'x f')],
        [],
        { opset: 15 },
      ),
    [2, -4, 6, -8, 10, -12],
  ],
  'Pad at one side, by numbers that mirror': [
    () => run([1, 3], [node('Pad', 'x p', { mode: 'reflect' })], [ints('p', 0, 2, 0, 1)]),
    [3, -2, 1, -2, 3, -2],
  ],
  'Pad by the numbers at the edges': [
    () => run([1, 3], [node('Pad', 'x p', { mode: 'edge' })], [ints('p', 0, 2, 0, 1)]),
    [1, 1, 1, -2, 3, 3],
  ],
  'Pad by numbers from the other end': [
    () => run([1, 3], [node('Pad', 'x p', { mode: 'wrap' })], [ints('p', 0, 2, 0, 1)], { opset: 19 }),
    [-2, 3, 1, -2, 3, 1],
  ],
  'Pad by a constant, along one axis': [
    () => run([1, 3], [node('Pad', 'x p v a')], [ints('p', 1, 2), floats('v', [9], []), ints('a', 1)], { opset: 18 }),
    [9, 1, -2, 3, 9, 9],
  ],
  'Pad that cuts': [() => run([1, 3], [node('Pad', 'x p')], [ints('p', 0, -1, 0, 1)]), [-2, 3, 0]],
  'Pad that cuts, by numbers from the other end of what is left': [
    () => run([1, 4], [node('Pad', 'x p', { mode: 'wrap' })], [ints('p', 0, -1, 0, 2)], { opset: 19 }),
    [-2, 3, -4, -2, 3],
  ],
  'Gemm with all that it takes': [
    () =>
      run(
        [2, 1],
        [node('Gemm', 'x b c', { transA: 1n, transB: 1n, alpha: 0.5, beta: 2 })],
        [floats('b', [1, 2, 3, 4], [2, 2]), floats('c', [10])],
      ),
    [-1.5 + 20, -2.5 + 20],
  ],
  'Gemm with a C that is computed': [
    () =>
      run(
        [1, 2],
        [node('Neg', 'x', {}, 'c'), node('Gemm', 'x b c', { alpha: 2, beta: 3 })],
        [floats('b', [1, 0, 0, 1], [2, 2])],
      ),
    [2 - 3, -4 + 6],
  ],
  'Gemm without a C': [() => run([1, 2], [node('Gemm', 'x b', { alpha: 2 })], [floats('b', [1, 2], [2, 1])]), [-6]],
  'MatMul with vectors on either side': [
    () =>
      run(
        [1, 2],
        [node('MatMul', 'x b', {}, 'c'), node('Transpose', 'x', {}, 'd'), node('MatMul', 'a d')],
        [floats('b', [1, 1]), floats('a', [3, 4])],
      ),
    [-5],
  ],
  'MatMul of several matrices': [
    () => run([2, 1, 2], [node('MatMul', 'x b')], [floats('b', [1, 2, 3, 4], [2, 2, 1])]),
    [-3, -7],
  ],
  'Slice with steps backwards, and from the end': [
    () => run([1, 5], [node('Slice', 'x s e a t')], [ints('s', -1), ints('e', 0), ints('a', 1), ints('t', -2)]),
    [5, 3],
  ],
  'Slice along the first axes': [
    () => run([2, 3], [node('Slice', 'x s e')], [ints('s', 1, 0), ints('e', 9, -1)]),
    [-4, 5],
  ],
  'Slice by attributes': [
    () => run([1, 5], [node('Slice', 'x', { starts: big(1), ends: big(-1), axes: big(1) })], [], { opset: 9 }),
    [-2, 3, -4],
  ],
  'Split evenly, and with a shorter last part since opset 18': [
    () => [
      ...run([1, 4], [node('Split', 'x', { axis: 1n }, 'a y')]),
      ...run([1, 5], [node('Split', 'x', { axis: 1n, num_outputs: 2n }, 'a y')], [], { opset: 18 }),
    ],
    [3, -4, -4, 5],
  ],
  'Split by lengths': [
    () => run([1, 5], [node('Split', 'x l', { axis: 1n }, 'a y b')], [ints('l', 1, 3, 1)]),
    [-2, 3, -4],
  ],
  'Concat along either axis': [
    () =>
      run(
        [1, 2],
        [node('Neg', 'x', {}, 'n'), node('Concat', 'x n', { axis: 0n }, 'a'), node('Concat', 'a b', { axis: 1n })],
        [floats('b', [8, 9], [2, 1])],
      ),
    [1, -2, 8, -1, 2, 9],
  ],
  'Gather from the end': [() => run([1, 3], [node('Gather', 'x i', { axis: 1n })], [ints('i', -1, 0)]), [3, 1]],
  'MaxPool, padded': [
    () => run(line, [node('MaxPool', 'x', { kernel_shape: big(2), pads: big(1, 1) })]),
    [1, 1, 3, 3, 5, 5],
  ],
  'MaxPool in steps, the last window cut off': [
    () => run([1, 1, 4], [node('MaxPool', 'x', { kernel_shape: big(3), strides: big(2) })]),
    [3],
  ],
  'MaxPool in steps, the last window kept': [
    () => run([1, 1, 4], [node('MaxPool', 'x', { kernel_shape: big(3), strides: big(2), ceil_mode: 1n })]),
    [3, 3],
  ],
  'MaxPool with holes': [() => run(line, [node('MaxPool', 'x', { kernel_shape: big(2), dilations: big(3) })]), [1, 5]],
  'no window begins in the padding at the end': [
    () =>
      run([1, 1, 3], [node('MaxPool', 'x', { kernel_shape: big(2), strides: big(3), pads: big(0, 1), ceil_mode: 1n })]),
    [1],
  ],
  'AveragePool over the same size, zeros last': [
    () =>
      run(
        [1, 1, 4],
        [node('AveragePool', 'x', { kernel_shape: big(2), auto_pad: 'SAME_UPPER', count_include_pad: 1n })],
      ),
    [-0.5, 0.5, -0.5, -2],
  ],
  'AveragePool over the same size, zeros first': [
    () =>
      run(
        [1, 1, 4],
        [node('AveragePool', 'x', { kernel_shape: big(2), auto_pad: 'SAME_LOWER', count_include_pad: 1n })],
      ),
    [0.5, -0.5, 0.5, -0.5],
  ],
  'AveragePool that leaves padding out': [
    () => run([1, 1, 4], [node('AveragePool', 'x', { kernel_shape: big(2), pads: big(1, 1), strides: big(2) })]),
    [1, 0.5, -4],
  ],
  'AveragePool without padding': [
    () => run([1, 1, 4], [node('AveragePool', 'x', { kernel_shape: big(2), auto_pad: 'VALID' })]),
    [-0.5, 0.5, -0.5],
  ],
  'AveragePool counts padding if told to, and never what lies beyond it': [
    () =>
      run(
        [1, 1, 3],
        [
          node('AveragePool', 'x', {
            kernel_shape: big(3),
            strides: big(2),
            pads: big(0, 1),
            ceil_mode: 1n,
            count_include_pad: 1n,
          }),
        ],
        [],
        { opset: 19 },
      ),
    [2 / 3, 1.5],
  ],
  'MaxPool over three axes': [
    () => run([1, 1, 2, 2, 4], [node('MaxPool', 'x', { kernel_shape: big(1, 2, 2), strides: big(1, 1, 2) })]),
    [5, 7, 13, 15],
  ],
  'AveragePool over rows and columns': [
    () => run([1, 1, 2, 3], [node('AveragePool', 'x', { kernel_shape: big(2, 2) })]),
    [(1 - 2 - 4 + 5) / 4, (-2 + 3 + 5 - 6) / 4],
  ],
  'Conv of groups, with a bias': [
    () =>
      run(
        [1, 2, 2],
        [node('Conv', 'x w b', { group: 2n, pads: big(0, 1) })],
        [floats('w', [1, 10, 100, 1000], [2, 1, 2]), floats('b', [0.5, 0.25])],
      ),
    [1 - 20 + 0.5, -2 + 0.5, 300 - 4000 + 0.25, -400 + 0.25],
  ],
  'ReduceSum and ReduceMean over some axes': [
    () => [
      ...run([1, 2, 2], [node('ReduceSum', 'x a', { keepdims: 0n })], [ints('a', 1)]),
      ...run([1, 2, 2], [node('ReduceMean', 'x', { axes: big(-1) })]),
      ...run([1, 2, 2], [node('ReduceMean', 'x')]),
    ],
    [4, -6, -0.5, -0.5, -0.5],
  ],
  'Squeeze, Unsqueeze and Flatten': [
    () =>
      run(
        [1, 2, 1],
        [
          node('Squeeze', 'x', {}, 'a'),
          node('Unsqueeze', 'a i', {}, 'b'),
          node('Squeeze', 'b i', {}, 'c'),
          node('Unsqueeze', 'c z', {}, 'd'),
          node('Flatten', 'd', { axis: 1n }, 'e'),
          node('Mul', 'e m'),
        ],
        [ints('i', 1), ints('z', 0), floats('m', [2, 3], [1, 2])],
      ),
    [2, -6],
  ],
  'Flatten from an axis that is counted from the end': [
    () =>
      run([1, 2, 2], [node('Flatten', 'x', { axis: -1n }, 'f'), node('Mul', 'f m')], [floats('m', [1, 10], [2, 1])]),
    [1, -2, 30, -40],
  ],
  'Reshape that keeps one length and finds another': [
    () =>
      run(
        [2, 4],
        [node('Reshape', 'x s', {}, 'r'), node('Mul', 'r m')],
        [ints('s', 0, -1, 2), floats('m', [1, 10], [2, 1])],
      ),
    [1, -2, 30, -40, 5, -6, 70, -80],
  ],
}

test.for(Object.entries(computed))('%s', ([, [compute, expected]]) => {
  const received = compute()
  expect(received).toHaveLength(expected.length)
  received.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12))
})
