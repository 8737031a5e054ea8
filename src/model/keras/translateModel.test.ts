import { describe, expect, test } from 'vitest'
import { translateModel } from './translateModel.ts'

type Json = Record<string, unknown>

const layer = (class_name: string, config: Json = {}, more: Json = {}): Json => ({
  module: 'keras.layers',
  class_name,
  config: { name: 'it', ...config },
  ...more,
})
const sequential = (...layers: Json[]): Json => ({
  module: 'keras',
  class_name: 'Sequential',
  config: { name: 'm', layers },
})
const of = (version: string, ...layers: Json[]): Json[] =>
  translateModel(sequential(...layers), version).model_config.config['layers'] as Json[]
const first = (version: string, one: Json): Json => of(version, one)[0]!['config'] as Json

test('what inference does not need is left out', () => {
  const config = {
    units: 2,
    seed: { class_name: 'SeedGenerator' },
    kernel_initializer: { class_name: 'Mine' },
    bias_regularizer: { class_name: 'Mine' },
    kernel_constraint: 'mine',
  }
  expect(first('3.0.0', layer('Dense', config))).toEqual({ name: 'it', units: 2 })
  expect(
    first('3.0.0', layer('BatchNormalization', { renorm: false, renorm_momentum: 0.99, renorm_clipping: {} })),
  ).toEqual({
    name: 'it',
    renorm: false,
  })
})

test('settings are spelt as Keras 2 does', () => {
  const policy = { class_name: 'DTypePolicy', config: { name: 'float32' } }
  expect(first('3.0.0', layer('LeakyReLU', { negative_slope: 0.2, dtype: policy }))).toEqual({
    name: 'it',
    alpha: 0.2,
    dtype: 'float32',
  })
  expect(first('2.15.0', layer('BatchNormalization', { axis: [3] }))['axis']).toBe(3)
  expect(first('3.0.0', layer('Activation', { activation: 'silu' }))['activation']).toBe('swish')
  // Whatever rows it was first called with.
  expect(first('3.0.0', layer('InputLayer', { batch_shape: [32, 4], optional: false }))).toEqual({
    name: 'it',
    batch_input_shape: [null, 4],
  })
  const stateful = of('3.0.0', layer('InputLayer', { batch_shape: [32, 5, 4] }), layer('LSTM', { stateful: true }))
  expect((stateful[0]!['config'] as Json)['batch_input_shape']).toEqual([32, 5, 4])
})

test('a second layer of a bidirectional one is left out where it is the first backwards', () => {
  const lstm = (config: Json): Json => layer('LSTM', { units: 2, go_backwards: false, ...config })
  const config = (backward: Json): Json =>
    first('3.0.0', layer('Bidirectional', { layer: lstm({ name: 'a' }), backward_layer: backward }))
  expect(config(lstm({ name: 'b', go_backwards: true, seed: 3 }))).not.toHaveProperty('backward_layer')
  expect(config(lstm({ go_backwards: false }))).toHaveProperty('backward_layer')
  expect(config(lstm({ go_backwards: true, units: 3 }))).toHaveProperty('backward_layer')
})

test('calls of Keras 3 are lists, and those of models inside are counted as tf.js does', () => {
  const tensor = (...keras_history: unknown[]): Json => ({ class_name: '__keras_tensor__', config: { keras_history } })
  const call = (...args: unknown[]): Json => ({ args, kwargs: { mask: null, training: false } })
  const graph = (...nodes: unknown[]): Json => ({
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        { ...layer('InputLayer', { name: 'x', batch_shape: [null, 4] }), name: 'x', inbound_nodes: [] },
        { ...sequential(layer('Dense', { units: 4 })), name: 'm', inbound_nodes: [call(tensor('x', 0, 0))] },
        { ...layer('Add', { name: 'sum' }), name: 'sum', inbound_nodes: nodes },
      ],
      input_layers: ['x', 0, 0],
      output_layers: { b: ['m', 0, 0], a: ['sum', 0, 0] },
    },
  })
  const { config } = translateModel(graph(call([tensor('x', 0, 0), tensor('m', 0, 0)])), '3.0.0').model_config
  // prettier-ignore
  expect((config['layers'] as Json[])[2]!['inbound_nodes']).toEqual([[['x', 0, 0, {}], ['m', 1, 0, {}]]])
  expect(config['input_layers']).toEqual([['x', 0, 0]])
  // By names, in their order.
  // prettier-ignore
  expect(config['output_layers']).toEqual([['sum', 0, 0], ['m', 1, 0]])
  const refused = (node: unknown, why: string): void =>
    expect(() => translateModel(graph(node), '3.0.0')).toThrow(
      expect.objectContaining({ code: 'SETTING_UNSUPPORTED', message: expect.stringContaining(why) as string }),
    )
  refused(call(tensor('x', 0, 0), tensor('m', 0, 0)), 'is called with several arguments')
  refused(call(2), 'is called with an argument that is no tensor')
  refused({ args: [tensor('x', 0, 0)], kwargs: { training: true } }, 'is called with training = true')
  refused([['x', 0, 0, { initial_state: [['m', 0, 0]] }]], 'is called with initial_state')
})

describe('layers that tf.js has not', () => {
  const thrown = (...layers: Json[]): string => {
    try {
      translateModel(sequential(...layers), '3.0.0')
    } catch (error) {
      expect(error).toMatchObject({ code: 'SETTING_UNSUPPORTED' })
      return (error as Error).message
    }
    return ''
  }

  test('are all named at once, wherever they are', () => {
    const inner = sequential(layer('TimeDistributed', { layer: layer('Hashing', { name: 'a' }) }))
    expect(thrown(layer('StringLookup', { name: 'n' }), layer('Dense'), inner)).toContain(
      'has no layers of these kinds: "n" (StringLookup), "a" (Hashing)',
    )
  })

  test('may share the name of one that it has', () => {
    const own = { registered_name: 'Custom>Dense', module: 'mine' }
    expect(thrown(layer('Dense', { name: 'd' }, own))).toContain('"d" (mine.Dense)')
    expect(thrown(layer('Add', { name: 'a' }, { module: 'keras.src.ops.numpy' }))).toContain(
      '(keras.src.ops.numpy.Add)',
    )
  })

  test('have functions that it has not', () => {
    expect(thrown(layer('Dense', { activation: 'celu' }))).toContain('the layer it (Dense) has activation = "celu"')
    expect(thrown(layer('LSTM', { recurrent_activation: layer('ReLU') }))).toContain('has recurrent_activation = {')
  })
})

test('what has other names, and is the same', () => {
  expect(of('2.15.0', layer('SpatialDropout2D', { rate: 0.5, data_format: 'channels_last' }))[0]).toEqual({
    class_name: 'Dropout',
    config: { name: 'it', rate: 0.5, noise_shape: [null, 1, 1, null] },
  })
  expect(of('2.15.0', layer('Identity'))[0]).toMatchObject({
    class_name: 'Activation',
    config: { activation: 'linear' },
  })
})
