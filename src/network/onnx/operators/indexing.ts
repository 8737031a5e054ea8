import { sizeOf } from '../../layers/layer.ts'
import { eachNumber } from '../each.ts'
import { asVariable, move } from '../graph.ts'
import {
  axisOf,
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
import { constant, gridTaps, range, stridesOf, type Tensor } from '../tensors.ts'
import { decided, mixedAlong, rowsOf, type Rule } from '../rows/followed.ts'
import type { Operators } from './operator.ts'
import { bothInOneShape } from './broadcast.ts'
import { isUnknown } from './folding.ts'
import * as rows from '../rows/elementwise.ts'
import { shapeOf } from '../rows/sized.ts'

/** An index, counted from the end where it is negative. */
function indexOf(node: Node, index: number, length: number): number {
  const found = index < 0 ? index + length : index
  if (!(Number.isInteger(found) && found >= 0 && found < length))
    throw wrong(node, `indices below ${length}`, 'indices', index)
  return found
}

/** One of two tensors, number by number. */
const where: ReadOperator = (node, graph) => {
  const [chosen, x, y] = bothInOneShape(
    node,
    graph,
    [0, 1, 2].map((i) => inputOf(node, i)),
  ) as [Tensor, Tensor, Tensor]
  if (chosen.kind === 'variable')
    return [eachNumber(graph, { kind: 'select' }, [chosen, asVariable(graph, x), asVariable(graph, y)])]
  // Which of them it is hangs on the size of a batch.
  if (isUnknown(node, chosen.data))
    return [
      constant(
        chosen.shape,
        chosen.data.map(() => NaN),
        x.kind === 'constant' ? x.type : 'float32',
      ),
    ]
  const size = sizeOf(chosen.shape)
  const taps = range(size).map((i) => (chosen.data[i] === 0 ? size + i : i))
  if (chosen.data.every((one) => one !== 0)) return [x]
  if (chosen.data.every((one) => one === 0)) return [y]
  return [move(graph, [x, y], taps, chosen.shape)]
}

/** For each place of the indices the number at that place, its index along one axis being the one there. */
const gatherElements: ReadOperator = (node, graph) => {
  const [tensor, indices] = [inputOf(node, 0), constantOf(node, 1, 'an index')]
  const axis = axisOf(node, intOf(node, 'axis', 0), tensor.shape.length)
  if (indices.shape.length !== tensor.shape.length)
    throw wrong(node, 'indices of the same rank', 'indices', indices.shape)
  const taps = placesAlong(node, tensor, indices, axis)
  return [move(graph, [tensor], taps, indices.shape)]
}

/** Where the places of indices lie in a tensor, whose index along one axis they hold. */
function placesAlong(node: Node, tensor: Tensor, indices: Tensor & { kind: 'constant' }, axis: number): Int32Array {
  const strides = stridesOf(tensor.shape)
  const along = indices.shape.map((length, i) => {
    if (i !== axis && length > tensor.shape[i]!)
      throw wrong(node, `indices within [${tensor.shape.join(', ')}]`, 'indices', indices.shape)
    return range(length).map((k) => (i === axis ? 0 : k * strides[i]!))
  })
  return gridTaps(indices.shape, along).map(
    (at, i) => at + strides[axis]! * indexOf(node, indices.data[i]!, tensor.shape[axis]!),
  )
}

/** Where the parts of a tensor begin that rows of indices name, after axes that both have. */
function partsAt(node: Node, tensor: Tensor, indices: Tensor & { kind: 'constant' }, shared: number): Int32Array {
  const depth = indices.shape.at(-1) ?? 0
  const strides = stridesOf(tensor.shape)
  if (shared + depth > tensor.shape.length || indices.shape.length === 0 || shared >= indices.shape.length)
    throw wrong(node, `at most ${tensor.shape.length} indices for each number`, 'indices', indices.shape)
  if (indices.shape.slice(0, shared).some((length, i) => length !== tensor.shape[i]))
    throw wrong(node, 'axes that both have', 'batch_dims', shared)
  const count = sizeOf(indices.shape.slice(0, -1))
  const perShared = sizeOf(indices.shape.slice(shared, -1))
  const sharedSize = sizeOf(tensor.shape.slice(shared))
  return range(count).map((i) => {
    let at = Math.floor(i / Math.max(1, perShared)) * sharedSize * Number(shared > 0)
    for (let k = 0; k < depth; k++)
      at += strides[shared + k]! * indexOf(node, indices.data[i * depth + k]!, tensor.shape[shared + k]!)
    return at
  })
}

const gatherParts: ReadOperator = (node, graph) => {
  const [tensor, indices] = [inputOf(node, 0), constantOf(node, 1, 'an index')]
  const shared = intOf(node, 'batch_dims', 0)
  const starts = partsAt(node, tensor, indices, shared)
  const part = tensor.shape.slice(shared + (indices.shape.at(-1) ?? 0))
  const shape = sized(node, [...indices.shape.slice(0, -1), ...part])
  const size = sizeOf(part)
  const taps = range(starts.length * size).map((i) => starts[Math.floor(i / size)]! + (i % size))
  return [move(graph, [tensor], taps, shape)]
}

/** Numbers of a tensor replaced by others at known places. */
function scattered(node: Node, places: Int32Array): Int32Array {
  if (textOf(node, 'reduction', 'none') !== 'none')
    throw refuse(node, 'numbers that are put where others are, and computed with them', 'Export the model without.')
  const size = sizeOf(inputOf(node, 0).shape)
  const taps = range(size)
  for (const [i, place] of places.entries()) taps[place] = size + i
  return taps
}

const scatterElements: ReadOperator = (node, graph) => {
  const [tensor, indices, updates] = [inputOf(node, 0), constantOf(node, 1, 'an index'), inputOf(node, 2)]
  const axis = axisOf(node, intOf(node, 'axis', 0), tensor.shape.length)
  if (String(updates.shape) !== String(indices.shape))
    throw wrong(node, `updates of [${indices.shape.join(', ')}]`, 'updates', updates.shape)
  const taps = scattered(node, placesAlong(node, tensor, indices, axis))
  return [move(graph, [tensor, updates], taps, tensor.shape)]
}

const scatterParts: ReadOperator = (node, graph) => {
  const [tensor, indices, updates] = [inputOf(node, 0), constantOf(node, 1, 'an index'), inputOf(node, 2)]
  const starts = partsAt(node, tensor, indices, 0)
  const part = tensor.shape.slice(indices.shape.at(-1) ?? 0)
  const size = sizeOf(part)
  if (sizeOf(updates.shape) !== starts.length * size)
    throw wrong(node, `${starts.length * size} updates`, 'updates', updates.shape)
  const places = range(starts.length * size).map((i) => starts[Math.floor(i / size)]! + (i % size))
  return [move(graph, [tensor, updates], scattered(node, places), tensor.shape)]
}

/** What lies above or below a diagonal of matrices; zeros in the place of the rest. */
const triangle: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const { shape } = tensor
  const [height, width] = shape.slice(-2) as [number, number]
  if (shape.length < 2) throw wrong(node, 'a matrix', 'input', shape)
  const isUpper = intOf(node, 'upper', 1) !== 0
  const [diagonal = 0] = wholeNumbersOf(node, 1, 'a diagonal') ?? []
  const taps = range(sizeOf(shape)).map((i) => {
    const off = (i % width) - (Math.floor(i / width) % height) - diagonal
    return (isUpper ? off >= 0 : off <= 0) ? i : -1
  })
  return [move(graph, [tensor], taps, shape)]
}

const triangleRows: Rule = (step) => {
  const own = rowsOf(step, 0)!
  return own.axis < step.node.inputs[0]!.shape.length - 2 ? own : mixedAlong(step.node, own.axis)
}

/** Sequences turned round, up to their own lengths. */
const reverseSequence: ReadOperator = (node, graph) => {
  const [tensor, lengths] = [inputOf(node, 0), constantOf(node, 1, 'a length')]
  const { shape } = tensor
  const [time, batch] = [intOf(node, 'time_axis', 0), intOf(node, 'batch_axis', 1)].map((axis) =>
    axisOf(node, axis, shape.length),
  ) as [number, number]
  const strides = stridesOf(shape)
  if (lengths.data.length !== shape[batch]) throw wrong(node, `${shape[batch]} lengths`, 'sequence_lens', lengths.shape)
  const taps = range(sizeOf(shape)).map((i) => {
    const at = Math.floor(i / strides[time]!) % shape[time]!
    const length = lengths.data[Math.floor(i / strides[batch]!) % shape[batch]!]!
    return at < length ? i + (length - 1 - 2 * at) * strides[time]! : i
  })
  return [move(graph, [tensor], taps, shape)]
}

/** Places along an axis where a known condition holds. */
const compress: ReadOperator = (node, graph) => {
  const [tensor, condition] = [inputOf(node, 0), constantOf(node, 1, 'a condition')]
  const isFlat = !node.attributes.has('axis')
  const axis = isFlat ? 0 : axisOf(node, intOf(node, 'axis', 0), tensor.shape.length)
  const shape = isFlat ? [sizeOf(tensor.shape)] : tensor.shape
  const kept = [...range(shape[axis]!)].filter((i) => (condition.data[i] ?? 0) !== 0)
  const along = shape.map((length, i) => {
    const stride = stridesOf(shape)[i]!
    return Int32Array.from(i === axis ? kept : range(length), (k) => k * stride)
  })
  const result = sized(node, shape.with(axis, kept.length))
  return [move(graph, [tensor], gridTaps(result, along), result)]
}

/** Rows of zeros with one other number each, at known places. */
const oneHot: ReadOperator = (node, graph) => {
  const [indices, depth, values] = [constantOf(node, 0, 'an index'), constantOf(node, 1, 'a depth'), inputOf(node, 2)]
  const [length = 0] = depth.data
  const axis = axisOf(node, intOf(node, 'axis', -1), indices.shape.length + 1)
  const shape = sized(node, [...indices.shape.slice(0, axis), length, ...indices.shape.slice(axis)])
  const inner = sizeOf(indices.shape.slice(axis))
  const taps = range(sizeOf(shape)).map((i) => {
    const outer = Math.floor(i / (inner * length))
    const index = indices.data[outer * inner + (i % inner)]!
    return Number((index < 0 ? index + length : index) === Math.floor(i / inner) % length)
  })
  return [move(graph, [values], taps, shape)]
}

/** How many numbers there are. */
const sizeOfAll: ReadOperator = (node) => [constant([], Float64Array.of(sizeOf(inputOf(node, 0).shape)), 'int64')]

export const indexing: Operators = {
  Compress: { read: compress, rows: decided },
  GatherElements: { read: gatherElements, rows: decided },
  GatherND: { read: gatherParts, rows: decided },
  OneHot: { read: oneHot, rows: decided },
  ReverseSequence: { read: reverseSequence, rows: decided },
  Scatter: { read: scatterElements, rows: decided },
  ScatterElements: { read: scatterElements, rows: decided },
  ScatterND: { read: scatterParts, rows: decided },
  Size: { read: sizeOfAll, rows: shapeOf(sizeOfAll) },
  Trilu: { read: triangle, rows: triangleRows },
  Where: { read: where, rows: rows.together },
}
