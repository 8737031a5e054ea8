import { sizeOf } from '../../layers/layer.ts'
import {
  constantOf,
  inputOf,
  intOf,
  type Operators,
  type ReadOperator,
  refuse,
  sized,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { numberType } from '../readTensor.ts'
import { type Constant, constant, type NumberType } from '../tensors.ts'

const given: ReadOperator = (node) => {
  const { attributes, open } = node
  const tensor = attributes.get('value')?.tensor
  if (tensor !== undefined) return [open(tensor)]
  const list = (name: string, values: readonly number[] | undefined, type: NumberType, isOne: boolean): Constant[] =>
    attributes.has(name) ? [constant(isOne ? [] : [values?.length ?? 0], Float64Array.from(values ?? [0]), type)] : []
  const one = (value: number | undefined): number[] => [value ?? 0]
  const [found] = [
    ...list('value_float', one(attributes.get('value_float')?.float), 'float32', true),
    ...list('value_int', one(attributes.get('value_int')?.int), 'integer', true),
    ...list('value_floats', attributes.get('value_floats')?.floats, 'float32', false),
    ...list('value_ints', attributes.get('value_ints')?.ints, 'integer', false),
  ]
  if (found === undefined)
    throw refuse(node, 'a constant of another kind than numbers', 'Texts and sparse tensors are not read.')
  return [found]
}

const cast: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const to = intOf(node, 'to', 0)
  const type = numberType(to)
  if (type === undefined) throw refuse(node, `a cast to TensorProto.DataType ${to}`, 'Casts to floats can be read.')
  // In real arithmetic a cast between floats of at least 32 bits changes nothing.
  if (tensor.kind === 'variable') {
    if (type === 'integer' || to === FLOAT16)
      throw refuse(node, 'a cast that cuts digits off', 'Casts to float or double can be read.')
    return [tensor]
  }
  if (type === 'integer' && to !== BOOL) return [constant(tensor.shape, tensor.data.map(Math.trunc), type)]
  if (to === FLOAT16) throw refuse(node, 'a cast that cuts digits off', 'Casts to float or double can be read.')
  const convert = to === BOOL ? (x: number) => Number(x !== 0) : type === 'float32' ? Math.fround : (x: number) => x
  return [
    constant(
      tensor.shape,
      tensor.data.map((x) => convert(x)),
      type,
    ),
  ]
}
const BOOL = 9
const FLOAT16 = 10

const shapeOf: ReadOperator = (node) => {
  const { shape } = inputOf(node, 0)
  const end = (name: string, otherwise: number): number => intOf(node, name, otherwise)
  const part = shape.slice(end('start', 0), end('end', shape.length))
  return [constant([part.length], Float64Array.from(part), 'integer')]
}

const filled: ReadOperator = (node) => {
  const shape = wholeNumbersOf(node, 0, 'shape')
  if (shape === undefined) throw wrong(node, 'a shape', 'shape', undefined)
  const tensor = node.attributes.get('value')?.tensor
  const value = tensor === undefined ? constant([1], Float64Array.of(0), 'float32') : node.open(tensor)
  if (value.data.length !== 1) throw wrong(node, 'one number', 'value', value.data)
  return [constant(shape, new Float64Array(sizeOf(sized(node, shape))).fill(value.data[0]!), value.type)]
}

/** Passed on as it is. */
const same: ReadOperator = (node) => [inputOf(node, 0)]

const dropout: ReadOperator = (node) => {
  const isTraining =
    node.inputs[2] !== undefined && constantOf(node, 2, 'training_mode').data.some((value) => value !== 0)
  if (isTraining || node.wanted[1] === true)
    throw refuse(node, 'dropout in training', 'Export the model for inference.')
  return same(node, undefined as never)
}

export const constants: Operators = {
  Cast: cast,
  Constant: given,
  ConstantOfShape: filled,
  Dropout: dropout,
  Identity: same,
  Shape: shapeOf,
}
