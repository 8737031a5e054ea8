import { beforeEach, expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { useBackend } from '../../backend/useBackend.ts'
import { KerasLayer } from '../../model/keras/layers/kerasLayer.ts'
import { readNetwork } from '../readNetwork.ts'

beforeEach(() => useBackend('cpu'))

type Fields = Record<string, unknown>
const symbolic = (value: unknown): tf.SymbolicTensor => value as tf.SymbolicTensor
const cheap = { kernelInitializer: 'ones', recurrentInitializer: 'ones' } as const

/** What is opaque of a model of one layer, after something was done to it. */
function opaqueOf(
  layer: tf.layers.Layer,
  alter: (layer: Fields) => void = () => {},
  shape = [3, 2],
): readonly string[] {
  const x = tf.input({ shape })
  const model = tf.model({ inputs: x, outputs: symbolic(layer.apply(x)) })
  alter(layer as unknown as Fields)
  const { opaque } = readNetwork(model)
  model.dispose()
  return opaque
}

const lstm = (): tf.layers.Layer => tf.layers.lstm({ units: 2, ...cheap })
const both = (): tf.layers.Layer => tf.layers.bidirectional({ layer: lstm() as tf.RNN, mergeMode: 'concat' })
const steps = (): tf.layers.Layer => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) })
const cut = (): tf.layers.Layer => new KerasLayer({ kind: 'Cropping1D', settings: { cropping: 1 } })

const inner = (layer: Fields, field: string): Fields => layer[field] as Fields
const alterations: readonly (readonly [what: string, make: () => tf.layers.Layer, alter: (layer: Fields) => void])[] = [
  ['code of a cell', lstm, (layer) => (inner(layer, 'cell')['call'] = () => {})],
  ['the cell of a layer of another kind', lstm, (layer) => (layer['cell'] = tf.layers.gruCell({ units: 2 }))],
  ['a setting of a cell', lstm, (layer) => (inner(layer, 'cell')['units'] = 3)],
  ['what is put out', lstm, (layer) => (layer['returnState'] = true)],
  ['a state that stays', lstm, (layer) => (layer['_stateful'] = true)],
  ['steps that are put out', both, (layer) => (layer['returnSequences'] = true)],
  ['one of two ways', both, (layer) => (layer['backwardLayer'] = lstm())],
  ['what one of two ways puts out', both, (layer) => (inner(layer, 'forwardLayer')['returnSequences'] = true)],
  ['code of one of two ways', both, (layer) => (inner(layer, 'backwardLayer')['call'] = () => {})],
  ['code of the layer of each step', steps, (layer) => (inner(layer, 'layer')['call'] = () => {})],
  ['a setting of the layer of each step', steps, (layer) => (inner(layer, 'layer')['useBias'] = false)],
  ['code of a layer of ours', cut, (layer) => (layer['call'] = () => {})],
  ['what a layer of ours finds its weights by', cut, (layer) => (layer['weightNamed'] = () => {})],
]

test.each(alterations)('%s that was changed is seen', (_what, make, alter) => {
  expect(opaqueOf(make())).toEqual([])
  expect(opaqueOf(make(), alter)).toHaveLength(1)
})

test('a layer around others says how it merges them as it runs', () => {
  const x = tf.input({ shape: [3, 2] })
  const layer = both()
  const model = tf.model({ inputs: x, outputs: symbolic(layer.apply(x)) })
  ;(layer as unknown as Fields)['mergeMode'] = 'sum'
  // What it puts out is not of the shape that it told.
  expect(readNetwork(model).operations.at(-1)!.size).toBe(2)
})

test.each([
  ['settings that are 0', () => tf.layers.layerNormalization({ epsilon: 0 })],
  [
    'an own layer of an unknown kind of activation',
    () => tf.layers.simpleRNN({ units: 1, activation: 'logSoftmax' as 'tanh', ...cheap }),
  ],
])('%s are not read', (_what, make) => {
  expect(opaqueOf(make())).toHaveLength(1)
})

test.each([
  ['LSTM', lstm],
  ['Bidirectional', both],
  ['TimeDistributed', () => tf.layers.timeDistributed({ layer: tf.layers.softmax() })],
])('a mask that may reach %s leaves it unknown', (name, make) => {
  const x = tf.input({ shape: [3, 2] })
  const layer = make()
  const masked = symbolic(tf.layers.masking({ maskValue: 0 }).apply(x))
  const model = tf.model({ inputs: x, outputs: symbolic(layer.apply(masked)) })
  expect(readNetwork(model).opaque).toContain(`${layer.name} (${name})`)
})

test('what is made of several rows of a batch is not read', () => {
  const [a, b] = [tf.input({ shape: [2, 2] }), tf.input({ shape: [2] })]
  const layer = new KerasLayer({ kind: 'Subtract', settings: {} })
  const model = tf.model({ inputs: [a, b], outputs: symbolic(layer.apply([a, b])) })
  expect(readNetwork(model).opaque).toHaveLength(1)
})
