import { integer, pick } from '../random.ts'
import type { Growth } from './randomOnnx.ts'
import type { AttributeDraft } from './writeOnnx.ts'

/** As in `randomOperators.ts`. */
type Grow = (growth: Growth, x: string, shape: readonly number[]) => string | undefined

const bigs = (values: readonly number[]): bigint[] => values.map(BigInt)
const chance = ({ random }: Growth, share: number): boolean => random() < share

/** An operator that there is since an opset. */
const since =
  (opset: number, grow: Grow): Grow =>
  (growth, x, shape) =>
    growth.draft.opset < opset ? undefined : grow(growth, x, shape)

const unary =
  (type: string, attributes: (growth: Growth) => Record<string, AttributeDraft> = () => ({})): Grow =>
  (growth, x) =>
    growth.node(type, [x], attributes(growth))

/** Numbers from 1 to 3, of which logarithms, roots and quotients lose few digits. */
const positive = (growth: Growth, x: string): string =>
  growth.node('Add', [growth.node('Tanh', [x]), growth.floats([], [2])])

const small = (growth: Growth, x: string): string => growth.node('Tanh', [x])

const ofPositive =
  (type: string): Grow =>
  (growth, x) =>
    growth.node(type, [positive(growth, x)])

const some = (growth: Growth, shape: readonly number[]): number[] => {
  const axes = [...shape.keys()].filter((axis) => axis > 0 && chance(growth, 0.6))
  return axes.length > 0 ? axes : [shape.length - 1]
}

const reduction =
  (type: string, of: (growth: Growth, x: string) => string, opset = 18): Grow =>
  (growth, x, shape) => {
    const { inputs, attributes } = growth.listed('axes', some(growth, shape), opset)
    return growth.node(type, [of(growth, x), ...inputs], { ...attributes, keepdims: BigInt(chance(growth, 0.6)) })
  }

/** Weights that are computed, of numbers that are known. */
const ofKnown: Grow = (growth, x, shape) => {
  const last = shape.at(-1)!
  const known = growth.floats(
    [last, last],
    Array.from({ length: last ** 2 }, () => 0.1 + growth.random()),
  )
  const functions = ['Exp', 'Log', 'Sqrt', 'Sigmoid', 'Tanh', 'Softplus', 'Softmax', 'Reciprocal', 'Abs']
  const kind = pick(growth.random, [...functions, 'MatMul', 'Pow'])
  const other = kind === 'MatMul' ? [known] : kind === 'Pow' ? [growth.floats([], [2])] : []
  const weights = growth.node('Neg', [growth.node(kind, [known, ...other])])
  if (chance(growth, 0.5)) return growth.node('MatMul', [x, weights])
  return growth.node('Add', [x, growth.node('Gather', [weights, growth.ints([0], [])], { axis: 0n })])
}

/** With an epsilon that keeps quotients from growing. */
const normalization =
  (type: string, dims: (shape: readonly number[]) => readonly (readonly number[])[], attributes = {}): Grow =>
  (growth, x, shape) =>
    growth.node(type, [small(growth, x), ...dims(shape).map((own) => growth.floats(own))], {
      epsilon: 0.3,
      ...attributes,
    })

const power: Grow = (growth, x, shape) => {
  const exponent = pick(growth.random, [2, 3, 0.5, -1, 1.7, -2, 0, 5])
  const dims = pick(growth.random, [[], [1], shape.slice(-1)])
  const values =
    dims.length > 0 && dims[0]! > 1 ? Array.from({ length: dims[0]! }, (_, i) => [2, 3, 1][i % 3]!) : [exponent]
  return growth.node('Pow', [positive(growth, x), growth.floats(dims, values)])
}

const transposedConvolution: Grow = (growth, x, shape) => {
  if (shape.length < 3) return undefined
  const channels = shape[1]!
  const group = channels % 2 === 0 && chance(growth, 0.3) ? 2 : 1
  const space = shape.slice(2)
  const size = space.map(() => integer(growth.random, 1, 3))
  const strides = space.map(() => integer(growth.random, 1, 2))
  const dilations = space.map(() => (chance(growth, 0.2) ? 2 : 1))
  const pads = [...size, ...size].map((one, i) =>
    integer(growth.random, 0, Math.floor(((one - 1) * dilations[i % size.length]!) / 2)),
  )
  const more = strides.map((stride, i) => (chance(growth, 0.3) ? Math.min(stride, dilations[i]!) - 1 : 0))
  const filters = integer(growth.random, 1, 2)
  const inputs = [x, growth.floats([channels, filters, ...size])]
  if (chance(growth, 0.5)) inputs.push(growth.floats([filters * group]))
  return growth.node('ConvTranspose', inputs, {
    group: BigInt(group),
    kernel_shape: bigs(size),
    strides: bigs(strides),
    dilations: bigs(dilations),
    pads: bigs(pads),
    output_padding: bigs(more),
  })
}

const resize: Grow = (growth, x, shape) => {
  if (shape.length !== 4 && shape.length !== 3) return undefined
  const { opset } = growth.draft
  const mode = pick(growth.random, shape.length === 4 ? ['nearest', 'linear', 'cubic'] : ['nearest', 'linear'])
  const scales = [1, 1, ...shape.slice(2).map(() => pick(growth.random, [1, 2, 3, 0.5]))]
  if (shape.some((length, axis) => length * scales[axis]! < 1)) return undefined
  if (opset < 10) return undefined
  if (opset === 10)
    return mode === 'cubic' ? undefined : growth.node('Resize', [x, growth.floats([scales.length], scales)], { mode })
  const coordinate_transformation_mode = pick(growth.random, ['half_pixel', 'asymmetric', 'pytorch_half_pixel'])
  const attributes = {
    mode,
    coordinate_transformation_mode,
    ...(mode === 'nearest' && chance(growth, 0.5) && { nearest_mode: 'floor' }),
  }
  const whole = scales.map((scale, axis) => Math.floor(shape[axis]! * scale))
  const isSized = scales.every((scale, axis) => shape[axis]! * scale === whole[axis]) && chance(growth, 0.5)
  // Before opset 13 what is not said is empty, not left out.
  const nothing = opset < 13 ? growth.floats([0], []) : ''
  if (isSized) return growth.node('Resize', [x, nothing, nothing, growth.ints(whole)], attributes)
  return growth.node('Resize', [x, nothing, growth.floats([scales.length], scales)], attributes)
}

const recurrent =
  (type: string, gates: number): Grow =>
  (growth, x, shape) => {
    if (shape.length !== 3) return undefined
    // Batches come first; the layer has them second.
    const turned = growth.node('Transpose', [x], { perm: bigs([1, 0, 2]) })
    const direction = pick(growth.random, ['forward', 'reverse', 'bidirectional'])
    const count = direction === 'bidirectional' ? 2 : 1
    const hidden = integer(growth.random, 1, 3)
    const inputs = [
      turned,
      growth.floats([count, gates * hidden, shape[2]!]),
      growth.floats([count, gates * hidden, hidden]),
    ]
    if (chance(growth, 0.6)) inputs.push(growth.floats([count, 2 * gates * hidden]))
    const attributes: Record<string, AttributeDraft> = { direction, hidden_size: BigInt(hidden) }
    if (type === 'GRU' && chance(growth, 0.5)) attributes['linear_before_reset'] = 1n
    const states = growth.node(type, inputs, attributes)
    // [length, directions, batch, hidden]
    return growth.node('Transpose', [states], { perm: bigs([2, 0, 1, 3]) })
  }

const einsum: Grow = (growth, x, shape) => {
  const letters = [...'abcd'].slice(0, shape.length).join('')
  const last = shape.at(-1)!
  return pick(growth.random, [
    () =>
      growth.node('Einsum', [x, growth.floats([last, 2])], {
        equation: `${letters},${letters.at(-1)}z->${letters.slice(0, -1)}z`,
      }),
    () =>
      growth.node('Einsum', [x, growth.floats([2, last])], {
        equation: `...${letters.at(-1)},z${letters.at(-1)}->...z`,
      }),
    () =>
      growth.node('Einsum', [x, growth.node('Relu', [x])], {
        equation: `${letters},${letters}->${letters.slice(0, -1)}`,
      }),
    () =>
      growth.node('Einsum', [x], {
        equation: `${letters}->${letters[0]}${[...letters].slice(1).toReversed().join('')}`,
      }),
  ])()
}

const where: Grow = (growth, x, shape) => {
  const dims = shape.slice(-1)
  const chosen = Array.from({ length: dims[0]! }, () => integer(growth.random, 0, 1))
  return growth.node('Where', [growth.floats(dims, chosen, 'bool'), x, growth.node('Neg', [x])])
}

const gatherElements: Grow = (growth, x, shape) => {
  if (shape[0] !== 1) return undefined
  const axis = integer(growth.random, 1, shape.length - 1)
  const dims = shape.with(axis, 2)
  const count = dims.reduce((a, b) => a * b, 1)
  const indices = Array.from({ length: count }, () => integer(growth.random, -shape[axis]!, shape[axis]! - 1))
  return growth.node('GatherElements', [x, growth.ints(indices, dims)], { axis: BigInt(axis) })
}

/** Images sampled where places are known, or where they are computed; of those none is next to where it jumps. */
const gridSample: Grow = (growth, x, shape) => {
  if (shape.length !== 4) return undefined
  const { random, draft } = growth
  const [rows, columns] = [integer(random, 1, 3), integer(random, 1, 3)]
  const count = rows * columns * 2
  const isComputed = chance(growth, 0.5)
  const modes = draft.opset < 20 ? ['bilinear', 'nearest', 'bicubic'] : ['linear', 'nearest', 'cubic']
  const attributes = {
    mode: isComputed ? modes[0]! : pick(random, modes),
    padding_mode: pick(random, ['zeros', 'border', 'reflection']),
    align_corners: BigInt(chance(growth, 0.5)),
  }
  const dims = [shape[0]!, rows, columns, 2]
  if (!isComputed) {
    const places = Array.from({ length: shape[0]! * count }, () => random() * 3.6 - 1.8)
    return growth.node('GridSample', [x, growth.floats(dims, places)], attributes)
  }
  const size = shape.slice(1).reduce((a, b) => a * b, 1)
  const flat = growth.node('Reshape', [x, growth.ints([0, size])])
  const made = growth.node('Tanh', [growth.node('MatMul', [flat, growth.floats([size, count])])])
  const places = growth.node('Reshape', [
    growth.node('Mul', [made, growth.floats([], [1.4])]),
    growth.ints([0, ...dims.slice(1)]),
  ])
  return growth.node('GridSample', [small(growth, x), places], attributes)
}

/** Whole numbers from -`length` to `length` - 1 of the shape of `x`. */
const indicesOf = (growth: Growth, x: string, length: number, type = pick(growth.random, [6n, 7n])): string => {
  const spread = growth.node('Mul', [
    growth.node('Sigmoid', [growth.node('Mul', [x, growth.floats([], [2.37])])]),
    growth.floats([], [2 * length]),
  ])
  const from = growth.node('Sub', [spread, growth.floats([], [length + 0.5003])])
  const within = growth.node('Clip', [
    growth.node('Ceil', [from]),
    growth.floats([], [-length]),
    growth.floats([], [length - 1]),
  ])
  return growth.node('Cast', [within], { to: type })
}

/** By indices that are computed, from what is known or what is computed. */
const gatherComputed: Grow = (growth, x, shape) => {
  const { random } = growth
  const length = integer(random, 1, 6)
  const kind = pick(random, ['Gather', 'Gather', 'GatherElements', 'GatherND', 'OneHot'])
  if (kind === 'OneHot') {
    const values = chance(growth, 0.5)
      ? growth.floats([2])
      : growth.node('Slice', [growth.node('Reshape', [x, growth.ints([-1])]), growth.ints([0]), growth.ints([2])])
    if (shape.reduce((a, b) => a * b, 1) < 2) return undefined
    const axis = BigInt(integer(random, -1, shape.length))
    return growth.node('OneHot', [indicesOf(growth, x, length, 7n), growth.ints([length], []), values], { axis })
  }
  const table = growth.floats([length, ...(chance(growth, 0.6) ? [integer(random, 1, 3)] : [])])
  if (kind === 'GatherND') {
    const one = growth.node('Unsqueeze', [indicesOf(growth, x, length, 7n), growth.ints([shape.length])])
    return growth.node('GatherND', [table, one])
  }
  const axis = integer(random, 0, shape.length - 1)
  const indices = indicesOf(growth, x, kind === 'GatherElements' || shape[0] === 1 ? shape[axis]! : length)
  if (kind === 'GatherElements') return growth.node(kind, [growth.node('Tanh', [x]), indices], { axis: BigInt(axis) })
  if (shape[0] !== 1) return growth.node('Gather', [table, indices], { axis: 0n })
  return growth.node('Gather', [growth.node('Tanh', [x]), indices], { axis: BigInt(axis) })
}

/** Numbers put along an axis where rows of a batch do not lie, or joined with what is there, twice at one place too. */
const scatter: Grow = (growth, x, shape) => {
  if (shape[0] !== 1) return undefined
  const { random } = growth
  const axis = integer(random, 0, shape.length - 1)
  const dims = shape.with(axis, integer(random, 1, 3))
  const count = dims.reduce((a, b) => a * b, 1)
  const joined = pick(random, ['none', 'add', 'mul', 'max', 'min'])
  const places = Array.from({ length: shape[axis]! }, (_, i) => i)
  const drawn = (): number => (joined === 'none' ? places[integer(random, 0, 0)]! : pick(random, places))
  if (joined === 'none' && dims[axis] !== 1) return undefined
  const updates = growth.node('Tanh', [
    growth.node('Expand', [growth.node('ReduceMax', [x], { keepdims: 1n }), growth.ints(dims)]),
  ])
  const indices = growth.ints(Array.from({ length: count }, drawn), dims)
  return growth.node('ScatterElements', [x, indices, updates], { reduction: joined, axis: BigInt(axis) })
}

const channels = (shape: readonly number[]): number[] => [shape[1]!]

/** Operators that are composed of others. */
export const growComposed: Readonly<Record<string, Grow>> = {
  'functions of what is known': ofKnown,
  Erf: since(9, unary('Erf')),
  Sin: unary('Sin'),
  Cos: unary('Cos'),
  Exp: (growth, x) => growth.node('Exp', [small(growth, x)]),
  Log: ofPositive('Log'),
  Sqrt: ofPositive('Sqrt'),
  Reciprocal: ofPositive('Reciprocal'),
  Pow: since(12, power),
  HardSigmoid: unary('HardSigmoid', (growth) => (chance(growth, 0.5) ? {} : { alpha: 0.3, beta: 0.4 })),
  HardSwish: since(14, unary('HardSwish')),
  Selu: unary('Selu', (growth) => (chance(growth, 0.5) ? {} : { alpha: 1.5, gamma: 1.2 })),
  Celu: since(
    12,
    unary('Celu', (growth) => (chance(growth, 0.3) ? {} : { alpha: pick(growth.random, [0.5, 2]) })),
  ),
  Gelu: since(
    20,
    unary('Gelu', (growth) => (chance(growth, 0.5) ? {} : { approximate: 'tanh' })),
  ),
  LogSoftmax: since(13, (growth, x, shape) =>
    growth.node('LogSoftmax', [small(growth, x)], { axis: BigInt(integer(growth.random, 1, shape.length - 1)) }),
  ),
  Mean: since(8, (growth, x) => growth.node('Mean', [x, growth.node('Relu', [x]), growth.node('Neg', [x])])),
  ReduceMax: reduction('ReduceMax', (_, x) => x),
  ReduceMin: reduction('ReduceMin', (_, x) => x),
  ReduceL1: reduction('ReduceL1', (_, x) => x),
  ReduceL2: reduction('ReduceL2', positive),
  ReduceProd: reduction('ReduceProd', small),
  ReduceSumSquare: reduction('ReduceSumSquare', small),
  ReduceLogSum: reduction('ReduceLogSum', positive),
  ReduceLogSumExp: reduction('ReduceLogSumExp', small),
  LayerNormalization: since(17, (growth, x, shape) =>
    normalization('LayerNormalization', () => [shape.slice(-1), shape.slice(-1)])(growth, x, shape),
  ),
  InstanceNormalization: (growth, x, shape) =>
    shape.length < 3
      ? undefined
      : normalization('InstanceNormalization', (own) => [channels(own), channels(own)])(growth, x, shape),
  LRN: (growth, x, shape) =>
    shape.length !== 4
      ? undefined
      : growth.node('LRN', [small(growth, x)], { size: BigInt(pick(growth.random, [1, 3])), alpha: 0.5, bias: 2 }),
  LpNormalization: (growth, x, shape) =>
    growth.node('LpNormalization', [positive(growth, x)], {
      axis: BigInt(integer(growth.random, 1, shape.length - 1)),
      p: pick(growth.random, [1n, 2n]),
    }),
  'DepthToSpace and back': since(13, (growth, x, shape) => {
    if (shape.length !== 4) return undefined
    const many = growth.node('Concat', [x, x, growth.node('Neg', [x]), growth.node('Relu', [x])], { axis: 1n })
    const wide = growth.node('DepthToSpace', [many], { blocksize: 2n, mode: pick(growth.random, ['DCR', 'CRD']) })
    return growth.node('SpaceToDepth', [growth.node('Tanh', [wide])], { blocksize: 2n })
  }),
  CumSum: since(11, (growth, x, shape) =>
    growth.node('CumSum', [x, growth.ints([integer(growth.random, 1, shape.length - 1)], [])], {
      exclusive: BigInt(chance(growth, 0.4)),
      reverse: BigInt(chance(growth, 0.4)),
    }),
  ),
  Tile: (growth, x, shape) =>
    growth.node('Tile', [x, growth.ints([1, ...shape.slice(1).map(() => integer(growth.random, 1, 2))])]),
  ConvTranspose: transposedConvolution,
  Resize: resize,
  Einsum: since(12, einsum),
  LSTM: recurrent('LSTM', 4),
  GRU: recurrent('GRU', 3),
  RNN: recurrent('RNN', 1),
  GridSample: since(16, gridSample),
  'Gather and its like by computed indices': since(13, gatherComputed),
  'ScatterElements by known indices': since(18, scatter),
  Where: since(9, where),
  GatherElements: since(11, gatherElements),
  Trilu: since(14, (growth, x) => growth.node('Trilu', [x], { upper: BigInt(chance(growth, 0.5)) })),
}
