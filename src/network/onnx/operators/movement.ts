import { sizeOf, type Shape } from '../../layers/layer.ts'
import { type Graph, move, reshape, transpose } from '../graph.ts'
import {
  axesOf,
  axisOf,
  constantOf,
  inputOf,
  intOf,
  intsOf,
  intsOrInput,
  type Node,
  type Operators,
  type ReadOperator,
  sized,
  textOf,
  wholeNumbersOf,
  wrong,
} from '../node.ts'
import { broadcastShape, broadcastTaps, constant, pickTaps, range, type Tensor } from '../tensors.ts'

const flatten: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const axis = axisOf(node, intOf(node, 'axis', 1), tensor.shape.length + 1)
  return [reshape(tensor, [sizeOf(tensor.shape.slice(0, axis)), sizeOf(tensor.shape.slice(axis))])]
}

/** 0 is the input's own length of the axis, -1 what is left. */
const toShape: ReadOperator = (node) => {
  const tensor = inputOf(node, 0)
  const wanted = wholeNumbersOf(node, 1, 'shape')
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
  return [transpose(graph, tensor, order, node.label)]
}

const concatenate: ReadOperator = (node, graph) => {
  const tensors = node.inputs.map((_, i) => inputOf(node, i))
  const first = tensors[0]
  if (first === undefined) throw wrong(node, 'inputs', 'inputs', 0)
  const axis = axisOf(node, intOf(node, 'axis', 0), first.shape.length)
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
  return [move(graph, parts, taps, shape, node.label)]
}

/** Picks along axes; all others stay. */
function pick(node: Node, graph: Graph, tensor: Tensor, picks: ReadonlyMap<number, ArrayLike<number>>): Tensor {
  const all = tensor.shape.map((length, axis) => picks.get(axis) ?? range(length))
  sized(
    node,
    all.map(({ length }) => length),
  )
  const { shape, taps } = pickTaps(tensor.shape, all)
  return move(graph, [tensor], taps, shape, node.label)
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
  const tensor = inputOf(node, 0)
  const indices = constantOf(node, 1, 'an index')
  const { shape } = tensor
  const axis = axisOf(node, intOf(node, 'axis', 0), shape.length)
  const length = shape[axis]!
  const picks = Float64Array.from(indices.data, (index) => (index < 0 ? index + length : index))
  if (!picks.every((index) => Number.isInteger(index) && index >= 0 && index < length))
    throw wrong(node, `indices below ${length}`, 'indices', indices.data)
  const picked = pick(node, graph, tensor, new Map([[axis, picks]]))
  return [reshape(picked, sized(node, [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)]))]
}

/** Which index of an axis stands at a place outside of it, by mode; -1 for the constant. */
const outside: Readonly<Record<string, (at: number, length: number) => number>> = {
  constant: () => -1,
  edge: (at, length) => (at < 0 ? 0 : length - 1),
  reflect: (at, length) => {
    const period = 2 * (length - 1)
    const place = period === 0 ? 0 : ((at % period) + period) % period
    return Math.min(place, period - place)
  },
  wrap: (at, length) => ((at % length) + length) % length,
}

const pad: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const { shape } = tensor
  const rank = shape.length
  const pads = intsOrInput(node, 'pads', 1, 11)
  const axes = axesOf(node, (node.opset < 18 ? undefined : wholeNumbersOf(node, 3, 'axes')) ?? [...range(rank)], rank)
  const mode = textOf(node, 'mode', 'constant')
  const find = Object.hasOwn(outside, mode) ? outside[mode] : undefined
  if (find === undefined) throw wrong(node, 'a known way to pad', 'mode', mode)
  if (pads?.length !== 2 * axes.length) throw wrong(node, `${2 * axes.length} widths`, 'pads', pads)
  const lengths = axes.map((axis, i) => shape[axis]! + pads[i]! + pads[i + axes.length]!)
  sized(node, lengths)
  const picks = axes.map((axis, i) => {
    const length = shape[axis]!
    const index = (k: number): number => {
      const at = k - pads[i]!
      return at >= 0 && at < length ? at : find(at, length)
    }
    return [axis, Int32Array.from({ length: lengths[i]! }, (_, k) => index(k))] as const
  })
  const value = padding(node)
  if (value === 0 || mode !== 'constant') return [pick(node, graph, tensor, new Map(picks))]
  // Another number than 0 comes from a constant behind the others.
  const all = new Map<number, ArrayLike<number>>(picks)
  const along = shape.map((length, axis) => all.get(axis) ?? range(length))
  const { shape: padded, taps } = pickTaps(
    shape,
    (sized(
      node,
      along.map(({ length }) => length),
    ),
    along),
  )
  const filler = constant([1], Float64Array.of(value), tensor.kind === 'constant' ? tensor.type : 'float32')
  const size = sizeOf(shape)
  return [
    move(
      graph,
      [tensor, filler],
      taps.map((tap) => (tap < 0 ? size : tap)),
      padded,
      node.label,
    ),
  ]
}

function padding(node: Node): number {
  if (node.opset < 11) return node.attributes.get('value')?.float ?? 0
  if (node.inputs[2] === undefined) return 0
  const { data } = constantOf(node, 2, 'constant_value')
  if (data.length !== 1) throw wrong(node, 'one number', 'constant_value', data)
  return data[0]!
}

const expand: ReadOperator = (node, graph) => {
  const tensor = inputOf(node, 0)
  const wanted = wholeNumbersOf(node, 1, 'shape') ?? []
  const shape = broadcastShape(tensor.shape, wanted)
  if (shape === undefined) throw wrong(node, `a shape that [${tensor.shape.join(', ')}] fits`, 'shape', wanted)
  sized(node, shape)
  const taps = broadcastTaps(tensor.shape, shape)
  return [taps === null ? reshape(tensor, shape) : move(graph, [tensor], taps, shape, node.label)]
}

export const movement: Operators = {
  Concat: concatenate,
  Expand: expand,
  Flatten: flatten,
  Gather: gather,
  Pad: pad,
  Reshape: toShape,
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Transpose: turn,
  Unsqueeze: unsqueeze,
}
