import { sizeOf, type Shape } from '../../layers/layer.ts'
import { move, reshape } from '../graph.ts'
import {
  axesOf,
  axisOf,
  inputOf,
  intOf,
  intsOrInput,
  type ReadOperator,
  refuse,
  sized,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { chosen } from '../chosen.ts'
import { pick } from '../pick.ts'
import { range } from '../tensors.ts'
import * as selectRows from '../rows/selection.ts'
import type { Operators } from './operator.ts'

const concatenate: ReadOperator = (node, graph) => {
  const tensors = node.inputs.map((_, i) => inputOf(node, i))
  const first = tensors[0]
  if (first === undefined) throw wrong(node, 'inputs', 'inputs', 0)
  const axis = axisOf(node, intOf(node, 'axis', node.opset < 4 ? 1 : 0), first.shape.length)
  const rest = (shape: Shape): string => String(shape.with(axis, 0))
  if (tensors.some(({ shape }) => shape.length !== first.shape.length || rest(shape) !== rest(first.shape)))
    throw wrong(
      node,
      'inputs of one shape but for the axis',
      'inputs',
      tensors.map(({ shape }) => shape),
    )
  const parts = tensors.filter(({ shape }) => shape[axis]! > 0)
  if (parts.length <= 1) return [parts[0] ?? first]
  const length = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0)
  const shape = sized(node, first.shape.with(axis, length))
  const inner = sizeOf(shape.slice(axis + 1))
  const taps = new Int32Array(sizeOf(shape))
  let start = 0
  let at = 0
  for (const part of parts) {
    const run = part.shape[axis]! * inner
    const size = sizeOf(part.shape)
    for (let i = 0; i < size; i++) taps[Math.floor(i / run) * length * inner + at + (i % run)] = start + i
    start += size
    at += run
  }
  return [move(graph, parts, taps, shape)]
}

const slice: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const { shape } = tensor
  const given = (name: string, index: number): readonly number[] | undefined => intsOrInput(node, name, index, 10)
  const [starts, ends] = [given('starts', 1), given('ends', 2)]
  if (starts === undefined || ends?.length !== starts.length) throw wrong(node, 'as many ends as starts', 'ends', ends)
  const axes = axesOf(node, given('axes', 3) ?? [...range(starts.length)], shape.length)
  const steps = (node.opset < 10 ? undefined : wholeNumbersOf(node, 4, 'steps')) ?? starts.map(() => 1)
  if (axes.length !== starts.length || steps.length !== starts.length || steps.includes(0))
    throw wrong(node, `${starts.length} axes and steps`, 'steps', steps)
  const picks = axes.map((axis, i) => {
    const [length, step] = [shape[axis]!, steps[i]!]
    const clamp = (end: number): number =>
      Math.min(Math.max(end < 0 ? end + length : end, step < 0 ? -1 : 0), step < 0 ? length - 1 : length)
    const start = Math.max(0, clamp(starts[i]!))
    const end = clamp(ends[i]!)
    const count = Math.max(0, Math.ceil((end - start) / step))
    return [axis, Int32Array.from({ length: count }, (_, k) => start + k * step)] as const
  })
  return [pick(node, graph, tensor, new Map(picks))]
}

const split: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const axis = axisOf(node, intOf(node, 'axis', 0), tensor.shape.length)
  const length = tensor.shape[axis]!
  const parts = node.wanted.length
  if (node.opset < 2 && node.inputs[1] !== undefined)
    throw refuse(node, 'lengths as an input', 'Newer opsets have none here.')
  // Only since opset 18 may the last one be shorter.
  const even = node.opset < 18 ? length / parts : Math.ceil(length / parts)
  const lengths =
    intsOrInput(node, 'split', 1, 13) ?? [...range(parts)].map((i) => Math.min(even, Math.max(0, length - i * even)))
  const total = lengths.reduce((sum, one) => sum + one, 0)
  if (lengths.length !== parts || total !== length || lengths.some((one) => !Number.isInteger(one) || one < 0))
    throw wrong(node, `${parts} lengths that add up to ${length}`, 'split', lengths)
  let start = 0
  return lengths.map((one) => {
    const from = start
    start += one
    return pick(node, graph, tensor, new Map([[axis, range(one).map((i) => from + i)]]))
  })
}

const gather: ReadOperator = (node, graph) => {
  const [tensor, indices] = [inputOf(node, 0), inputOf(node, 1)]
  const { shape } = tensor
  const axis = axisOf(node, intOf(node, 'axis', 0), shape.length)
  const length = shape[axis]!
  if (indices.kind === 'variable') {
    const [inner, many] = [sizeOf(shape.slice(axis + 1)), sizeOf(indices.shape)]
    const result = sized(node, [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)])
    const all = range(sizeOf(result))
    const at = all.map((i) => Math.floor(i / inner) % many)
    const from = all.map((i) => Math.floor(i / (inner * many)) * inner * length + (i % inner))
    return [chosen(graph, tensor, { index: indices, at, from, step: inner, length }, result)]
  }
  const picks = Float64Array.from(indices.data, (index) => (index < 0 ? index + length : index))
  if (!picks.every((index) => Number.isInteger(index) && index >= 0 && index < length))
    throw wrong(node, `indices below ${length}`, 'indices', indices.data)
  const picked = pick(node, graph, tensor, new Map([[axis, picks]]))
  return [reshape(picked, sized(node, [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)]))]
}

export const selection: Operators = {
  Concat: { read: concatenate, rows: selectRows.concatenate },
  Gather: { read: gather, rows: selectRows.gather },
  Slice: { read: slice, rows: selectRows.slice, takesLengths: true },
  Split: { read: split, rows: selectRows.split },
}
