import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { runOnnx } from '../../../../test/network/onnx/runOnnx.ts'
import { randomOnnx } from '../../../../test/network/onnx/randomOnnx.ts'
import { type OnnxDraft, writeOnnx } from '../../../../test/network/onnx/writeOnnx.ts'
import { noise, uniform } from '../../../../test/network/random.ts'
import { temporaryFolder } from '../../../../test/temporaryFolder.ts'
import { tf } from '../../../backend/tf.ts'
import { useBackend } from '../../../backend/useBackend.ts'
import { sizeOf } from '../../layers/layer.ts'
import { readNetwork } from '../../readNetwork.ts'
import { loadOnnx, type LoadOnnxOptions } from '../loadOnnx.ts'
import { readOnnx } from '../readOnnx.ts'
import { checkRuns } from './checkRuns.ts'
import { openRuntime } from './openRuntime.ts'

const folder = temporaryFolder()
beforeAll(() => useBackend('onnxruntime'))

/** One node on a batch of three numbers. */
const one = (type: string, more: Partial<OnnxDraft> = {}): OnnxDraft => ({
  opset: 13,
  nodes: [{ type, inputs: ['x'], outputs: ['y'] }],
  initializers: [],
  inputs: [{ name: 'x', shape: ['N', 3] }],
  outputs: ['y'],
  ...more,
})

async function load(made: OnnxDraft, options?: LoadOnnxOptions): Promise<tf.LayersModel> {
  const path = join(folder, 'model.onnx')
  await writeFile(path, writeOnnx(made))
  return loadOnnx(path, options)
}

const outputsOf = (model: tf.LayersModel, values: readonly number[], rows = 1): number[] =>
  tf.tidy(() => {
    const shape = [rows, ...(model.inputs[0]!.shape.slice(1) as number[])]
    return [...([model.predictOnBatch(tf.tensor(values, shape))].flat()[0] as tf.Tensor).dataSync()]
  })

describe('a file that is read', () => {
  test('computes what ONNX Runtime does, alone and in batches', async () => {
    const random = uniform(11)
    for (let run = 0; run < 40; run++) {
      const { bytes } = randomOnnx(random)
      const read = readOnnx(bytes)
      const { runtime } = openRuntime(bytes, undefined, {})
      const rows = [0, 1, 2].map(() =>
        read.inputs.map(({ shape }) => Float32Array.from({ length: sizeOf(shape) }, () => noise(random, 1))),
      )
      const together = runtime.compute(
        read.inputs.map((_, i) => Float32Array.from(rows.flatMap((row) => [...row[i]!]))),
        rows.length,
      )
      for (const [r, row] of rows.entries()) {
        const alone = await runOnnx(bytes, read, row)
        expect([...runtime.compute(row, 1)]).toEqual(alone)
        const own = together.subarray(r * runtime.size, (r + 1) * runtime.size)
        for (const [i, value] of alone.entries())
          expect(Object.is(own[i], value) || Math.abs(own[i]! - value) <= 1e-4 * Math.max(1, Math.abs(value))).toBe(
            true,
          )
      }
      runtime.dispose()
    }
  })

  test('has gradients, which are those of its network', async () => {
    const model = await load(one('Sigmoid'))
    const slope = tf.tidy(() => {
      const x = tf.tensor2d([[0, 1, -2]])
      return [
        ...tf
          .grad((given: tf.Tensor) => (model.apply(given) as tf.Tensor).sum())(x)
          .dataSync(),
      ]
    })
    const expected = [0, 1, -2].map((x) => Math.exp(-x) / (1 + Math.exp(-x)) ** 2)
    for (const [i, value] of expected.entries()) expect(slope[i]).toBeCloseTo(value, 6)
    model.dispose()
  })

  test('whose batch is stated computes a case of so many rows', async () => {
    const model = await load(one('Neg'), { batch: 2 })
    expect(model.inputs[0]!.shape).toEqual([null, 2, 3])
    expect(outputsOf(model, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2)).toEqual([
      -1, -2, -3, -4, -5, -6, -7, -8, -9, -10, -11, -12,
    ])
    model.dispose()
  })

  test('whose rows come out along no axis of their own is given one at a time', async () => {
    const shape = { name: 's', dims: [2], type: 'int64', values: [1, -1] } as const
    const nodes = [
      { type: 'Flatten', inputs: ['x'], outputs: ['f'], attributes: { axis: 0n } },
      { type: 'Reshape', inputs: ['f', 's'], outputs: ['y'] },
    ]
    const model = await load(one('', { nodes, initializers: [shape] }))
    expect(outputsOf(model, [1, 2, 3, -4, -5, -6], 2)).toEqual([1, 2, 3, -4, -5, -6])
    model.dispose()
  })

  test('that fails for several rows is given one at a time', async () => {
    const grid = { name: 'g', dims: [1, 1, 2, 2], type: 'float', values: [-1, -1, 1, 1] } as const
    const nodes = [{ type: 'GridSample', inputs: ['x', 'g'], outputs: ['y'], attributes: { align_corners: 1n } }]
    const inputs = [{ name: 'x', shape: ['N', 1, 2, 2] }]
    const model = await load(one('', { opset: 16, nodes, inputs, initializers: [grid] }))
    expect(outputsOf(model, [1, 2, 3, 4, -5, 6, 7, -8], 2)).toEqual([1, 4, -5, -8])
    model.dispose()
  })

  test('that takes one row only is given one at a time', async () => {
    const model = await load(one('Neg', { inputs: [{ name: 'x', shape: [1, 3] }] }))
    expect(outputsOf(model, [1, 2, 3, 4, 5, 6], 2)).toEqual([-1, -2, -3, -4, -5, -6])
    model.dispose()
  })

  test.for<[string, Partial<OnnxDraft>, number[]]>([
    ['along another axis', { nodes: [{ type: 'Transpose', inputs: ['x'], outputs: ['y'] }] }, [3, 1]],
    [
      'as several along the first',
      {
        nodes: [{ type: 'Reshape', inputs: ['x', 's'], outputs: ['y'] }],
        initializers: [{ name: 's', dims: [2], type: 'int64', values: [-1, 1] }],
      },
      [3, 1],
    ],
  ])('whose rows come out %s is given one at a time', async ([, more, shape]) => {
    const model = await load(one('Neg', more))
    expect(model.outputs[0]!.shape).toEqual([null, ...shape])
    expect(outputsOf(model, [1, 2, 3, 4, 5, 6], 2)).toEqual([1, 2, 3, 4, 5, 6])
    model.dispose()
  })

  test('whose numbers have names gives the numbers', async () => {
    const zipped = one('Softmax', {
      nodes: [
        { type: 'Softmax', inputs: ['x'], outputs: ['s'] },
        {
          type: 'ZipMap',
          domain: 'ai.onnx.ml',
          inputs: ['s'],
          outputs: ['y'],
          attributes: { classlabels_int64s: [7n, 8n, 9n] },
        },
      ],
      domains: { 'ai.onnx.ml': 3 },
    })
    const model = await load(zipped)
    expect(outputsOf(model, [0, 0, 0, 0, 200, 0], 2).map((y) => y.toFixed(3))).toEqual([
      '0.333',
      '0.333',
      '0.333',
      '0.000',
      '1.000',
      '0.000',
    ])
    expect(readNetwork(model).operations.some(({ faultyOn }) => faultyOn.includes('onnxruntime'))).toBe(false)
    model.dispose()
  })

  test('is the same model on other backends, where it is read alike', async () => {
    const made = one('Sigmoid')
    const config = async () => {
      const model = await load(made)
      const layer = model.layers.at(-1)!.getConfig()
      model.dispose()
      return layer
    }
    const here = await config()
    await useBackend('cpu')
    expect(await config()).toEqual(here)
    await useBackend('onnxruntime')
  })
})

describe('a file that is not read', () => {
  test('runs all the same, and proofs say what stops them', async () => {
    const model = await load(one('Det', { inputs: [{ name: 'x', shape: ['N', 2, 2] }] }))
    expect(outputsOf(model, [2, 0, 0, 4])).toEqual([8])
    const { opaque } = readNetwork(model)
    expect(opaque).toEqual([expect.stringMatching(/Det.* cannot be read\.$/)])
    expect(() => tf.grad((x: tf.Tensor) => (model.apply(x) as tf.Tensor).sum())(tf.ones([1, 2, 2]))).toThrow(
      'it has no gradient',
    )
    model.dispose()
  })

  test('is computed with its own numbers', async () => {
    const half = one('Neg', {
      inputs: [{ name: 'x', shape: ['N', 3], type: 'float16' }],
      outputTypes: { y: 'float16' },
    })
    const model = await load(half)
    expect(outputsOf(model, [1, 1 + 2 ** -12, 1e-9])).toEqual([-1, -1, -0])
    model.dispose()
    await expect(load(half, { round: true })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' })
  })

  test('gives what it gives, whatever shape the file says that is', async () => {
    const model = await load(one('Det', { inputs: [{ name: 'x', shape: ['N', 2, 2] }], outputShapes: { y: ['N', 7] } }))
    expect(model.outputs[0]!.shape).toEqual([null, 1])
    expect(outputsOf(model, [2, 0, 0, 4])).toEqual([8])
    model.dispose()
  })

  test('may take whole numbers, and give them', async () => {
    const whole = one('Neg', { inputs: [{ name: 'x', shape: ['N', 3], type: 'int64' }], outputTypes: { y: 'int64' } })
    const model = await load(whole)
    expect(outputsOf(model, [1, 2, -3])).toEqual([-1, -2, 3])
    model.dispose()
  })

  test('is refused with both reasons where ONNX Runtime does not run it either', async () => {
    await expect(load(one('Relue'))).rejects.toMatchObject({
      code: 'OPERATOR_UNSUPPORTED',
      message: expect.stringMatching(/Relue.*ONNX Runtime does not load/s),
    })
  })

  test('needs inputs', async () => {
    const nothing = one('Identity', {
      inputs: [],
      initializers: [{ name: 'x', dims: [1], type: 'float', values: [1] }],
    })
    await expect(load(nothing)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('a model with inputs'),
    })
  })

  test('needs all lengths but that of a batch', async () => {
    const open = one('Det', { inputs: [{ name: 'x', shape: ['N', 'n', 'n'] }] })
    await expect(load(open)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('axis 1: n'),
    })
  })
})

describe('backends', () => {
  test('what was loaded for one kind is not run on the other', async () => {
    const here = await load(one('Neg'))
    await useBackend('cpu')
    const there = await load(one('Neg'))
    const wrong = { code: 'MODEL_INVALID', message: expect.stringContaining('load it anew') }
    expect(() => outputsOf(here, [1, 2, 3])).toThrow(expect.objectContaining(wrong))
    await useBackend('onnxruntime')
    expect(() => outputsOf(there, [1, 2, 3])).toThrow(expect.objectContaining(wrong))
    expect(outputsOf(here, [1, 2, 3])).toEqual([-1, -2, -3])
    tf.dispose([here, there].map((model) => model.weights.map((weight) => weight.read())))
  })

  test("ONNX Runtime runs no layer of TensorFlow.js'", async () => {
    const inner = await load(one('Neg'))
    expect(() => checkRuns(inner)).not.toThrow()
    const dense = tf.layers.dense({ units: 1 }).apply(inner.outputs[0]!) as tf.SymbolicTensor
    const mixed = tf.model({ inputs: inner.inputs, outputs: dense })
    expect(() => checkRuns(mixed)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining('(Dense) is none') }),
    )
  })
})
