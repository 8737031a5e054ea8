import { beforeEach, expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { useBackend } from '../backend/useBackend.ts'
import { evaluate } from './evaluate.ts'
import { readNetwork } from './readNetwork.ts'

beforeEach(() => useBackend('cpu'))

const symbolic = (value: unknown): tf.SymbolicTensor => value as tf.SymbolicTensor

/** A weight that no reader takes. */
const infinite = tf.initializers.constant({ value: Infinity })

test.for([
  ['LSTM', () => tf.layers.lstm({ units: 2, recurrentInitializer: infinite })],
  ['LSTM', () => tf.layers.lstm({ units: 2, returnSequences: true, recurrentInitializer: infinite })],
  ['GRU', () => tf.layers.gru({ units: 2, recurrentInitializer: infinite })],
  ['SimpleRNN', () => tf.layers.simpleRNN({ units: 2, recurrentInitializer: infinite })],
  ['LayerNormalization', () => tf.layers.layerNormalization({ axis: 1, epsilon: 0 })],
  ['Softmax', () => tf.layers.softmax({ axis: [1, 2] })],
  ['ThresholdedReLU', () => tf.layers.thresholdedReLU({ theta: 1e39 })],
  ['Embedding', () => tf.layers.embedding({ inputDim: 3, outputDim: 2 })],
] as const)('%s gives what it tells, and what is beside it is known', ([name, make]) => {
  const layer = make()
  const x = tf.input({ shape: name === 'Embedding' ? [4] : [4, 3] })
  const row = (tensor: unknown): unknown => tf.layers.reshape({ targetShape: [-1] }).apply(symbolic(tensor))
  const known = symbolic(row(x))
  const other = symbolic(row(layer.apply(x)))
  const model = tf.model({ inputs: x, outputs: symbolic(tf.layers.concatenate().apply([known, other])) })
  const network = readNetwork(model)
  expect(network.opaque).toEqual([`${layer.name} (${name})`])
  const numbers = Float32Array.from({ length: network.inputs[0]!.size }, (_, i) => i % 3)
  expect(evaluate(network, [numbers]).subarray(0, numbers.length)).toEqual(Float64Array.from(numbers))
  const output = model.predict(tf.tensor(numbers, [1, ...(x.shape.slice(1) as number[])])) as tf.Tensor
  expect(output.size).toBe(network.operations[network.output]!.size)
})
