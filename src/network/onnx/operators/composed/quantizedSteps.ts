import { axisOf, floatOf, intOf, type Node, refuse } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { type Attributes, type Compose, noAxes, type Operator, type Operators, type Others } from '../operator.ts'
import { asFloats, centred, dequantized, quantized } from './quantized.ts'
import { float, int } from './attributes.ts'

/*
 * Operators of `com.microsoft` between whole numbers that stand for others: ONNX Runtime's quantizer writes them for
 * what the standard has none for. Each is what it is called, of the numbers that are meant.
 */

/** Numbers as whole ones of a scale, about a zero point. */
function asWhole(node: Node, others: Others, x: Known, scale: Known, zero: Known | undefined): Known {
  return quantized(node, others, others.run('Div', [x, asFloats(others, scale)]), zero, zero?.type ?? 'uint8')
}

/** What the inputs from `index` on stand for: whole numbers, their scale and zero point. */
const meant = (others: Others, index: number): Known => {
  const [q, scale, zero] = others.inputs.slice(index, index + 3)
  return dequantized(others, q!, scale!, zero)
}

/** An operator of numbers that `count` inputs stand for, three each; then come the scale and zero point of results. */
const of =
  (type: string, count: number, attributes: (node: Node) => Attributes = () => ({})): Compose =>
  (node, others) => {
    if (intOf(node, 'channels_last', 0) !== 0)
      throw refuse(node, 'channels along the last axis', 'Export the model with channels along axis 1.')
    const given = Array.from({ length: count }, (_, i) => meant(others, 3 * i))
    const [scale, zero] = others.inputs.slice(3 * count)
    return [asWhole(node, others, others.run(type, given, attributes(node)), scale!, zero)]
  }

const own = ({ attributes }: Node): Attributes =>
  Object.fromEntries([...attributes].filter(([name]) => name !== 'channels_last'))

const softmaxAxis = (node: Node): Attributes => {
  const rank = node.inputs[0]!.shape.length
  const isOld = intOf(node, 'opset', 13) < 13
  const axis = axisOf(node, intOf(node, 'axis', isOld ? 1 : -1), rank)
  if (isOld && axis !== rank - 1) throw refuse(node, 'a softmax over several axes', 'Export the model with opset 13.')
  return int('axis', axis)
}

/** The scale and zero point of results come first. */
const concat: Compose = (node, others) => {
  const [scale, zero, ...rest] = others.inputs
  const given = Array.from({ length: rest.length / 3 }, (_, i) => meant(others, 2 + 3 * i))
  return [asWhole(node, others, others.run('Concat', given, int('axis', intOf(node, 'axis', 0))), scale!, zero)]
}

/** Numbers, or whole ones where a scale for them is given. */
const gemm: Compose = (node, others) => {
  const [a, aScale, aZero, b, bScale, bZero, bias, yScale, yZero] = others.inputs
  const { run, known } = others
  const isTurned = (name: string): boolean => intOf(node, name, 0) !== 0
  const factors = [
    centred(others, a!, aZero, isTurned('transA') ? 1 : 0),
    centred(others, b!, bZero, isTurned('transB') ? 0 : 1),
  ]
  const turns = { ...int('transA', intOf(node, 'transA', 0)), ...int('transB', intOf(node, 'transB', 0)) }
  const sums = run('Gemm', bias === undefined ? factors : [...factors, asFloats(others, bias)], turns)
  const scale = run('Mul', [run('Mul', [aScale, bScale]), known(floatOf(node, 'alpha', 1))])
  const y = run('Mul', [sums, scale])
  return [yScale === undefined ? y : asWhole(node, others, y, yScale, yZero)]
}

const steps: Readonly<Record<string, Operator>> = {
  QGemm: { compose: gemm, fixed: noAxes },
  QLinearAdd: { compose: of('Add', 2), fixed: noAxes, takesSeveral: [3] },
  QLinearAveragePool: { compose: of('AveragePool', 1, own), fixed: noAxes },
  QLinearConcat: { compose: concat, fixed: noAxes, takesSeveral: true },
  QLinearGlobalAveragePool: { compose: of('GlobalAveragePool', 1), fixed: noAxes },
  QLinearLeakyRelu: {
    compose: of('LeakyRelu', 1, (node) => float('alpha', floatOf(node, 'alpha', 0.01))),
    fixed: noAxes,
  },
  QLinearMul: { compose: of('Mul', 2), fixed: noAxes, takesSeveral: [3] },
  QLinearSigmoid: { compose: of('Sigmoid', 1), fixed: noAxes },
  QLinearSoftmax: { compose: of('Softmax', 1, softmaxAxis), fixed: noAxes },
}

export const quantizedSteps: Operators = Object.fromEntries(
  Object.entries(steps).map(([name, operator]) => [`com.microsoft.${name}`, operator]),
)
