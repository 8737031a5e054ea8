import { aligned, partsOf } from './aligned.ts'
import { mixed, mixedAlong, rows, rowsOf, type Rule, type Step } from './followed.ts'
import { axesOver, axisOf, intOf } from '../node.ts'

/** What becomes of each number by itself. */
export const each: Rule = (step) => rowsOf(step, 0)

/** Tensors number by number. */
export const together: Rule = (step) => {
  if (isPlacedOnRows(step)) return mixed(step.node, 'it places another tensor along the rows of a batch')
  return aligned(step.node, partsOf(step), step.results[0]!.shape.length)
}

/** Before opset 7 the second of two tensors could be placed along axes of the first. */
function isPlacedOnRows(step: Step): boolean {
  const { node } = step
  if (node.opset >= 7 || !node.attributes.has('axis')) return false
  const axis = axisOf(node, intOf(node, 'axis', 0), node.inputs[0]!.shape.length)
  const own = rowsOf(step, 0)
  const isOn = own !== undefined && own.axis >= axis && own.axis < axis + node.inputs[1]!.shape.length
  return isOn || rowsOf(step, 1) !== undefined
}

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
    const over = axesOver(node, since)
    if (over.length === 0) return own
    if (over.includes(own.axis)) return mixedAlong(node, own.axis)
    if (intOf(node, 'keepdims', 1) !== 0) return own
    return rows(own.axis - over.filter((axis) => axis < own.axis).length, own.outer)
  }
