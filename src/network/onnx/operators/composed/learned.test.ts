import { expect, test } from 'vitest'
import { big, floats, ints, node, read, run } from '../../../../../test/network/onnx/smallOnnx.ts'
import { evaluate } from '../../../evaluate.ts'
import { integer, noise, pick, uniform } from '../../../../../test/network/random.ts'
import { openOrt } from '../../../../../test/network/onnx/runOnnx.ts'
import { readOnnx } from '../../readOnnx.ts'
import { type NodeDraft, writeOnnx } from '../../../../../test/network/onnx/writeOnnx.ts'

const learned = (...of: Parameters<typeof node>): NodeDraft => ({ ...node(...of), domain: 'ai.onnx.ml' })
const classifier = (attributes: NodeDraft['attributes']): NodeDraft =>
  learned('LinearClassifier', 'x', attributes, 'l y')
/** 1, -2, 3, -4 */
const row = [1, 4]
const round = (values: number[]): number[] => values.map((value) => Math.round(value * 1e6) / 1e6 + 0)

test.for<[string, NodeDraft[], ReturnType<typeof floats>[], number[]]>([
  ['Scaler', [learned('Scaler', 'x', { offset: [1.5, 0, 1, -4], scale: [2, 1, 0.5, 3] })], [], [-1, -2, 1, 0]],
  [
    'LinearRegressor',
    [
      learned('LinearRegressor', 'x', {
        coefficients: [1, 1, 1, 1, 0.5, 0, 0, 0],
        intercepts: [0.25, -0.5],
        targets: 2n,
      }),
    ],
    [],
    [-1.75, 0],
  ],
  [
    'the scores of a LinearClassifier',
    [
      classifier({
        coefficients: [0, 0.5, 0, 0, 1, 0, 1, 1],
        intercepts: [1, 0],
        classlabels_ints: big(0, 1),
        post_transform: 'LOGISTIC',
      }),
    ],
    [],
    [0.5, 0.5],
  ],
  [
    'those of classes that are texts',
    [
      classifier({
        coefficients: [1, 0, 0, 0, 0, 1, 0, 0],
        intercepts: [0, 3],
        classlabels_strings: ['a', 'b'],
        post_transform: 'SOFTMAX',
      }),
    ],
    [],
    [0.5, 0.5],
  ],
  ['Normalizer of L1', [learned('Normalizer', 'x', { norm: 'L1' })], [], [0.1, -0.2, 0.3, -0.4]],
  [
    'Normalizer of zeros',
    [node('Mul', 'x zero', {}, 'z'), learned('Normalizer', 'z', { norm: 'L2' })],
    [floats('zero', [0])],
    [0, 0, 0, 0],
  ],
  ['ArrayFeatureExtractor', [learned('ArrayFeatureExtractor', 'x i')], [ints('i', 3, 0)], [-4, 1]],
  ['FeatureVectorizer', [learned('FeatureVectorizer', 'x x')], [], [1, -2, 3, -4, 1, -2, 3, -4]],
  ['ZipMap', [learned('ZipMap', 'x', { classlabels_ints: big(0, 1, 2, 3) })], [], [1, -2, 3, -4]],
])('%s', ([, nodes, initializers, expected]) => {
  expect(round(run(row, nodes, initializers))).toEqual(expected)
})

test.for<[string, number[], number[]]>([
  ['one number', [], [2]],
  ['a row of numbers', [1, 2], [2, 0]],
])('places of features as %s give a list of them', ([, dims, places]) => {
  const { outputs } = read(
    row,
    [learned('ArrayFeatureExtractor', 'x i')],
    [floats('i', places, dims, { type: 'int64' })],
  )
  expect(outputs[0]!.shape).toEqual([1, places.length])
})

test.for<[string, NodeDraft[], RegExp]>([
  [
    'the label of a classifier, a text',
    [learned('LinearClassifier', 'x', { coefficients: [1, 2, 3, 4], classlabels_strings: ['a'] })],
    /label that is a text/,
  ],
  ['a norm of the largest', [learned('Normalizer', 'x')], /a norm of MAX/],
  ['a probit', [learned('LinearRegressor', 'x', { coefficients: [1, 1, 1, 1], post_transform: 'PROBIT' })], /PROBIT/],
  [
    'coefficients that fit no target',
    [learned('LinearRegressor', 'x', { coefficients: [1, 1, 1], targets: 2n })],
    /of 2/,
  ],
])('%s is refused', ([, nodes, message]) => {
  expect(() => read(row, nodes)).toThrow(message)
})

test('labels and scores are those of ONNX Runtime', async () => {
  const random = uniform(3)
  for (let k = 0; k < 30; k++) {
    const count = integer(random, 2, 4)
    const numbers = (length: number): number[] => Array.from({ length }, () => Math.fround(noise(random, 1)))
    const attributes = {
      coefficients: numbers(3 * count),
      intercepts: numbers(count),
      classlabels_ints: big(...[4, 7, 9, 2].slice(0, count)),
      post_transform: pick(random, ['NONE', 'LOGISTIC', 'SOFTMAX']),
    }
    const bytes = writeOnnx({
      opset: 18,
      domains: { 'ai.onnx.ml': 3 },
      nodes: [learned('LinearClassifier', 'x', attributes, 'l y')],
      initializers: [],
      inputs: [{ name: 'x', shape: ['N', 3] }],
      outputs: ['l', 'y'],
      outputTypes: { l: 'int64' },
    })
    const session = await openOrt(bytes)
    const data = Float32Array.from(numbers(3))
    const truth = (await session.run({ x: { dims: [1, 3], data } })).flatMap((one) => one.data)
    await session.close()
    const found = evaluate(readOnnx(bytes).network, [data])
    expect(
      found.every((y, i) => Math.abs(y - truth[i]!) < 1e-5),
      `${found.join()} for ${truth.join()}`,
    ).toBe(true)
  }
})

test('each row of a batch is apart', () => {
  const scaled = learned('Scaler', 'x', { offset: [1], scale: [2] })
  expect(read(row, [scaled], [], { inputs: [{ name: 'x', shape: ['N', 4] }] }).outputs).toEqual([
    { name: 'y', shape: row },
  ])
})

test('labels that the largest score of each row chooses are those of the row alone, in batches, too', async () => {
  const nodes = [
    node('ArgMax', 'x', { axis: 1n }, 'i'),
    learned('ArrayFeatureExtractor', 'c i', {}, 'l'),
    node('Cast', 'l', { to: 1n }, 'f'),
    node('Reshape', 'f s', {}, 'y'),
  ]
  const draft = {
    opset: 13,
    domains: { 'ai.onnx.ml': 1 },
    nodes,
    initializers: [floats('c', [7, 8, 9], [3], { type: 'int64' }), ints('s', -1)],
    inputs: [{ name: 'x', shape: ['N', 3] }],
    outputs: ['y'],
  }
  const bytes = writeOnnx(draft)
  const { network, outputs } = readOnnx(bytes)
  expect(outputs[0]!.shape).toEqual([1])
  const batch = Float32Array.of(1, 5, 2, 9, 0, 3, 0, 0, 1, 2, 2, 1)
  const session = await openOrt(bytes)
  const [truth] = await session.run({ x: { dims: [4, 3], data: batch } })
  await session.close()
  const alone = [0, 3, 6, 9].flatMap((from) => [...evaluate(network, [batch.slice(from, from + 3)])])
  expect(alone).toEqual(truth!.data)
})

test('features of a list are one row, as ONNX Runtime has them', async () => {
  const nodes = [learned('ArrayFeatureExtractor', 'x i')]
  const inputs = [{ name: 'x', shape: [4] }]
  const draft = {
    opset: 13,
    domains: { 'ai.onnx.ml': 1 },
    nodes,
    initializers: [ints('i', 2, 0)],
    inputs,
    outputs: ['y'],
  }
  const bytes = writeOnnx(draft)
  const session = await openOrt(bytes)
  const [truth] = await session.run({ x: { dims: [4], data: Float32Array.of(1, 2, 3, 4) } })
  await session.close()
  const { network, outputs } = readOnnx(bytes)
  expect([outputs[0]!.shape, [...evaluate(network, [Float32Array.of(1, 2, 3, 4)])]]).toEqual([truth!.dims, truth!.data])
})
