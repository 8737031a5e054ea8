import { sizeOf } from '../../../layers/layer.ts'
import { axisOf, intOf, type Node, refuse, wrong } from '../../node.ts'
import { isFloat32 } from '../../nodeType.ts'
import { dataTypeNamed, isInteger, type NumberType, numberType, rangeOf } from '../../numberTypes.ts'
import type { Known } from '../../reading/known.ts'
import { range } from '../../tensors.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'
import { int } from './attributes.ts'

/*
 * Whole numbers that stand for others: x = scale (q - zero point). Between them there is a rounding, whose bounds hold
 * what either side of a half gives, where float32 decides.
 */

/** As float32 numbers. */
export const asFloats = ({ run }: Others, x: Known): Known =>
  x.type === 'float32' ? x : run('Cast', [x], int('to', 1))

/** Numbers that are whole and within the ends of a type, as such. */
const asType = ({ run }: Others, x: Known, type: NumberType): Known => run('as', [x], int('to', dataTypeNamed(type)))

/** One number for all, for each index of an axis, or for each block of so many along it: in the shape of all. */
function along(node: Node, { run, known }: Others, values: Known, shape: readonly number[]): Known {
  const own = values.tensor.shape
  if (sizeOf(own) === 1) return run('Reshape', [values, known([], 'int64', [0])])
  const axis = axisOf(node, intOf(node, 'axis', 1), shape.length)
  if (own.length === 1)
    return run('Reshape', [
      values,
      known(
        shape.map((_, i) => (i === axis ? -1 : 1)),
        'int64',
      ),
    ])
  const block = intOf(node, 'block_size', 0)
  if (!(block >= 1) || own.length !== shape.length) throw wrong(node, 'scales for blocks', 'block_size', block)
  const indices = [...range(shape[axis]!)].map((i) => Math.floor(i / block))
  return run('Gather', [values, known(indices, 'int64')], int('axis', axis))
}

/** scale (q - zero point) */
export function dequantized(others: Others, q: Known, scale: Known, zero: Known | undefined): Known {
  const whole = asFloats(others, q)
  const moved = zero === undefined ? whole : others.run('Sub', [whole, asFloats(others, zero)])
  return others.run('Mul', [moved, asFloats(others, scale)])
}

/** x, which is divided by the scale already, rounded and moved by the zero point, cut at the ends of a type. */
export function quantized(node: Node, others: Others, x: Known, zero: Known | undefined, type: NumberType): Known {
  const { run, known } = others
  if (!isInteger(type)) throw refuse(node, `numbers quantized to ${type}`, 'Those of whole numbers can be read.')
  const rounded = run('Round', [x])
  const moved = zero === undefined ? rounded : run('Add', [rounded, asFloats(others, zero)])
  const [lo, hi] = rangeOf(type)
  return asType(others, run('Clip', [moved, known(lo), known(hi)]), type)
}

const quantize: Compose = (node, others) => {
  const [x, scale, zero] = others.inputs
  const { shape } = x!.tensor
  const type = zero?.type ?? numberType(intOf(node, 'output_dtype', 0)) ?? 'uint8'
  const own = asFloats(others, along(node, others, scale!, shape))
  const moved = zero === undefined ? undefined : along(node, others, zero, shape)
  return [quantized(node, others, others.run('Div', [asFloats(others, x!), own]), moved, type)]
}

const dequantize: Compose = (node, others) => {
  const [q, scale, zero] = others.inputs
  const { shape } = q!.tensor
  const moved = zero === undefined ? undefined : along(node, others, zero, shape)
  const x = dequantized(others, q!, along(node, others, scale!, shape), moved)
  const type = numberType(intOf(node, 'output_dtype', 0)) ?? scale!.type
  return [type === 'float32' ? x : others.run('Cast', [x], int('to', dataTypeNamed(type)))]
}

/** With a scale that makes the least and the largest number, and 0, fit: 1, as ONNX Runtime has it, of zeros alone. */
const quantizeDynamically: Compose = (node, others) => {
  const { inputs: [x], run, known } = others // prettier-ignore
  const all = int('keepdims', 0)
  const most = run('Max', [run('ReduceMax', [x], all), known(0)])
  const least = run('Min', [run('ReduceMin', [x], all), known(0)])
  const scale = run('Where', [
    run('Equal', [most, least]),
    known(1),
    run('Div', [run('Sub', [most, least]), known(255)]),
  ])
  const zero = quantized(node, others, run('Neg', [run('Div', [least, scale])]), undefined, 'uint8')
  return [quantized(node, others, run('Div', [x, scale]), zero, 'uint8'), scale, zero]
}

/** Less the zero point: one number for all, or one for each index of an axis. */
export function centred(others: Others, q: Known, zero: Known | undefined, axis: number): Known {
  const { run, known } = others
  if (zero === undefined) return asFloats(others, q)
  const { shape } = q.tensor
  const isOne = sizeOf(zero.tensor.shape) === 1
  const own = isOne || zero.tensor.shape.length > 1 ? zero : run('Reshape', [zero, known(shape.map((_, i) => (i === axis ? -1 : 1)), 'int64')]) // prettier-ignore
  const scalar = isOne ? run('Reshape', [own, known([], 'int64', [0])]) : own
  return run('Sub', [asFloats(others, q), asFloats(others, scalar)])
}

/** Products of whole numbers; past 2^24 they are rounded, as bounds know. */
function product(others: Others, [a, aZero]: Pair, [b, bZero]: Pair): Known {
  const rank = (x: Known): number => x.tensor.shape.length
  const left = centred(others, a, aZero, Math.max(0, rank(a) - 2))
  return others.run('MatMul', [left, centred(others, b, bZero, rank(b) - 1)])
}

type Pair = readonly [q: Known, zero: Known | undefined]

/** A convolution of whole numbers, whose padding is the zero point. */
function convolution(node: Node, others: Others, [x, xZero]: Pair, [w, wZero]: Pair, bias?: Known): Known {
  if (bias !== undefined && !isFloat32(bias.tensor)) node.rounds(`biases of node ${node.label}, ${bias.type}`)
  const inputs = [centred(others, x, xZero, 1), centred(others, w, wZero, 0)]
  const all = bias === undefined ? inputs : [...inputs, asFloats(others, bias)]
  return others.run('Conv', all, Object.fromEntries(node.attributes))
}

/** Whole numbers with the scale of products, to those of a result. */
function rescaled(node: Node, others: Others, sums: Known, factors: readonly Known[], y: Pair): Known {
  const { run } = others
  const [scale, zero] = y
  const factor = run('Div', [factors.reduce((a, b) => run('Mul', [a, b])), scale])
  return quantized(node, others, run('Mul', [sums, factor]), zero, zero?.type ?? 'uint8')
}

const multiply: Compose = (node, others) => {
  const [a, aScale, aZero, b, bScale, bZero, yScale, yZero] = others.inputs as Known[]
  const sums = product(others, [a!, aZero], [b!, bZero])
  return [rescaled(node, others, sums, [aScale!, bScale!], [yScale!, yZero])]
}

const convolve: Compose = (node, others) => {
  const [x, xScale, xZero, w, wScale, wZero, yScale, yZero, bias] = others.inputs as Known[]
  const sums = convolution(node, others, [x!, xZero], [w!, wZero], bias)
  const { run, known } = others
  const count = sizeOf(wScale!.tensor.shape)
  // Scales of filters lie along the channels of results.
  const ones = sums.tensor.shape.slice(2).map(() => 1)
  const scales = count === 1 ? wScale! : run('Reshape', [wScale, known([-1, ...ones], 'int64')])
  return [rescaled(node, others, sums, [xScale!, scales], [yScale!, yZero])]
}

const multiplyWhole: Compose = (_node, others) => {
  const [a, b, aZero, bZero] = others.inputs
  return [asType(others, product(others, [a!, aZero], [b!, bZero]), 'int32')]
}

const convolveWhole: Compose = (node, others) => {
  const [x, w, xZero, wZero] = others.inputs
  return [asType(others, convolution(node, others, [x!, xZero], [w!, wZero]), 'int32')]
}

export const quantizations: Operators = {
  ConvInteger: { compose: convolveWhole, fixed: noAxes },
  DequantizeLinear: { compose: dequantize, fixed: noAxes },
  DynamicQuantizeLinear: { compose: quantizeDynamically, fixed: noAxes },
  MatMulInteger: { compose: multiplyWhole, fixed: noAxes, takesSeveral: true },
  QLinearConv: { compose: convolve, fixed: noAxes },
  QLinearMatMul: { compose: multiply, fixed: noAxes, takesSeveral: true },
  QuantizeLinear: { compose: quantize, fixed: noAxes },
}
