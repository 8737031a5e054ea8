import { alone, type Followed, mixed, mixedAlong, probes, rows, rowsOf, type Rule } from './followed.ts'
import { axesOf, axisOf, intOf, intsOf, intsOrInput, wholeNumbersOf } from '../node.ts'
import { lengthsAt } from './sized.ts'
import { range } from '../tensors.ts'

/** All parts have the same rows, along another axis. */
export const concatenate: Rule = (step) => {
  const { node } = step
  const axis = axisOf(node, intOf(node, 'axis', node.opset < 4 ? 1 : 0), node.inputs[0]!.shape.length)
  // Runtimes take an empty part whatever its other axes.
  const own = node.inputs.flatMap((part, i) => (part!.shape[axis] === 0 ? [] : [rowsOf(step, i)]))
  const first = own.find((one) => one !== undefined)
  if (first === undefined) return mixed(node, 'the part of it that has rows of a batch is empty')
  const { axis: along, outer } = first
  if (axis === along) return mixedAlong(node, along)
  // A part without rows is as long there as one row.
  if (own.includes(undefined)) return alone
  const isSame = own.every((one) => one!.axis === along && one!.outer === outer)
  return isSame ? rows(along, outer) : mixed(node, 'it takes rows of a batch together that lie along different axes')
}

/** Ends that mean the end, whatever the length: the largest numbers of 32 bits and of 64. */
const END = 2 ** 31 - 1

export const slice: Rule = (step) => {
  const { node, followed } = step
  const own = rowsOf(step, 0)
  const cannot = mixed(node, 'it cuts at a place that hangs on how many rows a batch has')
  if (own === undefined || followed[3] !== undefined || followed[4] !== undefined) return cannot
  const starts = node.opset < 10 ? intsOf(node, 'starts')! : lengthsAt(step, 1, 2)
  const ends = probes.map((_, probe) => (node.opset < 10 ? intsOf(node, 'ends')! : lengthsAt(step, 2, probe)))
  const { shape } = node.inputs[0]!
  const count = starts.length
  const axes = axesOf(node, intsOrInput(node, 'axes', 3, 10) ?? [...range(count)], shape.length)
  const steps = node.opset < 10 ? undefined : wholeNumbersOf(node, 4, 'steps')
  const isWhole = (i: number): boolean => {
    const [one, other, unknown] = ends.map((all) => all[i]!)
    // One that hangs on n may be large, too, and still less than all rows take.
    const isEnd = Number.isNaN(unknown)
      ? [one, other].every((end, probe) => end === shape[own.axis]! * probes[probe]!)
      : unknown! >= END
    return starts[i] === 0 && (steps?.[i] ?? 1) === 1 && isEnd
  }
  const others = axes.flatMap((axis, i) => (axis === own.axis && isWhole(i) ? [] : [axis]))
  if (others.includes(own.axis)) return mixed(node, `it picks some of a batch's rows, which lie along axis ${own.axis}`)
  const isFixed = [1, 2].every((i) => followed[i] === undefined)
  return isFixed || others.length === 0 ? own : cannot
}

export const split: Rule = (step) => {
  const own = rowsOf(step, 0)!
  const axis = axisOf(step.node, intOf(step.node, 'axis', 0), step.node.inputs[0]!.shape.length)
  return axis === own.axis ? mixedAlong(step.node, axis) : own
}

/** One axis gives way to those of the indices. */
export const gather: Rule = (step) => {
  const { node } = step
  const [own, index] = [rowsOf(step, 0), rowsOf(step, 1)]
  const axis = axisOf(node, intOf(node, 'axis', 0), node.inputs[0]!.shape.length)
  // Each row's own indices, into what is the same for all.
  if (index !== undefined && step.followed[0] === undefined) return rows(axis + index.axis, index.outer)
  if (own === undefined || step.followed[1] !== undefined)
    return mixed(node, 'its indices hang on how many rows a batch has')
  if (axis === own.axis) return mixed(node, `it picks some of a batch's rows, which lie along axis ${axis}`)
  return own.axis < axis ? own : rows(own.axis - 1 + node.inputs[1]!.shape.length, own.outer)
}

export const pad: Rule = (step): Followed => {
  const { node } = step
  const own = rowsOf(step, 0)!
  const rank = node.inputs[0]!.shape.length
  const pads = intsOrInput(node, node.opset < 2 ? 'paddings' : 'pads', 1, 11)!
  const axes = axesOf(node, (node.opset < 18 ? undefined : wholeNumbersOf(node, 3, 'axes')) ?? [...range(rank)], rank)
  const at = axes.indexOf(own.axis)
  if (at < 0 || (pads[at] === 0 && pads[at + axes.length] === 0)) return own
  return mixed(node, `it pads a batch along axis ${own.axis}, where its rows lie`)
}
