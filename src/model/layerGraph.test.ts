import { expect, test } from 'vitest'
import { tf } from '../backend/tf.ts'
import { loadLayersModel } from './loadModel.ts'

const layer = (class_name: string, name: string, inbound_nodes: unknown[], config: object = {}) => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes,
})
const reads = (name: string, application = 0): unknown[] => [[name, application, 0, {}]]

test('a layer that is used several times is used as in the file, whatever tf.js can apply first', async () => {
  // As Keras lists it: it was applied to `doubled` first, which tf.js cannot do before `half` is there.
  const model_config = {
    class_name: 'Functional',
    config: {
      name: 'm',
      layers: [
        layer('InputLayer', 'x', [], { batch_input_shape: [null, 1] }),
        layer('Activation', 'shared', [reads('half'), reads('x')], { activation: 'tanh' }),
        layer('Rescaling', 'half', [reads('x')], { scale: 0.5, offset: 0 }),
        layer('Concatenate', 'out', [[...reads('shared', 0), ...reads('shared', 1)]]),
      ],
      input_layers: [['x', 0, 0]],
      output_layers: [['out', 0, 0]],
    },
  }
  const model = await loadLayersModel({
    load: async () => ({ modelTopology: { keras_version: '2.15.0', model_config }, weightSpecs: [] }),
  })
  const [first, second] = (model.predict(tf.tensor2d([[2]])) as tf.Tensor).dataSync()
  expect(first).toBeCloseTo(Math.tanh(1), 5)
  expect(second).toBeCloseTo(Math.tanh(2), 5)
})
