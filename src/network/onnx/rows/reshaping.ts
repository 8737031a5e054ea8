import { type Shape, sizeOf } from '../../layers/layer.ts'
import {
  type Alone,
  alone,
  type Followed,
  mixed,
  probes,
  rows,
  type Rows,
  rowsOf,
  type Rule,
  shapeAt,
  type Step,
} from './followed.ts'
import { axesOf, flattenedFrom, intOf, intsOf, intsOrInput } from '../node.ts'
import { lengthsAt } from './sized.ts'
import { range } from '../tensors.ts'

/** 0 is the input's own length of the axis, -1 what is left. */
export const toShape: Rule = (step) => {
  const { node } = step
  const { shape } = node.inputs[0]!
  const own = rowsOf(step, 0)
  // Of a tensor without rows the target hangs on n: it cannot always fit.
  if (own === undefined) return mixed(node, 'it takes a shape that hangs on how many rows a batch has')
  const copies = intOf(node, 'allowzero', 0) === 0
  const targets = probes.slice(0, 2).map((size, i) => {
    const from = shapeAt(shape, own, size)
    const wanted = node.opset < 5 ? intsOf(node, 'shape')! : lengthsAt(step, 1, i)
    const to = wanted.map((length, axis) => (length === 0 && copies ? (from[axis] ?? -2) : length))
    const open = to.indexOf(-1)
    if (open >= 0) to[open] = sizeOf(from) / sizeOf(to.filter((_, axis) => axis !== open))
    return to
  })
  return regrouped(step, own, targets)
}

export const flatten: Rule = (step) => {
  const { node } = step
  const { shape } = node.inputs[0]!
  const own = rowsOf(step, 0)!
  const axis = flattenedFrom(node)
  return regrouped(
    step,
    own,
    probes.slice(0, 2).map((size) => {
      const from = shapeAt(shape, own, size)
      return [sizeOf(from.slice(0, axis)), sizeOf(from.slice(axis))]
    }),
  )
}

/** The same numbers in the same order in another shape, which is given for each size that stands for all. */
function regrouped(step: Step, own: Rows, targets: readonly Shape[]): Followed {
  const [one, other] = targets.map((target, i) => regroupedAt(step, own, target, probes[i]!))
  if (one === undefined || one.kind !== other?.kind || isOther(one, other))
    return mixed(
      step.node,
      `it gives a batch, whose rows lie along axis ${own.axis}, a shape that does not keep them apart`,
    )
  return one
}

function isOther(one: Rows | Alone, other: Rows | Alone): boolean {
  return one.kind === 'rows' && other.kind === 'rows' && (one.axis !== other.axis || one.outer !== other.outer)
}

function regroupedAt(
  { node, followed, results }: Step,
  own: Rows,
  target: Shape,
  size: number,
): Rows | Alone | undefined {
  const { shape } = node.inputs[0]!
  // What one row fills, no other number of rows does.
  if (sizeOf(target) === sizeOf(shape) && followed[1] === undefined) return alone
  const along = target.flatMap((length, axis) => (length % size === 0 ? [axis] : []))
  const [axis] = along
  if (sizeOf(target) !== sizeOf(shape) * size || axis === undefined || along.length > 1) return undefined
  const ofOne = target.with(axis, target[axis]! / size)
  // How often all rows follow each other, in the whole and in one run along the axis.
  const runs = own.outer * sizeOf(shape.slice(0, own.axis))
  const outer = runs / sizeOf(target.slice(0, axis))
  const isApart = Number.isInteger(outer) && ofOne[axis]! % outer === 0 && String(results[0]!.shape) === String(ofOne)
  return isApart ? rows(axis, outer) : undefined
}

export const squeeze: Rule = (step) => {
  const { node } = step
  const { shape } = node.inputs[0]!
  const own = rowsOf(step, 0)!
  const named = intsOrInput(node, 'axes', 1, 13)
  const gone =
    named === undefined
      ? [...range(shape.length)].filter((axis) => shape[axis] === 1)
      : axesOf(node, named, shape.length)
  const left = rows(own.axis - gone.filter((axis) => axis < own.axis).length, own.outer)
  if (!gone.includes(own.axis)) return left
  return named === undefined ? { ...left, vanishes: true } : alone
}

export const unsqueeze: Rule = (step) => {
  const { node, results } = step
  const own = rowsOf(step, 0)!
  const rank = results[0]!.shape.length
  const added = axesOf(node, intsOrInput(node, 'axes', 1, 13) ?? [], rank)
  const kept = [...range(rank)].filter((axis) => !added.includes(axis))
  return rows(kept[own.axis]!, own.outer)
}

export const turn: Rule = (step) => {
  const { node } = step
  const own = rowsOf(step, 0)!
  const order = intsOf(node, 'perm') ?? [...range(node.inputs[0]!.shape.length)].toReversed()
  return rows(order.indexOf(own.axis), own.outer)
}
