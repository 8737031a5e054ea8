import { sizeOf } from '../../layers/layer.ts'
import { eachNumber } from '../each.ts'
import { chosen, counted } from '../chosen.ts'
import { asVariable, type Graph, move } from '../graph.ts'
import {
  axisOf,
  constantOf,
  inputOf,
  intOf,
  type Node,
  type ReadOperator,
  sized,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { constant, gridTaps, range, stridesOf, type Tensor, type Variable } from '../tensors.ts'
import { decided, mixedAlong, rowsOf, type Rule } from '../rows/followed.ts'
import type { Operators } from './operator.ts'
import { partsAt, placesAlong } from './places.ts'
import { bothInOneShape } from './broadcast.ts'
import { isUnknown } from './folding.ts'
import * as rows from '../rows/elementwise.ts'
import * as placed from '../rows/placed.ts'
import { shapeOf } from '../rows/sized.ts'

/** One of two tensors, number by number. */
const where: ReadOperator = (node, graph) => {
  const [condition, x, y] = bothInOneShape(
    node,
    graph,
    [0, 1, 2].map((i) => inputOf(node, i)),
  ) as [Tensor, Tensor, Tensor]
  if (condition.kind === 'variable')
    return [eachNumber(graph, { kind: 'select' }, [condition, asVariable(graph, x), asVariable(graph, y)])]
  // Which of them it is hangs on the size of a batch.
  if (isUnknown(node, condition.data))
    return [
      constant(
        condition.shape,
        condition.data.map(() => NaN),
        x.kind === 'constant' ? x.type : 'float32',
      ),
    ]
  const size = sizeOf(condition.shape)
  const taps = range(size).map((i) => (condition.data[i] === 0 ? size + i : i))
  if (condition.data.every((one) => one !== 0)) return [x]
  if (condition.data.every((one) => one === 0)) return [y]
  return [move(graph, [x, y], taps, condition.shape)]
}

/** For each place of the indices the number at that place, its index along one axis being the one there. */
const gatherElements: ReadOperator = (node, graph) => {
  const [tensor, indices] = [inputOf(node, 0), inputOf(node, 1)]
  const axis = axisOf(node, intOf(node, 'axis', 0), tensor.shape.length)
  if (indices.shape.length !== tensor.shape.length)
    throw wrong(node, 'indices of the same rank', 'indices', indices.shape)
  if (indices.kind === 'constant')
    return [move(graph, [tensor], placesAlong(node, tensor, indices, axis), indices.shape)]
  const zeros = constant(indices.shape, new Float64Array(sizeOf(indices.shape)), 'int64')
  const from = placesAlong(node, tensor, zeros, axis)
  const [step, length] = [stridesOf(tensor.shape)[axis]!, tensor.shape[axis]!]
  return [chosen(graph, tensor, { index: indices, at: range(from.length), from, step, length }, indices.shape)]
}

const gatherParts: ReadOperator = (node, graph) => {
  const [tensor, given] = [inputOf(node, 0), inputOf(node, 1)]
  const shared = intOf(node, 'batch_dims', 0)
  if (given.kind === 'variable' && given.shape.at(-1) === 1) return [alongOne(node, graph, tensor, given, shared)]
  const indices = constantOf(node, 1, 'an index')
  const starts = partsAt(node, tensor, indices, shared)
  const part = tensor.shape.slice(shared + (indices.shape.at(-1) ?? 0))
  const shape = sized(node, [...indices.shape.slice(0, -1), ...part])
  const size = sizeOf(part)
  const taps = range(starts.length * size).map((i) => starts[Math.floor(i / size)]! + (i % size))
  return [move(graph, [tensor], taps, shape)]
}

/** Parts of a tensor at computed indices along one axis, after axes that both have. */
function alongOne(node: Node, graph: Graph, tensor: Tensor, index: Variable, shared: number): Tensor {
  const zeros = constant(index.shape, new Float64Array(sizeOf(index.shape)), 'int64')
  const starts = partsAt(node, tensor, zeros, shared)
  const part = tensor.shape.slice(shared + 1)
  const step = sizeOf(part)
  const shape = sized(node, [...index.shape.slice(0, -1), ...part])
  const at = range(starts.length * step).map((i) => Math.floor(i / step))
  const from = at.map((k, i) => starts[k]! + (i % step))
  return chosen(graph, tensor, { index, at, from, step, length: tensor.shape[shared]! }, shape)
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
  const [indices, depth, values] = [inputOf(node, 0), constantOf(node, 1, 'a depth'), inputOf(node, 2)]
  const [length = 0] = depth.data
  const axis = axisOf(node, intOf(node, 'axis', -1), indices.shape.length + 1)
  const shape = sized(node, [...indices.shape.slice(0, axis), length, ...indices.shape.slice(axis)])
  const inner = sizeOf(indices.shape.slice(axis))
  const at = range(sizeOf(shape)).map((i) => Math.floor(i / (inner * length)) * inner + (i % inner))
  const place = (i: number): number => Math.floor(i / inner) % length
  if (indices.kind === 'variable') {
    const own = asVariable(graph, move(graph, [counted(graph, indices, length).own], at, shape))
    const places = constant(shape, Float64Array.from(at, (_, i) => place(i)), 'float32') // prettier-ignore
    const isOn = eachNumber(graph, { kind: 'compare', mode: 'equal' }, [own, asVariable(graph, places)])
    const [off, on] = [0, 1].map((k) =>
      asVariable(
        graph,
        move(
          graph,
          [values],
          at.map(() => k),
          shape,
        ),
      ),
    )
    return [eachNumber(graph, { kind: 'select' }, [isOn, on!, off!])]
  }
  const taps = at.map((k, i) => {
    const index = indices.data[k]!
    return Number((index < 0 ? index + length : index) === place(i))
  })
  return [move(graph, [values], taps, shape)]
}

/** How many numbers there are. */
const sizeOfAll: ReadOperator = (node) => [constant([], Float64Array.of(sizeOf(inputOf(node, 0).shape)), 'int64')]

export const indexing: Operators = {
  Compress: { read: compress, rows: decided },
  GatherElements: { read: gatherElements, rows: placed.gatherElements },
  GatherND: { read: gatherParts, rows: placed.gatherParts },
  OneHot: { read: oneHot, rows: placed.oneHot },
  ReverseSequence: { read: reverseSequence, rows: decided },
  Size: { read: sizeOfAll, rows: shapeOf(sizeOfAll) },
  Trilu: { read: triangle, rows: triangleRows },
  Where: { read: where, rows: rows.together },
}
