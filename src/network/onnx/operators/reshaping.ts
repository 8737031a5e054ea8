import { sizeOf } from '../../layers/layer.ts'
import { move, reshape, transpose } from '../graph.ts'
import {
  axesOf,
  flattenedFrom,
  inputOf,
  intOf,
  intsOf,
  intsOrInput,
  type ReadOperator,
  sized,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { broadcastShape, broadcastTaps, range } from '../tensors.ts'
import * as expandRows from '../rows/expanding.ts'
import * as reshapeRows from '../rows/reshaping.ts'
import type { Operators } from './operator.ts'

const flatten: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const axis = flattenedFrom(node)
  return [reshape(tensor, [sizeOf(tensor.shape.slice(0, axis)), sizeOf(tensor.shape.slice(axis))])]
}

/** 0 is the input's own length of the axis, -1 what is left. */
const toShape: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const wanted = intsOrInput(node, 'shape', 1, 5)
  if (wanted === undefined) throw wrong(node, 'a shape', 'shape', undefined)
  const copies = intOf(node, 'allowzero', 0) === 0
  const shape = wanted.map((length, axis) => (length === 0 && copies ? (tensor.shape[axis] ?? -2) : length))
  const open = shape.indexOf(-1)
  if (open >= 0) shape[open] = sizeOf(tensor.shape) / sizeOf(shape.filter((_, axis) => axis !== open))
  if (sizeOf(shape) !== sizeOf(tensor.shape) || !shape.every((length) => Number.isInteger(length) && length >= 0))
    throw wrong(node, `a shape for [${tensor.shape.join(', ')}]`, 'shape', wanted)
  return [reshape(tensor, sized(node, shape))]
}

const squeeze: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const { shape } = tensor
  const named = intsOrInput(node, 'axes', 1, 13)
  const gone =
    named === undefined
      ? shape.flatMap((length, axis) => (length === 1 ? [axis] : []))
      : axesOf(node, named, shape.length)
  if (gone.some((axis) => shape[axis] !== 1)) throw wrong(node, 'axes of length 1', 'axes', gone)
  return [
    reshape(
      tensor,
      shape.filter((_, axis) => !gone.includes(axis)),
    ),
  ]
}

const unsqueeze: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const named = intsOrInput(node, 'axes', 1, 13) ?? []
  const rank = tensor.shape.length + named.length
  const added = new Set(axesOf(node, named, rank))
  const own = tensor.shape.values()
  return [
    reshape(
      tensor,
      sized(
        node,
        [...range(rank)].map((axis) => (added.has(axis) ? 1 : own.next().value!)),
      ),
    ),
  ]
}

const turn: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const rank = tensor.shape.length
  const order = intsOf(node, 'perm') ?? [...range(rank)].toReversed()
  if (order.length !== rank || order.toSorted((a, b) => a - b).some((axis, i) => axis !== i))
    throw wrong(node, `the axes below ${rank} in some order`, 'perm', order)
  return [transpose(graph, tensor, order)]
}

const expand: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const wanted = wholeNumbersOf(node, 1, 'shape') ?? []
  const shape = broadcastShape(tensor.shape, wanted)
  if (shape === undefined) throw wrong(node, `a shape that [${tensor.shape.join(', ')}] fits`, 'shape', wanted)
  sized(node, shape)
  const taps = broadcastTaps(tensor.shape, shape)
  return [taps === null ? reshape(tensor, shape) : move(graph, [tensor], taps, shape)]
}

export const reshaping: Operators = {
  Expand: { read: expand, rows: expandRows.expand, takesLengths: true },
  Flatten: { read: flatten, rows: reshapeRows.flatten },
  Reshape: { read: toShape, rows: reshapeRows.toShape, takesLengths: true },
  Squeeze: { read: squeeze, rows: reshapeRows.squeeze },
  Transpose: { read: turn, rows: reshapeRows.turn },
  Unsqueeze: { read: unsqueeze, rows: reshapeRows.unsqueeze },
}
