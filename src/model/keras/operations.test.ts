import { expect, test } from 'vitest'
import type { KerasObject } from './kerasObject.ts'
import { asOperation } from './operations.ts'

const lambda = (name: string, node: unknown): KerasObject => ({
  class_name: 'TFOpLambda',
  name: 'it',
  config: { function: name },
  inbound_nodes: [node],
})
const tensor = (name: string): object => ({ class_name: '__keras_tensor__', config: { keras_history: [name, 0, 0] } })
const called = (class_name: string, args: readonly unknown[], more: object = {}): KerasObject => ({
  class_name,
  name: 'it',
  config: {},
  module: 'keras.src.ops.numpy',
  inbound_nodes: [{ args, kwargs: {} }],
  ...more,
})
const read = (layer: KerasObject): unknown => {
  const { config, sources } = asOperation(layer) ?? {}
  return config && [config.settings, sources]
}

test.each([
  [lambda('math.multiply', ['a', 0, 0, { y: 2, name: null }]), 'multiply', [null, 2], [['a', 0, 0]]],
  [lambda('__operators__.add', ['a', 0, 0, { y: ['b', 1, 0] }]), 'add', [null, null], [['a', 0, 0], ['b', 1, 0]]], // prettier-ignore
  [lambda('math.subtract', ['_CONSTANT_VALUE', -1, 3, { y: ['a', 0, 0] }]), 'subtract', [3, null], [['a', 0, 0]]],
  [called('TrueDivide', [1, tensor('a')]), 'divide', [1, null], [['a', 0, 0]]],
  [called('Multiply', [tensor('a'), tensor('b')]), 'multiply', [null, null], [['a', 0, 0], ['b', 0, 0]]], // prettier-ignore
  [called('Add', [tensor('a'), 1], { module: undefined }), 'add', [null, 1], [['a', 0, 0]]],
])('%j is arithmetic', (layer, operation, constants, sources) => {
  expect(read(layer)).toEqual([{ operation, constants }, sources])
})

test.each([
  ['a function that is no arithmetic', lambda('math.pow', ['a', 0, 0, { y: 2 }])],
  ['a name that every object has', lambda('constructor', ['a', 0, 0, { y: 2 }])],
  ['a further argument', lambda('math.multiply', ['a', 0, 0, { y: 2, z: 1 }])],
  ['a list of numbers', lambda('math.multiply', ['a', 0, 0, { y: [1, 2, 3] }])],
  ['a number that float32 lacks', lambda('math.multiply', ['a', 0, 0, { y: 1e39 }])],
  ['no second operand', lambda('math.multiply', ['a', 0, 0, {}])],
  ['two numbers', lambda('math.multiply', ['_CONSTANT_VALUE', -1, 3, { y: 2 }])],
  ['what is no node', lambda('math.multiply', 7)],
  ['a layer of the same name', called('Add', [[tensor('a'), tensor('b')]], { module: undefined })],
  ['a class of another module', called('Add', [tensor('a'), 1], { module: 'mine' })],
  ['three operands', called('Add', [tensor('a'), 1, 2])],
  ['a setting', called('Add', [tensor('a'), 1], { inbound_nodes: [{ args: [tensor('a'), 1], kwargs: { axis: 1 } }] })],
  ['two applications', called('Add', [], { inbound_nodes: [{ args: [tensor('a'), 1] }, { args: [tensor('a'), 1] }] })],
])('%s is none', (_what, layer) => {
  expect(asOperation(layer)).toBeUndefined()
})
