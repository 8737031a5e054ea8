import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/temporaryFolder.ts'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { evaluate } from '../evaluate.ts'
import { fingerprint } from '../fingerprint.ts'
import { inputNames } from '../inputNames.ts'
import { readNetwork } from '../readNetwork.ts'
import { loadOnnx, type LoadOnnxOptions } from './loadOnnx.ts'
import { type OnnxDraft, writeOnnx } from '../../../test/network/onnx/writeOnnx.ts'

const folder = temporaryFolder()
beforeAll(() => useBackend('cpu'))

/** y = relu(a * scale), t = b transposed, n = -a. */
const draft = (scale = 2, type: 'float' | 'double' = 'float'): OnnxDraft => ({
  opset: 13,
  nodes: [
    { type: 'Mul', inputs: ['a:0', 'scale'], outputs: ['m'] },
    { type: 'Relu', inputs: ['m'], outputs: ['y:0'] },
    { type: 'Transpose', inputs: ['b'], outputs: ['t'], attributes: { perm: [0n, 2n, 1n] } },
    { type: 'Neg', inputs: ['a:0'], outputs: ['n'] },
  ],
  initializers: [{ name: 'scale', dims: [], type, values: [scale] }],
  inputs: [
    { name: 'a:0', shape: ['N', 3] },
    { name: 'b', shape: ['N', 2, 2] },
  ],
  outputs: ['y:0', 't', 'n'],
})

async function load(made: OnnxDraft, name = 'model.onnx', options?: LoadOnnxOptions) {
  const bytes = writeOnnx(made)
  await writeFile(join(folder, name), name.endsWith('.gz') ? gzipSync(bytes) : bytes)
  return loadOnnx(join(folder, name), options)
}

const rows = [Float32Array.of(1, -2, 3), Float32Array.of(1, 2, 3, 4)] as const
const predicted = (model: tf.LayersModel, count = 1) => {
  const repeat = (values: Float32Array) =>
    Float32Array.from({ length: values.length * count }, (_, i) => values[i % values.length]!)
  return tf.tidy(() =>
    [model.predictOnBatch([tf.tensor2d(repeat(rows[0]), [count, 3]), tf.tensor3d(repeat(rows[1]), [count, 2, 2])])]
      .flat()
      .map((tensor) => [tensor.shape, [...tensor.dataSync()]]),
  )
}

test('has the names and shapes of the file without the batch dimension, also names that tf.js has no tensors of', async () => {
  const model = await load(draft())
  expect(inputNames(model)).toEqual(['a:0', 'b'])
  expect(model.outputNames).toEqual(['y:0', 't', 'n'])
  expect(model.inputs.map(({ shape }) => shape)).toEqual([
    [null, 3],
    [null, 2, 2],
  ])
  expect(model.outputs.map(({ shape }) => shape)).toEqual([
    [null, 3],
    [null, 2, 2],
    [null, 3],
  ])
})

test('computes all outputs, for one row and for several', async () => {
  const model = await load(draft())
  expect(predicted(model)).toEqual([
    [
      [1, 3],
      [2, 0, 6],
    ],
    [
      [1, 2, 2],
      [1, 3, 2, 4],
    ],
    [
      [1, 3],
      [-1, 2, -3],
    ],
  ])
  expect(predicted(model, 2)[1]).toEqual([
    [2, 2, 2],
    [1, 3, 2, 4, 1, 3, 2, 4],
  ])
})

test('is read with the operations of the file, each output by itself and only once for all', async () => {
  const model = await load(draft())
  const each = model.outputs.map((output) => tf.model({ inputs: model.inputs, outputs: output as tf.SymbolicTensor }))
  expect(each.map((one) => [...evaluate(readNetwork(one), rows)])).toEqual([
    [2, 0, 6],
    [1, 3, 2, 4],
    [-1, 2, -3],
  ])
  expect(readNetwork(each[0]!).opaque).toEqual([])
  const sum = tf.model({
    inputs: model.inputs,
    outputs: tf.layers.add().apply([model.outputs[0]!, model.outputs[2]!]) as tf.SymbolicTensor,
  })
  const network = readNetwork(sum)
  expect([...evaluate(network, rows)]).toEqual([1, 2, 3])
  expect(network.operations.filter(({ layer }) => layer.includes('Relu')).length).toBe(1)
})

test('has gradients', async () => {
  const model = await load(draft())
  const gradient = tf.tidy(() => {
    const b = tf.zeros([1, 2, 2])
    return [
      ...tf
        .grad((a) => (model.apply([a, b]) as tf.Tensor[])[0]!.sum())(tf.tensor2d([[1, -2, 3]]))
        .dataSync(),
    ]
  })
  expect(gradient).toEqual([2, 0, 2])
})

describe('its fingerprint', () => {
  test('is that of what it computes: the same for the same file, another for another constant', async () => {
    const [same, again, other] = [await load(draft()), await load(draft()), await load(draft(3))]
    expect(fingerprint(same)).toBe(fingerprint(again))
    expect(fingerprint(same)).not.toBe(fingerprint(other))
  })

  test('does not hang on names of nodes, but on those of inputs', async () => {
    const renamed = draft()
    const named = { ...renamed, nodes: renamed.nodes.map((node, i) => ({ ...node, name: `again ${i}` })) }
    const first = fingerprint(await load(renamed))
    expect(fingerprint(await load(named))).toBe(first)
    const rename = (input: string): string => (input === 'a:0' ? 'c' : input)
    const swapped = {
      ...renamed,
      inputs: renamed.inputs.map((input) => ({ ...input, name: rename(input.name) })),
      nodes: renamed.nodes.map((node) => ({ ...node, inputs: node.inputs.map(rename) })),
    }
    expect(fingerprint(await load(swapped))).not.toBe(first)
  })
})

test('a packed file is unpacked', async () => {
  expect(predicted(await load(draft(), 'model.onnx.gz'))[0]).toEqual([
    [1, 3],
    [2, 0, 6],
  ])
})

test('gives all memory back', async () => {
  const before = tf.memory().numTensors
  const model = await load(draft())
  predicted(model)
  predicted(model, 3)
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
})

test('a single number, and a first axis that is no batch, keep their shapes', async () => {
  const model = await load({
    ...draft(),
    nodes: [{ type: 'Mul', inputs: ['x', 's'], outputs: ['y'] }],
    initializers: [],
    inputs: [
      { name: 'x', shape: [3, 2] },
      { name: 's', shape: [] },
    ],
    outputs: ['y'],
  })
  expect(model.inputs.map(({ shape }) => shape)).toEqual([
    [null, 3, 2],
    [null, 1],
  ])
  expect(model.outputs[0]!.shape).toEqual([null, 3, 2])
})

test('float64 numbers that float32 lacks are refused, unless they may be rounded', async () => {
  await expect(load(draft(0.1, 'double'))).rejects.toMatchObject({
    code: 'NUMBER_TYPE_UNSUPPORTED',
    message: expect.stringMatching(/tensor scale, float64: .*\{ round: true \}/) as string,
  })
  expect(predicted(await load(draft(0.1, 'double'), 'rounded.onnx', { round: true }))[2]![1]).toEqual([-1, 2, -3])
  expect(predicted(await load(draft(0.5, 'double')))[0]![1]).toEqual([0.5, 0, 1.5])
})

/** y = softmax over a batch's rows of `x`, and `x` summed over all. */
const overRows: OnnxDraft = {
  opset: 13,
  nodes: [
    { type: 'Softmax', inputs: ['x'], outputs: ['y'], attributes: { axis: 0n } },
    { type: 'ReduceSum', inputs: ['x'], outputs: ['s'], attributes: { keepdims: 0n } },
  ],
  initializers: [],
  inputs: [{ name: 'x', shape: ['batch', 2] }],
  outputs: ['y', 's'],
}

test('numbers within the limits of a Clip stay as they are, however small', async () => {
  const clipped = async ([lo, hi]: [number, number], values: number[]): Promise<number[]> => {
    const model = await load({
      opset: 13,
      nodes: [{ type: 'Clip', inputs: ['x', 'lo', 'hi'], outputs: ['y'] }],
      initializers: [
        { name: 'lo', dims: [], type: 'float', values: [lo] },
        { name: 'hi', dims: [], type: 'float', values: [hi] },
      ],
      inputs: [{ name: 'x', shape: ['rows', 1] }],
      outputs: ['y'],
    })
    return [...(model.predictOnBatch(tf.tensor2d(values, [values.length, 1])) as tf.Tensor).dataSync()]
  }
  const small = [2 ** -10, -(2 ** -30)]
  for (const limit of [1, 17, 65504, 1e6])
    expect(await clipped([-limit, limit], [...small, 2e6, -2e6])).toEqual([...small, limit, -limit])
  expect(await clipped([-1, 6], [...small, 9, -9])).toEqual([...small, 6, -1])
  expect(await clipped([-6, 1], [...small, 9, -9])).toEqual([...small, 1, -6])
  expect(await clipped([-3e38, 1e-3], [...small, 9, -9])).toEqual([
    ...small.map((x) => Math.min(x, Math.fround(1e-3))),
    Math.fround(1e-3),
    -9,
  ])
})

test('rows that depend on each other are one case, of as many as are stated; else the node is named', async () => {
  await expect(load(overRows)).rejects.toMatchObject({
    code: 'BATCH_MIXED',
    message: expect.stringMatching(/\(Softmax\).* axis 0.*\{ batch: 3 \} or --batch 3/) as string,
  })
  const model = await load(overRows, 'batch.onnx', { batch: 3 })
  expect([model.inputs, model.outputs].map((all) => all.map(({ shape }) => shape))).toEqual([
    [[null, 3, 2]],
    [
      [null, 3, 2],
      [null, 1],
    ],
  ])
  const [y, s] = tf.tidy(() =>
    (model.predictOnBatch(tf.tensor3d([0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 9], [2, 3, 2])) as tf.Tensor[]).map((tensor) =>
      Array.from(tensor.dataSync(), (value) => Number(value.toFixed(4))),
    ),
  ) as [number[], number[]]
  expect([y.slice(0, 6), s]).toEqual([Array.from({ length: 6 }, () => 0.3333), [3, 9]])
})

test('one row of those that depend on each other is a case like any other', async () => {
  const model = await load(overRows, 'one.onnx', { batch: 1 })
  expect(model.inputs[0]!.shape).toEqual([null, 2])
})

test('options that are none are refused', async () => {
  await expect(load(draft(), 'batch.onnx', { batch: 0 })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
  await expect(load(draft(), 'batch.onnx', { rows: 3 } as LoadOnnxOptions)).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
  })
})

test('a file that is missing, no archive, or not ONNX is named', async () => {
  await expect(loadOnnx(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  await writeFile(join(folder, 'bad.onnx.gz'), 'text')
  await expect(loadOnnx(join(folder, 'bad.onnx.gz'))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
  await writeFile(join(folder, 'bad.onnx'), 'text')
  await expect(loadOnnx(join(folder, 'bad.onnx'))).rejects.toMatchObject({
    code: expect.stringMatching(/^MODEL_/) as string,
  })
})
