import { beforeEach, expect, test } from 'vitest'
import { tfjsBackends } from '../backend/name.ts'
import { startOrSkip } from '../../test/backend/startOrSkip.ts'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { OvershootError } from '../errors.ts'
import { AnyWeights, anyWeights } from '../model/anyWeights.ts'
import { evaluate } from './evaluate.ts'
import { randomModel, uniform } from '../../test/network/randomModel.ts'
import { readNetwork } from './readNetwork.ts'

beforeEach(() => useBackend('cpu'))

const symbolic = (value: unknown): tf.SymbolicTensor => value as tf.SymbolicTensor
const kinds = (model: tf.LayersModel): string[] => readNetwork(model).operations.map(({ kind }) => kind)

/** Most that the network, read and evaluated, is off from what the model predicts. */
function difference(model: tf.LayersModel, inputs: Float32Array[]): number {
  const network = readNetwork(model)
  const expected = tf.tidy(() => {
    const tensors = inputs.map((values, i) => tf.tensor(values, [1, ...(model.inputs[i]!.shape.slice(1) as number[])]))
    return (model.predict(tensors.length === 1 ? tensors[0]! : tensors) as tf.Tensor).dataSync()
  })
  const actual = evaluate(network, inputs)
  expect(actual).toHaveLength(expected.length)
  return Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)))
}

test('reads a sequential model, its activations as operations and its dropout as nothing new', () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv1d({ filters: 3, kernelSize: 2, activation: 'relu', inputShape: [5, 2] }),
      tf.layers.globalAveragePooling1d({}),
      tf.layers.dropout({ rate: 0.6 }),
      tf.layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  })
  expect(kinds(model)).toEqual(['input', 'affine', 'elementwise', 'affine', 'affine', 'elementwise'])
  expect(difference(model, [Float32Array.from({ length: 10 }, (_, i) => Math.sin(i))])).toBeLessThan(1e-6)
})

test('follows a shared layer through each of its uses, and models within models', () => {
  const shared = tf.layers.dense({ units: 2, activation: 'tanh', biasInitializer: 'glorotNormal' })
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), shared] })
  const [a, b] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })]
  const once = symbolic(inner.apply(a))
  const twice = symbolic(inner.apply(shared.apply(b) as tf.SymbolicTensor))
  const model = tf.model({ inputs: [b, a], outputs: symbolic(tf.layers.concatenate().apply([once, twice, a])) })
  expect(difference(model, [Float32Array.of(0.5, -1), Float32Array.of(2, 3)])).toBeLessThan(1e-6)
  const nested = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [1] })] })
  nested.add(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3], activation: 'softplus' })] }))
  expect(difference(nested, [Float32Array.of(0.7)])).toBeLessThan(1e-6)
})

test('copies the weights: training afterwards does not reach the network', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], useBias: false })] })
  model.setWeights([tf.tensor2d([[3]])])
  const network = readNetwork(model)
  model.setWeights([tf.tensor2d([[5]])])
  expect(evaluate(network, [Float32Array.of(2)])).toEqual(Float64Array.of(6))
})

test('leaves no tensors behind', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [3] })] })
  const before = tf.memory().numTensors
  readNetwork(model)
  expect(tf.memory().numTensors).toBe(before)
})

class Doubled extends tf.layers.Layer {
  static className = 'Doubled'
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 2)
  }
}

/** Says that it is a Dropout, which inference leaves alone, and is not. */
class Pretender extends Doubled {
  static override className = 'Dropout'
}

test('a layer that it does not know, or that only has a known name, is opaque and named', () => {
  const layers = [
    new Doubled({ name: 'mine' }),
    new Pretender({ name: 'false' }),
    tf.layers.rnn({ cell: tf.layers.lstmCell({ units: 2 }), name: 'rnn' }),
  ]
  for (const layer of layers) {
    const model = tf.sequential({ layers: [tf.layers.reshape({ targetShape: [2, 2], inputShape: [4] }), layer] })
    const network = readNetwork(model)
    expect(network.opaque).toEqual([`${layer.name} (${layer.getClassName()})`])
    expect(evaluate(network, [new Float32Array(4)])[0]).toBeNaN()
  }
})

test('what a reader cannot express is opaque too', () => {
  const channelsFirst = { dataFormat: 'channelsFirst' as const, inputShape: [2, 2, 2] }
  const cases = [
    tf.layers.conv1d({ filters: 2, kernelSize: 1, dataFormat: 'channelsFirst', inputShape: [2, 2] }),
    tf.layers.conv2d({ filters: 2, kernelSize: 1, ...channelsFirst }),
    tf.layers.depthwiseConv2d({ kernelSize: 1, ...channelsFirst }),
    tf.layers.maxPooling2d({ poolSize: 1, ...channelsFirst }),
    tf.layers.globalAveragePooling2d(channelsFirst),
    tf.layers.zeroPadding2d({ padding: 1, ...channelsFirst }),
    tf.layers.upSampling2d({ size: [3, 1], inputShape: [2, 2, 2] }),
    tf.layers.softmax({ axis: 1, inputShape: [2, 2] }),
    tf.layers.thresholdedReLU({ theta: 1e39, inputShape: [2] }),
    tf.layers.leakyReLU({ alpha: 1e39, inputShape: [2] }),
    tf.layers.dense({ units: 1, activation: 'logSoftmax' as 'softmax', inputShape: [2] }),
  ]
  for (const layer of cases) {
    const { opaque } = readNetwork(tf.sequential({ layers: [layer] }))
    expect(opaque).toEqual([expect.stringContaining(`${layer.name} (${layer.getClassName()})`)])
  }
  const [a, b] = [tf.input({ shape: [2, 3] }), tf.input({ shape: [3] })]
  const broadcast = tf.model({ inputs: [a, b], outputs: symbolic(tf.layers.add().apply([a, b])) })
  expect(readNetwork(broadcast).opaque).toHaveLength(1)
  const integers = tf.input({ shape: [2], dtype: 'int32', name: 'whole' })
  const embedded = tf.layers.flatten().apply(tf.layers.reshape({ targetShape: [2, 1] }).apply(integers))
  expect(readNetwork(tf.model({ inputs: integers, outputs: symbolic(embedded) })).opaque).toEqual(['whole (int32)'])
})

test.for(tfjsBackends)(
  '%s joins along every axis as read, but for axes counted from the end',
  async (backend, { skip }) => {
    await startOrSkip(backend, skip)
    for (const axis of [1, 2, 3, -1]) {
      const shapes = [1, 2, 3].map((length) => [2, 3, 2].map((d, i) => (i === (axis + 3) % 4 ? length : d)))
      const inputs = shapes.map((shape) => tf.input({ shape }))
      const model = tf.model({ inputs, outputs: symbolic(tf.layers.concatenate({ axis }).apply(inputs)) })
      const rows = readNetwork(model).inputs.map(({ size }, r) =>
        Float32Array.from({ length: size }, (_, i) => 100 * r + i),
      )
      expect(difference(model, rows)).toBe(0)
    }
    const inputs = [1, 2].map(() => tf.input({ shape: [2, 2] }))
    const counted = tf.model({ inputs, outputs: symbolic(tf.layers.concatenate({ axis: -2 }).apply(inputs)) })
    expect(readNetwork(counted).opaque).toHaveLength(1)
  },
)

test('a network is plain data', () => {
  const network = readNetwork(randomModel(uniform(7)))
  expect(structuredClone(network)).toEqual(network)
})

test('reads weights only from its own layer for them', () => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'only' })] })
  expect(kinds(anyWeights(model))).toEqual(['input', 'input', 'gather', 'bilinear'])
  class Changed extends AnyWeights {}
  const inputs = [tf.input({ shape: [3] }), tf.input({ shape: [8] })]
  const changed = tf.model({ inputs, outputs: symbolic(new Changed(model).apply(inputs)) })
  expect(readNetwork(changed).opaque).toHaveLength(1)
})

test('marks the kernels that compute something else', () => {
  const faulty = (layer: tf.layers.Layer): unknown =>
    readNetwork(tf.sequential({ layers: [layer] })).operations.flatMap(({ faultyOn }) => faultyOn)
  const conv = { filters: 1, kernelSize: 2, strides: 3, inputShape: [6, 1] }
  expect(faulty(tf.layers.conv1d({ ...conv, padding: 'same' }))).toEqual(['wasm'])
  expect(faulty(tf.layers.conv1d({ ...conv, padding: 'valid' }))).toEqual([])
  expect(faulty(tf.layers.batchNormalization({ axis: 1, inputShape: [2, 3] }))).toEqual(['cpu', 'wasm'])
  expect(faulty(tf.layers.prelu({ sharedAxes: 2, inputShape: [2, 3] }))).toEqual([])
  expect(faulty(tf.layers.prelu({ sharedAxes: 1, inputShape: [2, 3] }))).toEqual([])
})

test('refuses two outputs and open shapes', () => {
  const input = tf.input({ shape: [2] })
  const outputs = [1, 2].map((units) => symbolic(tf.layers.dense({ units }).apply(input)))
  expect(code(() => readNetwork(tf.model({ inputs: input, outputs })))).toBe('MODEL_INVALID')
  const open = tf.input({ shape: [null, 2] })
  const pooled = symbolic(tf.layers.globalAveragePooling1d({}).apply(open))
  expect(code(() => readNetwork(tf.model({ inputs: open, outputs: pooled })))).toBe('MODEL_INVALID')
})

function code(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return error instanceof OvershootError ? error.code : String(error)
  }
  return undefined
}
