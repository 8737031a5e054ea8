import { integer, pick } from '../../random.ts'
import type { Growth } from '../randomOnnx.ts'
import { growPlaced } from './growPlaced.ts'

const bigs = (values: readonly number[]): bigint[] => values.map(BigInt)

/**
 * Adds nodes that read tensor `x` of this shape, as one row has it, and `other`, an input; undefined where there are
 * none such.
 */
type Grow = (growth: Growth, x: string, shape: readonly number[], other: Other) => string | undefined

interface Other {
  readonly name: string
  readonly shape: readonly number[]
}

const axis = ({ random }: Growth, shape: readonly number[]): number => integer(random, 0, Math.max(0, shape.length - 1))
const chance = ({ random }: Growth, share: number): boolean => random() < share
const some = ({ random }: Growth, values: readonly number[]): number[] => values.filter(() => random() < 0.4)

function shuffled({ random }: Growth, values: readonly number[]): number[] {
  const left = [...values]
  return values.map(() => left.splice(integer(random, 0, left.length - 1), 1)[0]!)
}

/** The shape of a tensor while it runs, one axis of it, as a list of one. */
function lengthOf(growth: Growth, x: string, at: number): string {
  const shape = growth.node('Shape', [x])
  if (chance(growth, 0.5)) return growth.node('Gather', [shape, growth.ints([at])], { axis: 0n })
  const one = growth.node('Gather', [shape, growth.ints([at], [])], { axis: 0n })
  const { inputs, attributes } = growth.listed('axes', [0], 13)
  return growth.node('Unsqueeze', [one, ...inputs], attributes)
}

/** A shape in a tensor: lengths known, left open, copied, or computed while it runs. */
function target(
  growth: Growth,
  x: string,
  shape: readonly number[],
  lengths: readonly number[],
  open: boolean,
): string {
  const left = open ? integer(growth.random, -1, lengths.length - 1) : -1
  const parts = lengths.map((length, i) => {
    if (i === left) return growth.ints([-1])
    if (open && chance(growth, 0.2) && shape[i] === length) return growth.ints([0])
    if (chance(growth, 0.5) && shape.length > 0) {
      const at = shape.includes(length) ? shape.indexOf(length) : axis(growth, shape)
      const found = lengthOf(growth, x, at)
      if (shape[at] === length) return found
      const factor = length / shape[at]!
      if (Number.isInteger(factor)) return growth.node('Mul', [found, growth.ints([factor])])
      if (Number.isInteger(1 / factor)) return growth.node('Div', [found, growth.ints([1 / factor])])
    }
    return growth.ints([length])
  })
  return parts.length === 1 ? parts[0]! : growth.node('Concat', parts, { axis: 0n })
}

/** Lengths whose product is that of a shape: neighbours joined, or lengths split off. */
function regrouped(growth: Growth, shape: readonly number[]): number[] {
  const lengths = [...shape]
  for (let times = integer(growth.random, 1, 3); times > 0; times--) {
    const at = integer(growth.random, 0, Math.max(0, lengths.length - 1))
    if (chance(growth, 0.4) && lengths.length > 1 && at + 1 < lengths.length)
      lengths.splice(at, 2, lengths[at]! * lengths[at + 1]!)
    else if (chance(growth, 0.5)) lengths.splice(at, 0, 1)
    else {
      const factor = [2, 3].find((one) => (lengths[at] ?? 1) % one === 0)
      if (factor !== undefined) lengths.splice(at, 1, ...shuffled(growth, [factor, lengths[at]! / factor]))
    }
  }
  return lengths.slice(0, 6).length < lengths.length ? [...shape] : lengths
}

/** What may take rows together, or move them, or count them. */
export const growBatch: Readonly<Record<string, Grow>> = {
  Softmax: (growth, x, shape) =>
    shape.length === 0
      ? undefined
      : growth.node('Softmax', [x], { axis: BigInt(axis(growth, shape) - (chance(growth, 0.3) ? shape.length : 0)) }),
  Reduce: (growth, x, shape) => {
    const type = pick(growth.random, ['ReduceMean', 'ReduceSum'])
    const axes = some(growth, [...shape.keys()])
    const { inputs, attributes } =
      axes.length === 0 ? { inputs: [], attributes: {} } : growth.listed('axes', axes, type === 'ReduceMean' ? 18 : 13)
    return growth.node(type, [x, ...inputs], { ...attributes, keepdims: BigInt(chance(growth, 0.5)) })
  },
  Transpose: (growth, x, shape) =>
    growth.node('Transpose', [x], chance(growth, 0.3) ? {} : { perm: bigs(shuffled(growth, [...shape.keys()])) }),
  Reshape: (growth, x, shape) => growth.node('Reshape', [x, target(growth, x, shape, regrouped(growth, shape), true)]),
  Flatten: (growth, x, shape) =>
    growth.node('Flatten', [x], {
      axis: BigInt(integer(growth.random, growth.draft.opset < 11 ? 0 : -shape.length, shape.length)),
    }),
  places: growPlaced,
  Squeeze: (growth, x) => growth.node('Squeeze', [x]),
  'Squeeze of the first': (growth, x, shape) => {
    if (shape[0] !== 1) return undefined
    const { inputs, attributes } = growth.listed('axes', [0], 13)
    return growth.node('Squeeze', [x, ...inputs], attributes)
  },
  Unsqueeze: (growth, x, shape) => {
    const { inputs, attributes } = growth.listed('axes', [integer(growth.random, 0, shape.length)], 13)
    return growth.node('Unsqueeze', [x, ...inputs], attributes)
  },
  Concat: (growth, x, shape, other) => {
    if (shape.length === 0) return undefined
    const at = axis(growth, shape)
    const twin = pick(growth.random, [
      () => x,
      () => growth.node('Tanh', [x]),
      () => growth.floats(shape.with(at, integer(growth.random, 1, 3))),
      () => (String(other.shape) === String(shape) ? other.name : x),
    ])()
    return growth.node(
      'Concat',
      shuffled(growth, [0, 1]).map((i) => [x, twin][i]!),
      { axis: BigInt(at) },
    )
  },
  Gather: (growth, x, shape) => {
    if (shape.length === 0) return undefined
    const at = axis(growth, shape)
    const indices = Array.from({ length: integer(growth.random, 1, 2) }, () =>
      integer(growth.random, 0, shape[at]! - 1),
    )
    return growth.node('Gather', [x, chance(growth, 0.5) ? growth.ints(indices) : growth.ints([indices[0]!], [])], {
      axis: BigInt(at),
    })
  },
  Slice: (growth, x, shape) => {
    if (shape.length === 0 || growth.draft.opset < 10) return undefined
    const at = axis(growth, shape)
    const [start, end] = pick(growth.random, [
      [growth.ints([0]), growth.ints([shape[at]!])],
      [growth.ints([0]), growth.ints([2 ** 31 - 1])],
      [growth.ints([-1]), growth.ints([2 ** 40])],
      [growth.ints([0]), lengthOf(growth, x, at)],
      [growth.ints([0]), lengthOf(growth, x, axis(growth, shape))],
    ]) as [string, string]
    const step = chance(growth, 0.2) ? growth.ints([2]) : growth.ints([1])
    return growth.node('Slice', [x, start, end, growth.ints([at]), step])
  },
  Split: (growth, x, shape) => {
    const at = axis(growth, shape)
    if (!(shape[at]! >= 2)) return undefined
    const { inputs, attributes } = growth.listed('split', [1, shape[at]! - 1], 13)
    const first = growth.node('Split', [x, ...inputs], { ...attributes, axis: BigInt(at) }, 2)
    return chance(growth, 0.5) ? first : growth.draft.nodes.at(-1)!.outputs[1]!
  },
  Pad: (growth, x, shape) => {
    if (growth.draft.opset < 11 || shape.length === 0) return undefined
    const pads = [...shape, ...shape].map(() => (chance(growth, 0.25) ? 1 : 0))
    return growth.node('Pad', [x, growth.ints(pads)])
  },
  Expand: (growth, x, shape) => {
    if (growth.draft.opset < 8) return undefined
    const lengths = shape.map((length) => (length === 1 && chance(growth, 0.3) ? 2 : length))
    return growth.node('Expand', [x, target(growth, x, shape, chance(growth, 0.3) ? [2, ...lengths] : lengths, false)])
  },
  'Expand of numbers': (growth, x, shape) => {
    if (growth.draft.opset < 8 || shape.length === 0) return undefined
    const at = axis(growth, shape)
    const tail = shape.slice(at + 1)
    const wanted = growth.node('Concat', [lengthOf(growth, x, at), growth.ints(tail.length > 0 ? tail : [1])], {
      axis: 0n,
    })
    return growth.node(pick(growth.random, ['Add', 'Mul']), [
      x,
      growth.node('Expand', [growth.floats([1, ...(tail.length > 0 ? tail : [1])]), wanted]),
    ])
  },
  'ConstantOfShape of its shape': (growth, x) => {
    if (growth.draft.opset < 9) return undefined
    const value = { name: '', dims: [1], type: 'float' as const, values: [1.5] }
    const filled = growth.node('ConstantOfShape', [growth.node('Shape', [x])], { value })
    return growth.node('Mul', [x, filled])
  },
  'its size as a number': (growth, x, shape) => {
    if (shape.length === 0) return undefined
    const size = growth.node('Cast', [lengthOf(growth, x, axis(growth, shape))], { to: 1n })
    return growth.node(pick(growth.random, ['Mul', 'Div', 'Add']), [x, size])
  },
  'computed with its length': (growth, x, shape) => {
    if (shape.length === 0) return undefined
    const length = lengthOf(growth, x, axis(growth, shape))
    let made = length
    for (let times = integer(growth.random, 1, 4); times > 0; times--) {
      const other = chance(growth, 0.4) ? length : growth.ints([integer(growth.random, 1, 3)])
      made = growth.node(pick(growth.random, ['Add', 'Sub', 'Mul', 'Div']), [made, other])
      if (chance(growth, 0.2)) made = growth.node('Cast', [growth.node('Cast', [made], { to: 1n })], { to: 7n })
    }
    const rest = growth.ints([-1])
    return pick(growth.random, [
      () =>
        growth.node('Reshape', [
          x,
          growth.node(
            'Concat',
            shuffled(growth, [0, 1]).map((i) => [made, rest][i]!),
            { axis: 0n },
          ),
        ]),
      () => growth.node('Slice', [growth.node('Reshape', [x, rest]), growth.ints([0]), made]),
      () => {
        const wanted = growth.node('Concat', [made, growth.ints(shape.slice(1))], { axis: 0n })
        return growth.node('Add', [x, growth.node('Expand', [growth.floats([1]), wanted])])
      },
    ])()
  },
  'with numbers': (growth, x, shape) => {
    const dims = shape.map((length) => pick(growth.random, [1, length, length, 2]))
    const type = pick(growth.random, ['Add', 'Mul', 'Sub', ...(growth.draft.opset < 8 ? [] : ['Max', 'Min', 'Sum'])])
    return growth.node(type, [
      x,
      growth.floats(
        chance(growth, 0.2)
          ? [pick(growth.random, [1, 2, 3]), ...dims]
          : dims.slice(integer(growth.random, 0, dims.length)),
      ),
    ])
  },
  'with the other input': (growth, x, _, { name }) => {
    const type = pick(growth.random, ['Add', 'Mul', 'Sub', ...(growth.draft.opset < 8 ? [] : ['Max', 'Min', 'Sum'])])
    return growth.node(
      type,
      shuffled(growth, [0, 1]).map((i) => [x, name][i]!),
    )
  },
  'with itself turned': (growth, x, shape) => {
    const turned = growth.node('Transpose', [x], { perm: bigs(shuffled(growth, [...shape.keys()])) })
    return growth.node(pick(growth.random, ['Add', 'Mul', 'MatMul']), [x, turned])
  },
  'MatMul with the other input': (growth, x, _, { name, shape }) => {
    const turned = growth.node('Transpose', [name], { perm: bigs(shuffled(growth, [...shape.keys()])) })
    return growth.node(
      'MatMul',
      shuffled(growth, [0, 1]).map((i) => [x, turned][i]!),
    )
  },
  MatMul: (growth, x, shape) => {
    if (shape.length === 0) return undefined
    const inner = shape.at(-1)!
    return pick(growth.random, [
      () => growth.node('MatMul', [x, growth.floats([inner, 2])]),
      () => growth.node('MatMul', [x, growth.floats([inner])]),
      () => growth.node('MatMul', [growth.floats([2, shape.at(-2) ?? 1]), x]),
      () => growth.node('MatMul', [growth.floats([shape.at(-2) ?? 1]), x]),
      () =>
        growth.node('MatMul', [
          x,
          growth.floats([...shape.slice(0, -2).map(() => pick(growth.random, [1, 2])), inner, 2]),
        ]),
    ])()
  },
  'composed along an axis': (growth, x, shape) => {
    if (growth.draft.opset < 17 || shape.length === 0) return undefined
    const at = axis(growth, shape)
    const number = growth.ints([at], [])
    return pick(growth.random, [
      () => growth.node('LayerNormalization', [x, growth.floats(shape.slice(at))], { axis: BigInt(at), epsilon: 0.3 }),
      () => growth.node('CumSum', [x, number]),
      () => growth.node('Tile', [x, growth.ints(shape.map((_, i) => (i === at ? 2 : 1)))]),
      () => growth.node('LogSoftmax', [x], { axis: BigInt(at) }),
      () => growth.node('LpNormalization', [x], { axis: BigInt(at), p: 1n }),
      () => growth.node('Trilu', [shape.length < 2 ? growth.node('Unsqueeze', [x, growth.ints([0])]) : x]),
      () =>
        growth.node(
          'ReduceMax',
          [x, ...(growth.draft.opset < 18 ? [] : [growth.ints([at])])],
          growth.draft.opset < 18 ? { axes: [BigInt(at)] } : {},
        ),
      () =>
        growth.node('Where', [
          growth.floats(
            shape.slice(-1),
            shape.slice(-1).flatMap((length) => Array.from({ length }, (_, i) => i % 2)),
            'bool',
          ),
          x,
          growth.node('Neg', [x]),
        ]),
      () => growth.node('Mul', [x, growth.node('Cast', [growth.node('Size', [x])], { to: 1n })]),
      () =>
        growth.node(
          'Resize',
          [
            x,
            '',
            growth.floats(
              [shape.length],
              shape.map((_, i) => (i === at ? 2 : 1)),
            ),
          ],
          { mode: 'nearest', coordinate_transformation_mode: 'asymmetric' },
        ),
      () =>
        growth.node('Einsum', [x, growth.node('Tanh', [x])], {
          equation: `${[...'abcd'].slice(0, shape.length).join('')},${[...'abcd'].slice(0, shape.length).join('')}->${[
            ...'abcd',
          ]
            .slice(0, shape.length)
            .filter((_, i) => i !== at)
            .join('')}`,
        }),
    ])()
  },
  Gemm: (growth, x, shape) => {
    if (shape.length !== 2) return undefined
    const [rows, columns] = shape as [number, number]
    const c = pick(growth.random, [[2], [1, 2], [rows, 2], [1]])
    return pick(growth.random, [
      () => growth.node('Gemm', [x, growth.floats([columns, 2]), growth.floats(c)]),
      () => growth.node('Gemm', [x, growth.floats([2, columns]), growth.floats(c)], { transB: 1n }),
      () => growth.node('Gemm', [x, growth.floats([rows, 2]), growth.floats([2])], { transA: 1n }),
      () => growth.node('Gemm', [growth.floats([2, rows]), x, growth.floats([1])]),
      () => growth.node('Gemm', [growth.floats([2, columns]), x, growth.floats([1])], { transB: 1n }),
      () => growth.node('Gemm', [x, x, growth.floats([1])], { transB: 1n }),
      () => growth.node('Gemm', [growth.floats([rows, 2]), growth.floats([2, columns]), x]),
    ])()
  },
}
