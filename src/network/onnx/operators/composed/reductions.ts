import { intOf, intsOf } from '../../node.ts'
import type { Known } from '../../reading/known.ts'
import { type Compose, noAxes, type Operators, type Others } from '../operator.ts'
import { int } from './attributes.ts'

/** Sums over the axes that a node names, as an attribute before opset 18 and as an input since then. */
const overAxes =
  (before: (x: Known, others: Others) => Known, after: (sum: Known, others: Others) => Known): Compose =>
  (node, others) => {
    const { inputs, run, known } = others
    const x = inputs[0]!
    const named = node.opset < 18 ? intsOf(node, 'axes') : undefined
    const axes = named === undefined ? inputs[1] : known(named, 'int64')
    const isNone = axes === undefined || axes.tensor.shape[0] === 0
    if (isNone && intOf(node, 'noop_with_empty_axes', 0) !== 0) return [after(before(x, others), others)]
    return [after(run('ReduceSum', [before(x, others), axes], int('keepdims', intOf(node, 'keepdims', 1))), others)]
  }

const same = (x: Known): Known => x
const absolute = (x: Known, { run }: Others): Known => run('Abs', [x])
const square = (x: Known, { run }: Others): Known => run('Mul', [x, x])
const root = (x: Known, { run }: Others): Known => run('Sqrt', [x])
const logarithm = (x: Known, { run }: Others): Known => run('Log', [x])

/** The logarithm of the sum of all e^x: the largest x, and that of the rest. */
const logSumExp: Compose = (node, { inputs: [x, given], run, known }) => {
  const named = node.opset < 18 ? intsOf(node, 'axes') : undefined
  const axes = named === undefined ? given : known(named, 'int64')
  const keepdims = intOf(node, 'keepdims', 1)
  const most = (keeps: number): Known => run('ReduceMax', [x, axes], int('keepdims', keeps))
  const rest = run('ReduceSum', [run('Exp', [run('Sub', [x, most(1)])]), axes], int('keepdims', keepdims))
  return [run('Add', [most(keepdims), run('Log', [rest])])]
}

/** The mean of several tensors. */
const mean: Compose = (_node, { inputs, run, known }) => [run('Div', [run('Sum', inputs), known(inputs.length)])]

export const reductions: Operators = {
  Mean: { compose: mean, fixed: noAxes, takesSeveral: true },
  ReduceL1: { compose: overAxes(absolute, same), fixed: noAxes },
  ReduceL2: { compose: overAxes(square, root), fixed: noAxes },
  ReduceLogSum: { compose: overAxes(same, logarithm), fixed: noAxes },
  ReduceLogSumExp: { compose: logSumExp, fixed: noAxes },
  ReduceSumSquare: { compose: overAxes(square, same), fixed: noAxes },
}
