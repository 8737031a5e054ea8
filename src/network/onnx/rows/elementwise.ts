import { aligned, partsOf } from './aligned.ts'
import { mixedAlong, rows, rowsOf, type Rule } from './followed.ts'
import { axisOf, intOf, intsOrInput } from '../node.ts'

/** What becomes of each number by itself. */
export const each: Rule = (step) => rowsOf(step, 0)

/** Tensors number by number. */
export const together: Rule = (step) => aligned(step.node, partsOf(step), step.results[0]!.shape.length)

/** Before opset 13 over all that follows, since then along one axis. */
export const softmax: Rule = (step) => {
  const { node } = step
  const own = rowsOf(step, 0)!
  const axis = axisOf(node, intOf(node, 'axis', node.opset < 13 ? 1 : -1), node.inputs[0]!.shape.length)
  const isApart = node.opset < 13 ? own.axis < axis : own.axis !== axis
  return isApart ? own : mixedAlong(node, own.axis)
}

/** Sums or means over axes. `since` is the opset from which on axes are an input. */
export const reduce =
  (since: number): Rule =>
  (step) => {
    const { node } = step
    const own = rowsOf(step, 0)!
    const rank = node.inputs[0]!.shape.length
    const named = intsOrInput(node, 'axes', 1, since) ?? []
    if (named.length === 0 && intOf(node, 'noop_with_empty_axes', 0) !== 0) return own
    const over = named.map((axis) => axisOf(node, axis, rank))
    if (named.length === 0 || over.includes(own.axis)) return mixedAlong(node, own.axis)
    if (intOf(node, 'keepdims', 1) !== 0) return own
    return rows(own.axis - over.filter((axis) => axis < own.axis).length, own.outer)
  }
