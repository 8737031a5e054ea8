import { expect, test } from 'vitest'
import { tf } from '../../../backend/tf.ts'
import { KerasLayer } from './kerasLayer.ts'
import type { Settings } from './kind.ts'

/** What a layer of this kind makes of inputs, its weights 1, 2, 3 … */
function computed(kind: string, settings: Settings, ...inputs: tf.Tensor[]): { shape: number[]; values: number[] } {
  const layer = new KerasLayer({ kind, settings })
  const given = inputs.map(({ shape }) => tf.input({ shape: shape.slice(1) }))
  const model = tf.model({
    inputs: given,
    outputs: layer.apply(given.length === 1 ? given[0]! : given) as tf.SymbolicTensor,
  })
  let next = 1
  layer.setWeights(
    layer.weights.map(({ shape }) => {
      const size = (shape as number[]).reduce((product, length) => product * length, 1)
      return tf.tensor(
        Array.from({ length: size }, () => next++),
        shape as number[],
      )
    }),
  )
  const result = model.predictOnBatch(inputs.length === 1 ? inputs[0]! : inputs) as tf.Tensor
  expect(result.shape.slice(1)).toEqual(model.outputs[0]!.shape.slice(1))
  const values = [...result.dataSync()]
  const shape = [...result.shape]
  model.dispose()
  tf.dispose([...inputs, result])
  return { shape, values }
}

const steps = () =>
  tf.tensor3d([
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ])

test.each([
  ['Cropping1D', { cropping: [1, 0] }, { shape: [1, 2, 2], values: [3, 4, 5, 6] }],
  ['ZeroPadding1D', { padding: [0, 1] }, { shape: [1, 4, 2], values: [1, 2, 3, 4, 5, 6, 0, 0] }],
  ['UpSampling1D', { size: 2 }, { shape: [1, 6, 2], values: [1, 2, 1, 2, 3, 4, 3, 4, 5, 6, 5, 6] }],
  // Kernel [[1, 2], [3, 4]] in steps and channels, bias 5; nothing before the first step.
  [
    'Conv1D',
    { kernelSize: 2, filters: 1, padding: 'causal' },
    { shape: [1, 3, 1], values: [3 + 8 + 5, 1 + 4 + 9 + 16 + 5, 3 + 8 + 15 + 24 + 5] },
  ],
  // Each channel has a filter of its own.
  [
    'Conv1D',
    { kernelSize: 1, filters: 2, groups: 2, useBias: false },
    { shape: [1, 3, 2], values: [1, 4, 3, 8, 5, 12] },
  ],
  [
    'DepthwiseConv1D',
    { kernelSize: 1, depthMultiplier: 1, useBias: false, activation: 'linear' },
    { shape: [1, 3, 2], values: [1, 4, 3, 8, 5, 12] },
  ],
  ['Normalization', { mean: [1, 2], variance: [4, 0.25] }, { shape: [1, 3, 2], values: [0, 0, 1, 4, 2, 8] }],
  [
    'Normalization',
    { mean: [1, 2], variance: [4, 0.25], invert: true },
    { shape: [1, 3, 2], values: [3, 3, 7, 4, 11, 5] },
  ],
] as const)('%s %o', (kind, settings, expected) => {
  expect(computed(kind, settings, steps())).toEqual(expected)
})

test.each([[1], [2], [-1], [[2]]])('batch normalization along axis %o takes each index of it by itself', (axis) => {
  // gamma, beta, mean and variance are 1, 2, 3 … in turn, of 3 steps or 2 numbers.
  const count = axis === 1 ? 3 : 2
  const { values } = computed('BatchNormalization', { axis, epsilon: 0 }, steps())
  const expected = [1, 2, 3, 4, 5, 6].map((x, i) => {
    const c = axis === 1 ? Math.floor(i / 2) : i % 2
    const [gamma, beta, mean, variance] = [0, 1, 2, 3].map((k) => k * count + c + 1) as [number, number, number, number]
    return ((x - mean) / Math.sqrt(variance)) * gamma + beta
  })
  for (const [i, value] of values.entries()) expect(value).toBeCloseTo(expected[i]!, 5)
})

test('Subtract takes the second input from the first', () => {
  expect(computed('Subtract', {}, tf.tensor2d([[5, 1]]), tf.tensor2d([[2, 4]]))).toEqual({
    shape: [1, 2],
    values: [3, -3],
  })
})

test.each([
  ['Conv1D', { kernelSize: 4, filters: 1, groups: 1 }],
  ['Conv1D', { kernelSize: 2, dilationRate: 3, filters: 1 }],
  ['Conv1D', { kernelSize: 0, filters: 1 }],
  ['DepthwiseConv1D', { kernelSize: 4 }],
  ['SeparableConv1D', { kernelSize: 4, filters: 1 }],
] as const)('%s %o fits nowhere', (kind, settings) => {
  expect(() => new KerasLayer({ kind, settings }).computeOutputShape([null, 3, 2])).toThrow('do not fit into 3')
})

test('a layer that is given nothing computes nothing', () => {
  const layer = new KerasLayer({ kind: 'SeparableConv1D', settings: { kernelSize: 2, filters: 1, padding: 'causal' } })
  expect(() => layer.computeOutputShape([null, 0, 2])).toThrow('is given no numbers')
})

test.each([
  ['ZeroPadding1D', { padding: 1e9 }, 'more than 134217728 numbers'],
  ['UpSampling1D', { size: 1e9 }, 'more than 134217728 numbers'],
  ['Conv1DTranspose', { kernelSize: 1, filters: 1, strides: 1e9 }, 'more than 134217728 numbers'],
  ['Conv1D', { kernelSize: 2, filters: 1, padding: 'causal', dilationRate: 1e9 }, 'more than 134217728 numbers'],
  ['Cropping1D', { cropping: [2, 2] }, '2 and 2 steps of 3 cannot be cut off'],
  ['ZeroPadding1D', { padding: -1 }, 'a setting is -1'],
  ['UpSampling1D', { size: 1.5 }, 'a setting is 1.5'],
] as const)('%s %o is refused before anything is computed', (kind, settings, why) => {
  expect(() => new KerasLayer({ kind, settings }).computeOutputShape([null, 3, 2])).toThrow(why)
})

test.each([
  ['MultiHeadAttention', { numHeads: 1, keyDim: 0 }, 'heads of queries'],
  ['MultiHeadAttention', { numHeads: 1, keyDim: 2, attentionAxes: [2] }, 'over the numbers of each step'],
  ['MultiHeadAttention', { numHeads: 1e8, keyDim: 2 }, 'more than 134217728 numbers'],
  ['GroupQueryAttention', { headDim: 2, numQueryHeads: 3, numKeyValueHeads: 2 }, 'heads of queries'],
  ['Embedding', { inputDim: 2, outputDim: 1e9 }, 'more than 134217728 numbers'],
  ['CategoryEncoding', { numTokens: 1e9 }, 'more than 134217728 numbers'],
  ['CategoryEncoding', { numTokens: 2, outputMode: 'other' }, 'output_mode is "other"'],
] as const)('%s %o of steps is refused before anything is computed', (kind, settings, why) => {
  const shape = [null, 3, 2]
  const shapes = kind.endsWith('Attention') ? [shape, shape] : shape
  expect(() => new KerasLayer({ kind, settings }).computeOutputShape(shapes as tf.Shape)).toThrow(why)
})

test.each([
  ['Resizing', { height: 0, width: 2 }, 'its size is 0 by 2'],
  ['Resizing', { height: 1e9, width: 2 }, 'more than 134217728 numbers'],
  ['Resizing', { height: 2, width: 2, interpolation: 'bicubic' }, 'only nearest and bilinear'],
  ['CenterCrop', { width: 2 }, 'a setting is NaN'],
  ['UpSampling2D', { size: [0, 1] }, 'its size is 0 by 2'],
] as const)('%s %o of images is refused before anything is computed', (kind, settings, why) => {
  expect(() => new KerasLayer({ kind, settings }).computeOutputShape([null, 3, 2, 1])).toThrow(why)
})

test.each([
  [
    'Cropping3D',
    {
      cropping: [
        [1, 2],
        [0, 0],
        [0, 0],
      ],
    },
    '0 of 3 from 1 on cannot be cut out',
  ],
  ['UpSampling3D', { size: 0 }, 'repeated 0 times'],
  ['UpSampling3D', { size: 1e9 }, 'more than 134217728 numbers'],
  ['ZeroPadding3D', { padding: 1e9 }, 'more than 134217728 numbers'],
  ['ZeroPadding3D', { padding: [1, 2] }, 'not of three axes'],
] as const)('%s %o of volumes is refused before anything is computed', (kind, settings, why) => {
  expect(() => new KerasLayer({ kind, settings }).computeOutputShape([null, 3, 2, 2, 1])).toThrow(why)
})

test('a layer that is shared is refused where it meets inputs that it was not built for', () => {
  const layer = new KerasLayer({ kind: 'DepthwiseConv1D', settings: { kernelSize: 2, padding: 'causal' } })
  layer.apply(tf.input({ shape: [3, 2] }))
  expect(() => layer.apply(tf.input({ shape: [3, 2, 2] }))).toThrow('takes what has 3 dimensions')
  expect(() => layer.apply(tf.input({ shape: [3, 4] }))).toThrow('was built for inputs of another shape than [3,4]')
})
