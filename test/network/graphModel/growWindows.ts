import { integer, pick } from '../random.ts'
import { type Attribute, float, text, texts, truth, whole, wholes } from './graphDraft.ts'
import { constant, type Grow, type Growth } from './growth.ts'

const isImage = (shape: readonly number[]): boolean => shape.length === 4

interface Windows {
  readonly size: readonly [number, number]
  readonly attr: Readonly<Record<string, Attribute>>
}

/** How windows slide over an image; those of single channels have one stride, and none where there are gaps. */
function windows({ random }: Growth, shape: readonly number[], kind: 'channels' | 'one channel' | 'pool'): Windows {
  const size = [integer(random, 1, 3), integer(random, 1, 3)] as const
  const hasGaps = kind !== 'pool' && random() < 0.3
  const stride = hasGaps ? 1 : integer(random, 1, 3)
  const strides = [stride, kind === 'one channel' || hasGaps ? stride : integer(random, 1, 3)]
  const dilations = hasGaps ? [2, pick(random, [1, 2])] : [1, 1]
  const fits = size.every((length, i) => (length - 1) * dilations[i]! < shape[i + 1]!)
  const isExplicit = kind !== 'pool' && random() < 0.2
  const padding = fits && random() < 0.5 ? 'VALID' : isExplicit ? 'EXPLICIT' : 'SAME'
  return {
    size,
    attr: {
      strides: wholes([1, ...strides, 1]),
      padding: text(padding),
      data_format: text('NHWC'),
      ...(kind === 'pool' ? { ksize: wholes([1, ...size, 1]) } : { dilations: wholes([1, ...dilations, 1]) }),
      ...(padding === 'EXPLICIT' && { explicit_paddings: wholes([0, 0, 2 * size[0], 1, 2, 2 * size[1], 0, 0]) }),
    },
  }
}

/** What follows a sum in one operator: a bias, and a function. */
export function fusedTo(
  growth: Growth,
  filters: number,
  others: readonly string[] = ['LeakyRelu'],
): { inputs: string[]; attr: Record<string, Attribute> } {
  const activation = pick(growth.random, ['', 'Relu', 'Relu6', 'Elu', 'Sigmoid', 'Prelu', ...others])
  const inputs = [constant(growth, [filters])]
  if (activation === 'Prelu') inputs.push(constant(growth, [filters]))
  return {
    inputs,
    attr: {
      num_args: whole(inputs.length),
      fused_ops: texts(['BiasAdd', ...(activation === '' ? [] : [activation])]),
      ...(activation === 'LeakyRelu' && { leakyrelu_alpha: float(0.3) }),
    },
  }
}

const convolution =
  (op: 'Conv2D' | '_FusedConv2D'): Grow =>
  (growth, x, shape) => {
    if (!isImage(shape)) return undefined
    const { size, attr } = windows(growth, shape, 'channels')
    const filters = integer(growth.random, 1, 3)
    const kernel = constant(growth, [...size, shape[3]!, filters])
    const fused = op === 'Conv2D' ? { inputs: [], attr: {} } : fusedTo(growth, filters)
    return growth.graph.node(op, [x, kernel, ...fused.inputs], { ...attr, ...fused.attr })
  }

const depthwise =
  (op: 'DepthwiseConv2dNative' | 'FusedDepthwiseConv2dNative'): Grow =>
  (growth, x, shape) => {
    if (!isImage(shape)) return undefined
    const { size, attr } = windows(growth, shape, 'one channel')
    const [channels, multiplier] = [shape[3]!, integer(growth.random, 1, 2)]
    const kernel = constant(growth, [...size, channels, multiplier])
    const fused = op === 'DepthwiseConv2dNative' ? { inputs: [], attr: {} } : fusedTo(growth, channels * multiplier, [])
    return growth.graph.node(op, [x, kernel, ...fused.inputs], { ...attr, ...fused.attr })
  }

const pooled =
  (op: 'MaxPool' | 'AvgPool'): Grow =>
  (growth, x, shape) =>
    isImage(shape) ? growth.graph.node(op, [x], windows(growth, shape, 'pool').attr) : undefined

const normalized: Grow = (growth, x, shape) => {
  if (!isImage(shape)) return undefined
  const { graph, random } = growth
  const channels = [shape[3]!]
  const variance = graph.floats(Array.from({ length: shape[3]! }, () => random() + 0.1))
  const statistics = [constant(growth, channels), constant(growth, channels), constant(growth, channels), variance]
  return graph.node('FusedBatchNormV3', [x, ...statistics], { epsilon: float(0.001), is_training: truth(false) })
}

const resized =
  (op: 'ResizeBilinear' | 'ResizeNearestNeighbor'): Grow =>
  ({ graph, random }, x, shape) => {
    if (!isImage(shape)) return undefined
    const sizes = shape.slice(1, 3).map((length) => length * pick(random, [1, 2, 4]))
    const attr = { align_corners: truth(false), half_pixel_centers: truth(random() < 0.5) }
    return graph.node(op, [x, graph.ints(sizes)], attr)
  }

/** The slope of a convolution by its image, of which several sizes have the same. */
const transposed: Grow = (growth, x, shape) => {
  if (!isImage(shape)) return undefined
  const { graph, random } = growth
  const [size, strides] = [0, 1].map(() => [integer(random, 1, 3), integer(random, 1, 3)]) as [number[], number[]]
  const padding = pick(random, ['SAME', 'VALID'])
  const lengths = [0, 1].map((i) => {
    const [length, stride] = [shape[i + 1]!, strides[i]!]
    const least = padding === 'SAME' ? (length - 1) * stride + 1 : (length - 1) * stride + size[i]!
    return least + integer(random, 0, stride - 1)
  })
  const filters = integer(random, 1, 3)
  const all = graph.node('Shape', [x])
  const rows = graph.node('StridedSlice', [all, graph.ints([0]), graph.ints([1]), graph.ints([1])], {
    shrink_axis_mask: whole(1),
  })
  const sizes = graph.node('Pack', [rows, ...[...lengths, filters].map((one) => graph.ints([one], []))], {
    axis: whole(0),
    N: whole(4),
  })
  return graph.node('Conv2DBackpropInput', [sizes, constant(growth, [...size, filters, shape[3]!]), x], {
    strides: wholes([1, ...strides, 1]),
    padding: text(padding),
    data_format: text('NHWC'),
  })
}

const spread: Grow = ({ graph }, x, shape) => {
  if (!isImage(shape)) return undefined
  const four = graph.node('Tile', [x, graph.ints([1, 1, 1, 4])])
  return graph.node('DepthToSpace', [four], { block_size: whole(2), data_format: text('NHWC') })
}

/** As windows with gaps were written before there were dilations. */
const throughBlocks: Grow = (growth, x, shape) => {
  if (!isImage(shape)) return undefined
  const { graph } = growth
  const [, height, width, channels] = shape as [number, number, number, number]
  const blocks = graph.ints([2, 2])
  const inner = graph.node('SpaceToBatchND', [x, blocks, graph.ints([2, 2 + (height % 2), 2, 2 + (width % 2)], [2, 2])])
  const kernel = constant(growth, [2, 2, channels, 2])
  const attr = { strides: wholes([1, 1, 1, 1]), padding: text('VALID'), dilations: wholes([1, 1, 1, 1]) }
  const convolved = graph.node('Conv2D', [inner, kernel], attr)
  return graph.node('BatchToSpaceND', [convolved, blocks, graph.ints([0, height % 2, 1, 0], [2, 2])])
}

/** Nodes that take images, by their operators. */
export const growWindows: Readonly<Record<string, Grow>> = {
  AvgPool: pooled('AvgPool'),
  Conv2D: convolution('Conv2D'),
  Conv2DBackpropInput: transposed,
  DepthToSpace: spread,
  DepthwiseConv2dNative: depthwise('DepthwiseConv2dNative'),
  FusedBatchNormV3: normalized,
  FusedDepthwiseConv2dNative: depthwise('FusedDepthwiseConv2dNative'),
  MaxPool: pooled('MaxPool'),
  ResizeBilinear: resized('ResizeBilinear'),
  ResizeNearestNeighbor: resized('ResizeNearestNeighbor'),
  'SpaceToBatchND and BatchToSpaceND': throughBlocks,
  _FusedConv2D: convolution('_FusedConv2D'),
}
