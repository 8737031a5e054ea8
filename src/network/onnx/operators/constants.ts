import { sizeOf } from '../../layers/layer.ts'
import {
  constantOf,
  inputOf,
  intOf,
  type Node,
  type ReadOperator,
  refuse,
  sized,
  textOf,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { castType } from '../nodeType.ts'
import { dataTypeNamed, describeType, fits, isInteger, type NumberType } from '../numberTypes.ts'
import { type Constant, constant, isExact } from '../tensors.ts'
import * as rows from '../rows/elementwise.ts'
import * as expandRows from '../rows/expanding.ts'
import * as sizeRows from '../rows/sized.ts'
import { castWhole } from '../whole.ts'
import { int } from './composed/attributes.ts'
import { type Compose, noAxes, type Operators } from './operator.ts'

const given: ReadOperator = (node) => {
  const { attributes, open } = node
  const tensor = attributes.get('value')?.tensor
  if (tensor !== undefined) return [open(tensor)]
  const list = (name: string, values: readonly number[] | undefined, type: NumberType, isOne: boolean): Constant[] =>
    attributes.has(name) ? [constant(isOne ? [] : [values?.length ?? 0], Float64Array.from(values ?? [0]), type)] : []
  const one = (value: number | undefined): number[] => [value ?? 0]
  const [found] = [
    ...list('value_float', one(attributes.get('value_float')?.float), 'float32', true),
    ...list('value_int', one(attributes.get('value_int')?.int), 'int64', true),
    ...list('value_floats', attributes.get('value_floats')?.floats, 'float32', false),
    ...list('value_ints', attributes.get('value_ints')?.ints, 'int64', false),
  ]
  if (found === undefined)
    throw refuse(node, 'a constant of another kind than numbers', 'Texts and sparse tensors are not read.')
  return [found]
}

/** Between floats what is computed stays as it is: `nodeType` sees to it that it is float32 numbers, or rounds. */
const cast: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const type = castType(node)
  if (type === undefined) {
    const to = node.opset < 6 ? textOf(node, 'to', '') : describeType(intOf(node, 'to', 0))
    throw refuse(node, `a cast to ${to}`, 'Casts to floats, integers and truth values can be read.')
  }
  if (tensor.kind === 'variable') return [castWhole(graph, tensor, node.types[0]!, type)]
  return [
    constant(
      tensor.shape,
      tensor.data.map((x) => converted(node, x, tensor.type, type)),
      type,
    ),
  ]
}

const castLike: Compose = (_node, { inputs: [x, like], run }) => [
  run('Cast', [x], int('to', dataTypeNamed(like!.type))),
]

/** Numbers that are such of another type already. */
const retyped: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  return [tensor.kind === 'constant' ? { ...tensor, type: castType(node)! } : tensor]
}

/** A number in another type: what every runtime makes of it, or nothing. */
function converted(node: Node, x: number, from: NumberType, to: NumberType): number {
  if (from === to || (node.isProbe === true && Number.isNaN(x))) return x
  if (to === 'bool') return Number(x !== 0)
  if (isInteger(to)) {
    const whole = Math.trunc(x) + 0
    // Nor is what is cut here what it is for another size.
    if (node.isProbe === true && whole !== x) return NaN
    if (!fits(to, whole) || !isExact(from, x))
      throw refuse(node, `a cast of ${x} to ${to}`, 'What becomes of numbers that a type lacks is not settled.')
    return whole
  }
  if (!isExact(from, x)) throw refuse(node, `a cast of ${x}`, 'Whole numbers up to 2^53 can be read.')
  if (to === 'float64' || fits(to, x)) return x
  if (node.isProbe === true) return NaN
  if (to !== 'float32') node.rounds(`results of node ${node.label}, ${to}`)
  return Math.fround(x)
}

const shapeOf: ReadOperator = (node) => {
  const { shape } = inputOf(node, 0)
  const end = (name: string, otherwise: number): number => intOf(node, name, otherwise)
  const part = shape.slice(end('start', 0), end('end', shape.length))
  return [constant([part.length], Float64Array.from(part), 'int64')]
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

/** In training, too, nothing is dropped of which no share is to be. */
const dropout: ReadOperator = (node) => {
  const isOn = (index: number, what: string): boolean =>
    node.inputs[index] === undefined || constantOf(node, index, what).data.some((value) => value !== 0)
  const isTraining = node.inputs[2] !== undefined && isOn(2, 'training_mode') && isOn(1, 'a ratio')
  const wasTraining = node.opset < 7 && intOf(node, 'is_test', 0) === 0
  if (isTraining || wasTraining || node.wanted[1] === true)
    throw refuse(node, 'dropout in training', 'Export the model for inference.')
  return same(node, undefined as never)
}

export const innerTypes: Operators = { as: { read: retyped, rows: rows.each } }

export const constants: Operators = {
  Cast: { read: cast, rows: rows.each },
  CastLike: { compose: castLike, fixed: noAxes, takesSeveral: true },
  Constant: { read: given, rows: rows.each },
  ConstantOfShape: { read: filled, rows: expandRows.filled, takesLengths: true },
  Dropout: { read: dropout, rows: rows.each },
  Identity: { read: same, rows: rows.each },
  Shape: { read: shapeOf, rows: sizeRows.shapeOf(shapeOf) },
}
