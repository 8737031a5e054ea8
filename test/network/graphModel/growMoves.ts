import { integer, noise, pick } from '../random.ts'
import { type Attribute, text, truth, whole, wholes } from './graphDraft.ts'
import { type Grow, sizeOf } from './growth.ts'

/** In the shape of the batch, as layers write it that flatten what they are given. */
const flattened: Grow = ({ graph, random }, x, shape) => {
  const inner = sizeOf(shape.slice(1))
  if (random() < 0.5) return graph.node('Reshape', [x, graph.ints([-1, inner])])
  const lengths = graph.node('Shape', [x])
  const rows = graph.node('StridedSlice', [lengths, graph.ints([0]), graph.ints([1]), graph.ints([1])], {
    shrink_axis_mask: whole(1),
  })
  return graph.node('Reshape', [x, graph.node('Pack', [rows, graph.ints([inner], [])], { axis: whole(0) })])
}

const padded =
  (op: string): Grow =>
  ({ graph, random }, x, shape) => {
    const most = op === 'MirrorPad' ? (length: number) => Math.min(2, length - 1) : () => 2
    const widths = shape.flatMap((length, axis) =>
      axis === 0 ? [0, 0] : [0, 1].map(() => integer(random, 0, most(length))),
    )
    const pads = graph.ints(widths, [shape.length, 2])
    if (op === 'MirrorPad') return graph.node(op, [x, pads], { mode: text('REFLECT') })
    return graph.node(op, op === 'Pad' ? [x, pads] : [x, pads, graph.floats([noise(random, 1)], [])])
  }

const reversed: Grow = ({ graph, random }, x, shape) => {
  const axes = shape.flatMap((_, axis) =>
    axis > 0 && random() < 0.6 ? [pick(random, [axis, axis - shape.length])] : [],
  )
  return axes.length === 0 ? undefined : graph.node('ReverseV2', [x, graph.ints(axes)])
}

/** Parts of which the last may be what the others leave: tf.js fails where that is the first. */
const splitBySizes: Grow = ({ graph, random }, x, shape) => {
  const last = shape.length - 1
  const length = shape[last]!
  if (last < 1 || length < 2) return undefined
  const first = integer(random, 1, length - 1)
  const sizes = pick(random, [
    [first, -1],
    [first, length - first],
  ])
  const parts = graph.node('SplitV', [x, graph.ints(sizes), graph.ints([last], [])], { num_split: whole(2) })
  return graph.node('ConcatV2', [`${parts}:1`, parts, graph.ints([-1], [])], { N: whole(2) })
}

const sliced: Grow = ({ graph, random }, x, shape) => {
  const begin = shape.map((length, axis) => (axis === 0 ? 0 : integer(random, 0, length - 1)))
  const sizes = shape.map((length, axis) =>
    axis === 0 || random() < 0.3 ? -1 : integer(random, 1, length - begin[axis]!),
  )
  return graph.node('Slice', [x, graph.ints(begin), graph.ints(sizes)])
}

const sliceInSteps: Grow = ({ graph, random }, x, shape) => {
  const strides = shape.map((_, axis) => (axis === 0 ? 1 : pick(random, [1, 1, 2, -1])))
  const begin = shape.map((length, axis) => (axis === 0 ? 0 : strides[axis]! > 0 ? integer(random, 0, length - 1) : -1))
  const end = shape.map((length, axis) => (strides[axis]! > 0 ? length : -length - 1))
  const last = shape.length - 1
  const shrinks = random() < 0.4 && last > 1
  const mask = (bits: readonly number[]): Attribute => whole(bits.reduce((sum, bit) => sum + 2 ** bit, 0))
  if (random() < 0.3)
    return graph.node(
      'StridedSlice',
      [x, graph.ints([0, begin[last]!]), graph.ints([0, begin[last]! + 1]), graph.ints([1, 1])],
      {
        ellipsis_mask: mask([0]),
        ...(last > 1 && random() < 0.5 ? { shrink_axis_mask: mask([1]) } : { new_axis_mask: mask([1]) }),
      },
    )
  const steps = shrinks ? strides.with(last, 1) : strides
  const middle = shrinks ? begin.with(last, Math.abs(begin[last]!) % shape[last]!) : begin
  return graph.node('StridedSlice', [x, graph.ints(middle), graph.ints(end), graph.ints(steps)], {
    begin_mask: mask([0]),
    end_mask: mask([0, ...(shrinks ? [] : [last])]),
    ...(shrinks && { shrink_axis_mask: mask([last]) }),
  })
}

const joined: Grow = ({ graph, random }, x, shape) => {
  const axis = integer(random, 1, shape.length - 1)
  const other = graph.node('Tanh', [x])
  return graph.node('ConcatV2', [x, other, graph.ints([pick(random, [axis, axis - shape.length])], [])], {
    N: whole(2),
  })
}

const packed: Grow = ({ graph, random }, x, shape) => {
  const stack = graph.node('Pack', [x, graph.node('Neg', [x])], { axis: whole(integer(random, 1, shape.length)) })
  return shape.length > 3 ? graph.node('Mean', [stack, graph.ints([1])], { keep_dims: truth(false) }) : stack
}

const unpacked: Grow = ({ graph, random }, x, shape) => {
  if (shape.length < 3) return undefined
  const axis = integer(random, 1, shape.length - 1)
  const parts = graph.node('Unpack', [x], { axis: whole(axis), num: whole(shape[axis]!) })
  return graph.node('AddV2', [parts, `${parts}:${shape[axis]! - 1}`])
}

const split: Grow = ({ graph, random }, x, shape) => {
  const axis = integer(random, 1, shape.length - 1)
  const length = shape[axis]!
  const at = graph.ints([axis], [])
  if (random() < 0.5) return `${graph.node('Split', [at, x], { num_split: whole(length) })}:${length - 1}`
  if (length < 2) return undefined
  return `${graph.node('SplitV', [x, graph.ints([1, length - 1]), at], { num_split: whole(2) })}:1`
}

const turned: Grow = ({ graph, random }, x, shape) => {
  const order = [...shape.keys()].slice(1).sort(() => random() - 0.5)
  return graph.node('Transpose', [x, graph.ints([0, ...order])])
}

const gathered: Grow = ({ graph, random }, x, shape) => {
  const axis = integer(random, 1, shape.length - 1)
  const places = Array.from({ length: integer(random, 1, 4) }, () => integer(random, 0, shape[axis]! - 1))
  return graph.node('GatherV2', [x, graph.ints(places), graph.ints([axis], [])], { batch_dims: whole(0) })
}

const repeated: Grow = ({ graph, random }, x, shape) =>
  graph.node('Tile', [x, graph.ints(shape.map((_, axis) => (axis === 0 ? 1 : integer(random, 1, 2))))])

const expanded: Grow = ({ graph, random }, x, shape) => {
  const more = graph.node('ExpandDims', [x, graph.ints([integer(random, 1, shape.length)], [])])
  return more
}

const squeezed: Grow = ({ graph }, x, shape) =>
  graph.node('Squeeze', [graph.node('ExpandDims', [x, graph.ints([shape.length], [])])], {
    squeeze_dims: wholes([shape.length]),
  })

/** Nodes that move numbers, by their operators. */
export const growMoves: Readonly<Record<string, Grow>> = {
  ConcatV2: joined,
  ExpandDims: expanded,
  GatherV2: gathered,
  MirrorPad: padded('MirrorPad'),
  Pack: packed,
  Pad: padded('Pad'),
  PadV2: padded('PadV2'),
  Reshape: flattened,
  ReverseV2: reversed,
  Slice: sliced,
  'SplitV, of open sizes': splitBySizes,
  Split: split,
  Squeeze: squeezed,
  StridedSlice: sliceInSteps,
  Tile: repeated,
  Transpose: turned,
  Unpack: unpacked,
}
