import { expect, test } from 'vitest'
import { tf } from '../../backend/tf.ts'
import { buildModel } from '../buildModel.ts'
import { translateModel } from './translateModel.ts'
import { withCopies } from './withCopies.ts'

type Json = Record<string, unknown>
const layer = (class_name: string, name: string, inbound_nodes: unknown[], config: Json = {}): Json => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes,
})
const from = (...names: string[]): unknown[] => [names.map((name) => [name, 0, 0, {}])]

test('what a layer reads twice is there for those that read it afterwards', async () => {
  const layers = [
    layer('InputLayer', 'x', [], { batch_input_shape: [null, 2] }),
    layer('Activation', 'y', from('x'), { activation: 'relu' }),
    layer('Add', 'twice', from('y', 'y')),
    layer('Multiply', 'square', from('y', 'y', 'twice')),
  ]
  const config = { name: 'm', layers, input_layers: [['x', 0, 0]], output_layers: [['square', 0, 0]] }
  const model = await buildModel(translateModel({ class_name: 'Functional', config }, '2.15.0'), 0)
  const output = model.predict(tf.tensor2d([[3, -1]])) as tf.Tensor
  expect([...output.dataSync()]).toEqual([54, 0])
})

test('layers that read each tensor once stay as they are', () => {
  const layers = [layer('Add', 'sum', from('a', 'b')), layer('Add', 'other', [...from('a', 'b'), ...from('a', 'c')])]
  expect(withCopies(layers as never)).toEqual(layers)
})

test('copies have names of their own', () => {
  const taken = layer('Activation', 'sum_again', from('a'))
  const made = withCopies([taken, layer('Add', 'sum', from('a', 'a', 'a'))] as never)
  expect(made.map(({ name }) => name)).toEqual(['sum_again', 'sum', 'sum_again_again', 'sum_again_again_again'])
  expect(made[1]!.inbound_nodes).toEqual(from('a', 'sum_again_again', 'sum_again_again_again'))
})
