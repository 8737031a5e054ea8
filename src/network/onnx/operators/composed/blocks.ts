import { axesOver, axisOf, floatOf, intOf, type Node, refuse, textOf, wholeNumbersOf, wrong } from '../../node.ts'
import { range } from '../../tensors.ts'
import { type Compose, innerAxes, noAxes, type Operators } from '../operator.ts'
import { int, ints } from './attributes.ts'

/** Channels become blocks of space: [batch, channels, height, width]. */
const depthToSpace: Compose = (node, { inputs: [x], run, known }) => {
  const [size, { shape }] = [intOf(node, 'blocksize', 0), x!.tensor]
  const channels = (shape[1] ?? 0) / size ** 2
  if (shape.length !== 4 || !(size >= 1) || !Number.isInteger(channels))
    throw wrong(node, 'channels that fill blocks', 'blocksize', size)
  const isRows = textOf(node, 'mode', 'DCR') === 'DCR'
  const [height, width] = shape.slice(2) as [number, number]
  const split = isRows ? [0, size, size, channels, height, width] : [0, channels, size, size, height, width]
  const order = isRows ? [0, 3, 4, 1, 5, 2] : [0, 1, 4, 2, 5, 3]
  const blocks = run('Transpose', [run('Reshape', [x, known(split, 'int64')])], ints('perm', order))
  return [run('Reshape', [blocks, known([0, channels, height * size, width * size], 'int64')])]
}

/** The other way round. */
const spaceToDepth: Compose = (node, { inputs: [x], run, known }) => {
  const [size, { shape }] = [intOf(node, 'blocksize', 0), x!.tensor]
  const [, channels = 0, height = 0, width = 0] = shape
  if (shape.length !== 4 || !(size >= 1) || height % size !== 0 || width % size !== 0)
    throw wrong(node, 'height and width in blocks', 'blocksize', size)
  const split = known([0, channels, height / size, size, width / size, size], 'int64')
  const order = textOf(node, 'mode', 'DCR') === 'DCR' ? [0, 3, 5, 1, 2, 4] : [0, 1, 3, 5, 2, 4]
  const blocks = run('Transpose', [run('Reshape', [x, split])], ints('perm', order))
  return [run('Reshape', [blocks, known([0, channels * size ** 2, height / size, width / size], 'int64')])]
}

const summedAxis = (node: Node): readonly number[] => {
  const [axis = 0] = wholeNumbersOf(node, 1, 'an axis') ?? []
  return [axisOf(node, axis, node.inputs[0]!.shape.length)]
}

/** Sums of all up to each along an axis: a product with ones and zeros. */
const cumulativeSum: Compose = (node, { inputs: [x], run, known }) => {
  const { shape } = x!.tensor
  const rank = shape.length
  const [own] = summedAxis(node) as [number]
  const length = shape[own]!
  const [isExclusive, isReverse] = [intOf(node, 'exclusive', 0) !== 0, intOf(node, 'reverse', 0) !== 0]
  const sums = Array.from({ length: length ** 2 }, (_, i) => {
    const [from, to] = [Math.floor(i / length), i % length]
    return Number((isReverse ? from > to : from < to) || (from === to && !isExclusive))
  })
  const order = [...range(rank).filter((one) => one !== own), own]
  const back = order.map((_, i) => order.indexOf(i))
  const last = run('Transpose', [x], ints('perm', order))
  const summed = run('MatMul', [last, known(sums, 'float32', [length, length])])
  return [run('Transpose', [summed], ints('perm', back))]
}

/** Repeats along axes. */
const tile: Compose = (node, { inputs: [x], run }) => {
  const { shape } = x!.tensor
  let repeats = wholeNumbersOf(node, 1, 'numbers of repetitions') ?? []
  if (node.opset < 6) {
    const [axis = 0] = wholeNumbersOf(node, 2, 'an axis') ?? []
    const [count = 1] = repeats
    repeats = shape.map((_, i) => (i === axisOf(node, axis, shape.length) ? count : 1))
  }
  if (repeats.length !== shape.length) throw wrong(node, `${shape.length} numbers of repetitions`, 'repeats', repeats)
  if (repeats.some((count) => !(count >= 1))) throw refuse(node, 'nothing as a result', 'Leave it out.')
  let all = x!
  for (const [axis, count] of repeats.entries())
    if (count > 1)
      all = run(
        'Concat',
        Array.from({ length: count }, () => all),
        int('axis', axis),
      )
  return [all]
}

/** The axes that a node names, or all. */
const axesOf = (node: Node): number[] => {
  const { shape } = node.inputs[0]!
  const named = node.attributes.get('axes')?.ints ?? [...range(shape.length)]
  return named.map((axis) => axisOf(node, axis, shape.length))
}

/** As large as it is asked for along some axes, around the middle. */
const centerCropPad: Compose = (node, { inputs: [x], run, known }) => {
  const { shape } = x!.tensor
  const sizes = wholeNumbersOf(node, 1, 'shape') ?? []
  const axes = axesOf(node)
  if (sizes.length !== axes.length) throw wrong(node, `${axes.length} lengths`, 'shape', sizes)
  let all = x!
  for (const [i, axis] of axes.entries()) {
    const more = sizes[i]! - shape[axis]!
    const before = Math.floor(Math.abs(more) / 2)
    const at = known([axis], 'int64')
    if (more < 0) all = run('Slice', [all, known([before], 'int64'), known([before + sizes[i]!], 'int64'), at])
    if (more > 0) all = run('Pad', [all, known([before, more - before], 'int64'), undefined, at])
  }
  return [all]
}

const multipliedAxes = (node: Node): readonly number[] => axesOver(node, 18)

/** The product of all along axes, one after the other. */
const product: Compose = (node, { inputs: [x], run, known, runAll }) => {
  const { shape } = x!.tensor
  const over = multipliedAxes(node)
  let all = x!
  for (const axis of over) {
    const count = shape[axis]!
    const parts = count === 1 ? [all] : runAll('Split', [all], int('axis', axis), count)
    all = parts.reduce((sofar, part) => run('Mul', [sofar, part]))
  }
  return [intOf(node, 'keepdims', 1) === 0 && over.length > 0 ? run('Squeeze', [all, known(over, 'int64')]) : all]
}

/** 1 / x */
const reciprocal: Compose = (_node, { inputs: [x], run, known }) => [run('Div', [known(1), x])]

/** The shrinking of what is near 0, and the threshold of what is not, need what is computed compared. */
const shrink: Compose = (node, { inputs: [x], run, known }) => {
  const [bias, limit] = [floatOf(node, 'bias', 0), floatOf(node, 'lambd', 0.5)]
  const low = run('Less', [x, known(Math.fround(-limit))])
  const high = run('Less', [known(limit), x])
  const inner = run('Where', [high, run('Sub', [x, known(bias)]), known(0)])
  return [run('Where', [low, run('Add', [x, known(bias)]), inner])]
}

const thresholded: Compose = (node, { inputs: [x], run, known }) => [
  run('Where', [run('Less', [known(floatOf(node, 'alpha', 1)), x]), x, known(0)]),
]

export const blocks: Operators = {
  CenterCropPad: { compose: centerCropPad, fixed: axesOf },
  CumSum: { compose: cumulativeSum, fixed: summedAxis },
  DepthToSpace: { compose: depthToSpace, fixed: innerAxes },
  ReduceProd: { compose: product, fixed: multipliedAxes },
  Reciprocal: { compose: reciprocal, fixed: noAxes },
  Shrink: { compose: shrink, fixed: noAxes },
  SpaceToDepth: { compose: spaceToDepth, fixed: innerAxes },
  ThresholdedRelu: { compose: thresholded, fixed: noAxes },
  Tile: { compose: tile, fixed: noAxes },
}
