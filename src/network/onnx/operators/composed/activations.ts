import { floatOf, intOf, textOf, wrong } from '../../node.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'
import type { Known } from '../../reading/known.ts'
import { float } from './attributes.ts'

/** Attributes are float32 numbers, and so are what is said where they are left out. */
const f32 = Math.fround

const times = ({ run, known }: Others, x: Known, factor: number): Known =>
  factor === 1 ? x : run('Mul', [x, known(factor)])

/** What is above 0, and what is below. */
const above = ({ run }: Others, x: Known): Known => run('Relu', [x])
const below = ({ run, known }: Others, x: Known): Known => run('Min', [x, known(0)])

/** max(0, min(1, alpha x + beta)) */
const hardSigmoid: Compose = (node, others) => {
  const { inputs, run, known } = others
  const line = run('Add', [
    times(others, inputs[0]!, floatOf(node, 'alpha', f32(0.2))),
    known(floatOf(node, 'beta', 0.5)),
  ])
  return [run('Clip', [line, known(0), known(1)])]
}

/** x max(0, min(1, x / 6 + 1 / 2)) */
const hardSwish: Compose = (_node, { inputs: [x], run }) => {
  const gate = run('HardSigmoid', [x], { ...float('alpha', f32(1 / 6)), ...float('beta', 0.5) })
  return [run('Mul', [x, gate])]
}

/** Selu's usual numbers. */
export const SELU: { readonly alpha: number; readonly gamma: number } = {
  alpha: f32(1.67326319217681884765625),
  gamma: f32(1.05070102214813232421875),
}

/** gamma (x above 0, alpha (e^x - 1) below): the usual numbers have kernels of their own. */
const selu: Compose = (node, others) => {
  const { inputs, run } = others
  const [x] = inputs
  const alpha = floatOf(node, 'alpha', node.opset < 6 ? f32(1.6732) : SELU.alpha)
  const gamma = floatOf(node, 'gamma', node.opset < 6 ? f32(1.0507) : SELU.gamma)
  if (alpha === SELU.alpha && gamma === SELU.gamma) return [run('selu', [x])]
  return [times(others, run('Elu', [x], float('alpha', alpha)), gamma)]
}

/** x above 0, alpha (e^(x / alpha) - 1) below. */
const celu: Compose = (node, others) => {
  const { inputs, run, known } = others
  const x = inputs[0]!
  const alpha = floatOf(node, 'alpha', 1)
  if (alpha === 0) throw wrong(node, 'an alpha that is not 0', 'alpha', alpha)
  if (alpha === 1) return [run('Elu', [x])]
  const bent = run('Elu', [run('Div', [below(others, x), known(alpha)])])
  return [run('Add', [above(others, x), times(others, bent, alpha)])]
}

/** x sigmoid(alpha x) */
const swish: Compose = (node, others) => {
  const { inputs, run } = others
  const x = inputs[0]!
  const alpha = floatOf(node, 'alpha', 1)
  return [alpha === 1 ? run('swish', [x]) : run('Mul', [x, run('Sigmoid', [times(others, x, alpha)])])]
}

const gelu: Compose = (node, { inputs, run }) => {
  const way = textOf(node, 'approximate', 'none')
  if (way !== 'none' && way !== 'tanh') throw wrong(node, 'a known way to approximate', 'approximate', way)
  return [run(way === 'tanh' ? 'geluTanh' : 'gelu', [inputs[0]])]
}

/** log(e^x / the sum of all e^x), as x less its largest less the logarithm of what is left of that sum. */
const logSoftmax: Compose = (node, { inputs: [x], run, known }) => {
  const axis = intOf(node, 'axis', node.opset < 13 ? 1 : -1)
  const { shape } = x!.tensor
  const from = axis < 0 ? axis + shape.length : axis
  // Before opset 13 over all axes from one on.
  const over = node.opset < 13 ? shape.flatMap((_, i) => (i >= from ? [i] : [])) : [from]
  const axes = known(over, 'int64')
  const shifted = run('Sub', [x, run('ReduceMax', [x, axes])])
  return [run('Sub', [shifted, run('Log', [run('ReduceSum', [run('Exp', [shifted]), axes])])])]
}

export const composedActivations: Operators = {
  Celu: { compose: celu, fixed: noAxes },
  Gelu: { compose: gelu, fixed: noAxes },
  HardSigmoid: { compose: hardSigmoid, fixed: noAxes },
  HardSwish: { compose: hardSwish, fixed: noAxes },
  LogSoftmax: { compose: logSoftmax, fixed: noAxes },
  Selu: { compose: selu, fixed: noAxes },
  Swish: { compose: swish, fixed: noAxes },
}
