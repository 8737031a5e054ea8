import { sizeOf } from '../../../src/network/layers/layer.ts'
import { integer, noise, pick } from '../random.ts'
import { growComposed } from './randomComposed.ts'
import { growQuantized } from './randomQuantized.ts'
import { growWhole } from './randomWhole.ts'
import type { Growth } from './randomOnnx.ts'
import type { AttributeDraft } from './writeOnnx.ts'

/**
 * Adds nodes that read tensor `x` of this shape; the name of the result, or undefined where the operator takes no such
 * tensor.
 */
type Grow = (growth: Growth, x: string, shape: readonly number[]) => string | undefined

const bigs = (values: readonly number[]): bigint[] => values.map(BigInt)
const chance = (growth: Growth, share: number): boolean => growth.random() < share
const some = (growth: Growth, count: number, lo: number, hi: number): number[] =>
  Array.from({ length: count }, () => integer(growth.random, lo, hi))

/** A shape that is broadcast to `shape`. */
function smaller(growth: Growth, shape: readonly number[]): number[] {
  const from = integer(growth.random, 0, shape.length)
  return shape.slice(from).map((length) => (chance(growth, 0.4) ? 1 : length))
}

const withConstant =
  (type: string): Grow =>
  (growth, x, shape) => {
    const dims = smaller(growth, shape)
    const values =
      type === 'Div'
        ? Array.from({ length: sizeOf(dims) }, () => pick(growth.random, [0.3, -2, 1, 7.7, 4, 1e-3]))
        : undefined
    const c = growth.floats(dims, values)
    return growth.node(type, type !== 'Div' && chance(growth, 0.4) ? [c, x] : [x, c])
  }

/** With a tensor that is computed, of the same shape or one that is broadcast. */
const withComputed =
  (type: string): Grow =>
  (growth, x, shape) => {
    const other = growth.node(pick(growth.random, ['Tanh', 'Relu', 'Identity']), [x])
    if (chance(growth, 0.5)) return growth.node(type, [x, other])
    const { inputs, attributes } = growth.listed('axes', [shape.length - 1], type === 'Max' ? 18 : 18)
    return growth.node(type, [growth.node('ReduceMean', [other, ...inputs], attributes), x])
  }

/** By numbers from 1 to 3, or from -3 to -1. */
const divided: Grow = (growth, x) => {
  const sign = pick(growth.random, [1, -1])
  const divisor = growth.node('Add', [growth.node('Tanh', [x]), growth.floats([], [2 * sign])])
  return growth.node('Div', [chance(growth, 0.3) ? growth.floats([], [1]) : x, divisor])
}

const unary =
  (type: string, attributes: (growth: Growth) => Record<string, AttributeDraft> = () => ({})): Grow =>
  (growth, x) =>
    growth.node(type, [x], attributes(growth))

/** Attributes of a window over the axes after the first two that fits there. */
function windowed(
  growth: Growth,
  space: readonly number[],
  options: { dilations?: boolean; ceil?: boolean },
): { size: number[]; attributes: Record<string, AttributeDraft> } {
  const { random } = growth
  const size = space.map((length) => integer(random, 1, Math.min(3, length)))
  const dilations = space.map((length, i) =>
    options.dilations === true && size[i]! > 1 ? integer(random, 1, Math.floor((length - 1) / (size[i]! - 1))) : 1,
  )
  const automatic = pick(random, ['NOTSET', 'NOTSET', 'NOTSET', 'VALID', 'SAME_UPPER', 'SAME_LOWER'])
  const pads = [...size, ...size].map((one, i) => (dilations[i % size.length] === 1 ? integer(random, 0, one - 1) : 0))
  const attributes: Record<string, AttributeDraft> = {
    kernel_shape: bigs(size),
    // Where windows leave gaps, padding to the same size is negative: the runtime refuses some of that.
    strides: bigs(size.map((one) => integer(random, 1, automatic.startsWith('SAME') ? one : 3))),
  }
  if (automatic === 'NOTSET') attributes['pads'] = bigs(pads)
  else if (!dilations.some((dilation) => dilation > 1)) attributes['auto_pad'] = automatic
  if (dilations.some((dilation) => dilation > 1)) attributes['dilations'] = bigs(dilations)
  else if (options.ceil === true && automatic === 'NOTSET' && chance(growth, 0.4)) attributes['ceil_mode'] = 1n
  return { size, attributes }
}

const convolution: Grow = (growth, x, shape) => {
  if (shape.length < 3) return undefined
  const channels = shape[1]!
  const group = channels % 2 === 0 && chance(growth, 0.4) ? 2 : chance(growth, 0.2) ? channels : 1
  const { size, attributes } = windowed(growth, shape.slice(2), { dilations: true })
  const filters = group * integer(growth.random, 1, 2)
  const inputs = [x, growth.floats([filters, channels / group, ...size])]
  if (chance(growth, 0.6)) inputs.push(growth.floats([filters]))
  return growth.node('Conv', inputs, { ...attributes, group: BigInt(group) })
}

const pooling =
  (type: 'MaxPool' | 'AveragePool'): Grow =>
  (growth, x, shape) => {
    if (shape.length < 3) return undefined
    const { opset } = growth.draft
    const dilations = opset >= (type === 'MaxPool' ? 10 : 19)
    // How padding beyond the end counts was settled in opset 19.
    const { attributes } = windowed(growth, shape.slice(2), {
      dilations,
      ceil: opset >= (type === 'MaxPool' ? 10 : 19),
    })
    if (type === 'AveragePool' && chance(growth, 0.5)) attributes['count_include_pad'] = 1n
    return growth.node(type, [x], attributes)
  }

const normalization: Grow = (growth, x, shape) => {
  const channels = shape[1]!
  const variance = Array.from({ length: channels }, () => growth.random() * 4)
  return growth.node(
    'BatchNormalization',
    [
      x,
      growth.floats([channels]),
      growth.floats([channels]),
      growth.floats([channels]),
      growth.floats([channels], variance),
    ],
    chance(growth, 0.5) ? { epsilon: 1e-3 } : {},
  )
}

const gemm: Grow = (growth, x, shape) => {
  if (shape.length !== 2) return undefined
  const [rows, inner] = shape as [number, number]
  const columns = integer(growth.random, 1, 6)
  const [transA, transB] = [chance(growth, 0.3), chance(growth, 0.5)]
  const attributes: Record<string, AttributeDraft> = { transA: BigInt(transA), transB: BigInt(transB) }
  if (chance(growth, 0.3)) attributes['alpha'] = pick(growth.random, [0.5, 1.7])
  if (chance(growth, 0.3)) attributes['beta'] = pick(growth.random, [0.5, -1.3])
  const a = transA ? growth.node('Transpose', [x]) : x
  const c = pick(growth.random, [[columns], [1, columns], [rows, columns], [1], []])
  const b = growth.floats(transB ? [columns, inner] : [inner, columns])
  const needsC = growth.draft.opset < 11 || chance(growth, 0.7)
  return growth.node('Gemm', needsC ? [a, b, growth.floats(c)] : [a, b], attributes)
}

const matMul: Grow = (growth, x, shape) => {
  const inner = shape.at(-1)!
  const columns = integer(growth.random, 1, 4)
  const which = integer(growth.random, 0, 4)
  if (which === 0) return growth.node('MatMul', [x, growth.floats([inner])])
  if (which === 1) return growth.node('MatMul', [growth.floats([columns, shape.at(-2)!]), x])
  if (which === 2) return growth.node('MatMul', [x, growth.floats([...shape.slice(0, -2), inner, columns])])
  if (which === 3) {
    const order = [...shape.keys()]
    const turned = growth.node('Transpose', [x], { perm: bigs([...order.slice(0, -2), order.at(-1)!, order.at(-2)!]) })
    return growth.node('MatMul', [x, turned])
  }
  return growth.node('MatMul', [x, growth.floats([inner, columns])])
}

/** Of 160 numbers, each result counts a few. */
const matMulOfZeros: Grow = (growth, x, shape) => {
  const [wide, columns] = [160, 120]
  const spread = growth.node('MatMul', [x, growth.floats([shape.at(-1)!, wide])])
  const weights = Array.from({ length: wide * columns }, () => 0)
  for (let f = 0; f < columns; f++)
    for (const row of some(growth, integer(growth.random, 0, 10), 0, wide - 1))
      weights[row * columns + f] = noise(growth.random, 1)
  const few = growth.node('MatMul', [spread, growth.floats([wide, columns], weights)])
  return growth.node('MatMul', [few, growth.floats([columns, 2])])
}

const clip: Grow = (growth, x) => {
  const [lo, hi] = pick<readonly [number | undefined, number | undefined]>(growth.random, [
    [0, 6],
    [0, undefined],
    [-1, 1],
    [undefined, 0.4],
    [-0.3, undefined],
    [0.1, 0.7],
    [-30, 0.25],
    [undefined, undefined],
  ])
  if (growth.draft.opset < 11)
    return growth.node('Clip', [x], {
      ...(lo === undefined ? {} : { min: lo }),
      ...(hi === undefined ? {} : { max: hi }),
    })
  const inputs = [x, lo === undefined ? '' : growth.floats([], [lo])]
  return growth.node('Clip', hi === undefined ? inputs : [...inputs, growth.floats([], [hi])])
}

const reduction =
  (type: 'ReduceMean' | 'ReduceSum'): Grow =>
  (growth, x, shape) => {
    const axes = [...shape.keys()].filter((axis) => axis > 0 && chance(growth, 0.5))
    const signed = axes.map((axis) => (chance(growth, 0.3) ? axis - shape.length : axis))
    const { inputs, attributes } =
      axes.length === 0
        ? { inputs: [], attributes: {} }
        : growth.listed('axes', signed, type === 'ReduceMean' ? 18 : 13)
    return growth.node(type, [x, ...inputs], { ...attributes, keepdims: BigInt(chance(growth, 0.6)) })
  }

const slice: Grow = (growth, x, shape) => {
  const axes = [...shape.keys()].filter((axis) => axis > 0 && shape[axis]! > 1 && chance(growth, 0.6))
  if (axes.length === 0) return undefined
  const backwards = axes.map(() => growth.draft.opset >= 10 && chance(growth, 0.3))
  const starts = axes.map((axis, i) => (backwards[i] === true ? -1 : integer(growth.random, 0, shape[axis]! - 1)))
  const ends = axes.map((axis, i) =>
    backwards[i] === true ? -(2 ** 40) : pick(growth.random, [2 ** 31 - 1, shape[axis]!, starts[i]! + 1]),
  )
  if (growth.draft.opset < 10)
    return growth.node('Slice', [x], { starts: bigs(starts), ends: bigs(ends), axes: bigs(axes) })
  const steps = backwards.map((isBackwards) =>
    isBackwards ? -integer(growth.random, 1, 2) : integer(growth.random, 1, 2),
  )
  return growth.node('Slice', [x, ...[starts, ends, axes, steps].map((values) => growth.ints(values))])
}

const split: Grow = (growth, x, shape) => {
  const axis = integer(growth.random, 1, shape.length - 1)
  const length = shape[axis]!
  if (length < 2) return undefined
  const first = integer(growth.random, 1, length - 1)
  const { inputs, attributes } = growth.listed('split', [first, length - first], 13)
  const one = growth.node('Split', [x, ...inputs], { ...attributes, axis: BigInt(axis) }, 2)
  const outputs = growth.draft.nodes.at(-1)!.outputs
  return growth.node('Concat', [outputs[1]!, one, outputs[1]!], { axis: BigInt(axis - shape.length) })
}

const pad: Grow = (growth, x, shape) => {
  const modes = shape.slice(1).every((length) => length > 1)
    ? ['constant', 'constant', 'edge', 'reflect']
    : ['constant', 'edge']
  const mode = pick(growth.random, modes)
  const pads = [0, ...some(growth, shape.length - 1, 0, 1), 0, ...some(growth, shape.length - 1, 0, 1)]
  const value = pick(growth.random, [0, 0, 1.5, -0.25])
  if (growth.draft.opset < 11) return growth.node('Pad', [x], { mode, pads: bigs(pads), value })
  const inputs = [x, growth.ints(pads)]
  return growth.node('Pad', value === 0 ? inputs : [...inputs, growth.floats([], [value])], { mode })
}

const gather: Grow = (growth, x, shape) => {
  const axis = integer(growth.random, 1, shape.length - 1)
  const length = shape[axis]!
  const indices = some(growth, integer(growth.random, 1, 4), -length, length - 1)
  // A number alone takes its axis away.
  return chance(growth, 0.3) && shape.length > 2
    ? growth.node('Gather', [x, growth.ints(indices.slice(0, 1), [])], { axis: BigInt(axis) })
    : growth.node('Gather', [x, growth.ints(indices)], { axis: BigInt(axis - shape.length) })
}

/** Reshape as exporters write it: by a shape that is computed from the tensor's own. */
const reshape: Grow = (growth, x, shape) => {
  if (chance(growth, 0.5))
    return growth.node('Reshape', [
      x,
      growth.ints(
        pick(growth.random, [
          [0, -1],
          [1, -1, 1],
          [-1, shape.at(-1)!],
        ]),
      ),
    ])
  const batch = growth.node('Gather', [growth.node('Shape', [x]), growth.ints([0], [])], { axis: 0n })
  const { inputs, attributes } = growth.listed('axes', [0], 13)
  const first = growth.node('Unsqueeze', [batch, ...inputs], attributes)
  const casted = growth.node('Cast', [growth.node('Cast', [first], { to: 1n })], { to: 7n })
  return growth.node('Reshape', [x, growth.node('Concat', [casted, growth.ints([-1])], { axis: 0n })])
}

const squeeze: Grow = (growth, x, shape) => {
  const at = integer(growth.random, 1, shape.length)
  const unsqueezed = growth.listed('axes', [at], 13)
  const more = growth.node('Unsqueeze', [x, ...unsqueezed.inputs], unsqueezed.attributes)
  if (chance(growth, 0.3)) return more
  const { inputs, attributes } = growth.listed('axes', [growth.draft.opset < 11 ? at : at - shape.length - 1], 13)
  return growth.node('Squeeze', [growth.node('Tanh', [more]), ...inputs], attributes)
}

const casts: Grow = (growth, x, shape) => {
  const dims = shape.slice(-1)
  const type = pick(growth.random, ['double', 'float16', 'int32', 'uint8', 'bool'] as const)
  const values = Array.from({ length: sizeOf(dims) }, () =>
    pick(growth.random, type === 'bool' ? [0, 1] : [0, 1, 3, 7]),
  )
  const c = growth.node('Cast', [growth.floats(dims, values, type)], { to: 1n })
  return growth.node('Add', [growth.node('Cast', [x], { to: 1n }), c])
}

const dropout: Grow = (growth, x) => {
  const y =
    growth.draft.opset < 12
      ? growth.node('Dropout', [x], { ratio: 0.5 })
      : growth.node('Dropout', [x, growth.floats([], [0.5])])
  return growth.node('Identity', [y])
}

const prelu: Grow = (growth, x, shape) => growth.node('PRelu', [x, growth.floats(smaller(growth, shape))])

const transpose: Grow = (growth, x, shape) => {
  const rest = [...shape.keys()].slice(1)
  return growth.node('Transpose', [x], {
    perm: bigs([0, ...(chance(growth, 0.5) ? rest.toReversed() : [...rest.slice(1), rest[0]!])]),
  })
}

const expand: Grow = (growth, x, shape) => {
  if (growth.draft.opset < 8) return undefined
  const last = shape.at(-1)!
  return growth.node('Expand', [x, growth.ints([shape[0] === 1 ? 2 : 1, ...shape.slice(1, -1).map(() => 1), last])])
}

const filled: Grow = (growth, x, shape) => {
  if (growth.draft.opset < 9) return undefined
  const value = { name: '', dims: [1], type: 'float' as const, values: [noise(growth.random, 1)] }
  return growth.node('Sub', [x, growth.node('ConstantOfShape', [growth.ints(shape.slice(-1))], { value })])
}

/** Every operator that can be read. */
export const growOnnx: Readonly<Record<string, Grow>> = {
  Add: withConstant('Add'),
  Sub: withConstant('Sub'),
  Mul: withConstant('Mul'),
  Div: withConstant('Div'),
  'Add of two': withComputed('Add'),
  'Sub of two': withComputed('Sub'),
  'Mul of two': withComputed('Mul'),
  'Div of two': divided,
  Max: (growth, x, shape) => (growth.draft.opset < 8 ? undefined : withComputed('Max')(growth, x, shape)),
  Min: (growth, x, shape) => (growth.draft.opset < 8 ? undefined : withComputed('Min')(growth, x, shape)),
  Sum: (growth, x, shape) => (growth.draft.opset < 8 ? undefined : withComputed('Sum')(growth, x, shape)),
  Neg: unary('Neg'),
  Abs: unary('Abs'),
  Relu: unary('Relu'),
  LeakyRelu: unary('LeakyRelu', (growth) =>
    chance(growth, 0.5) ? {} : { alpha: pick(growth.random, [0.3, -0.5, 1.5]) },
  ),
  PRelu: prelu,
  Elu: unary('Elu', (growth) => (chance(growth, 0.5) ? {} : { alpha: pick(growth.random, [0.3, 2]) })),
  Sigmoid: unary('Sigmoid'),
  Tanh: unary('Tanh'),
  Softplus: unary('Softplus'),
  Softsign: unary('Softsign'),
  Mish: (growth, x, shape) => (growth.draft.opset < 18 ? undefined : unary('Mish')(growth, x, shape)),
  Softmax: (growth, x, shape) =>
    growth.node(
      'Softmax',
      [x],
      chance(growth, 0.3) ? {} : { axis: BigInt(integer(growth.random, 1, shape.length - 1)) },
    ),
  Clip: clip,
  Gemm: gemm,
  MatMul: matMul,
  'MatMul of many zeros': matMulOfZeros,
  Conv: convolution,
  MaxPool: pooling('MaxPool'),
  AveragePool: pooling('AveragePool'),
  GlobalAveragePool: (growth, x, shape) => (shape.length < 3 ? undefined : growth.node('GlobalAveragePool', [x])),
  GlobalMaxPool: (growth, x, shape) => (shape.length < 3 ? undefined : growth.node('GlobalMaxPool', [x])),
  BatchNormalization: normalization,
  ReduceMean: reduction('ReduceMean'),
  ReduceSum: reduction('ReduceSum'),
  Flatten: (growth, x, shape) =>
    growth.node(
      'Flatten',
      [x],
      chance(growth, 0.5)
        ? {}
        : { axis: BigInt(integer(growth.random, growth.draft.opset < 11 ? 1 : 1 - shape.length, shape.length)) },
    ),
  Reshape: reshape,
  Squeeze: squeeze,
  Transpose: transpose,
  'Split and Concat': split,
  Slice: slice,
  Gather: gather,
  Pad: pad,
  Expand: expand,
  Cast: casts,
  Dropout: dropout,
  ConstantOfShape: filled,
  ...growComposed,
  ...growQuantized,
  ...growWhole,
}
