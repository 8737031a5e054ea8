import { integer, noise, pick } from '../random.ts'
import { type Attribute, float, truth, type, whole } from './graphDraft.ts'
import { growMoves } from './growMoves.ts'
import { fusedTo, growWindows } from './growWindows.ts'
import { constant, type Grow, type Growth, sizeOf } from './growth.ts'

/** A shape that is broadcast to the rows of `shape`. */
function smaller({ random }: Growth, shape: readonly number[]): number[] {
  const from = integer(random, 1, shape.length)
  return shape.slice(from).map((length) => (random() < 0.3 ? 1 : length))
}

const withConstant =
  (op: string): Grow =>
  (growth, x, shape) => {
    const dims = smaller(growth, shape)
    const other =
      op === 'RealDiv'
        ? growth.graph.floats(
            Array.from({ length: sizeOf(dims) }, () => pick(growth.random, [0.3, -2, 1, 7.7])),
            dims,
          )
        : constant(growth, dims)
    return growth.graph.node(op, op === 'RealDiv' || growth.random() < 0.5 ? [x, other] : [other, x])
  }

const withComputed =
  (op: string): Grow =>
  (growth, x) => {
    const other = growth.graph.node(pick(growth.random, ['Tanh', 'Relu', 'Identity']), [x])
    return growth.graph.node(op, [other, x])
  }

const unary =
  (op: string, attr: (random: () => number) => Record<string, Attribute> = () => ({})): Grow =>
  ({ graph, random }, x) =>
    graph.node(op, [x], attr(random))

const positive =
  (op: string): Grow =>
  ({ graph }, x) =>
    graph.node(op, [graph.node('AddV2', [graph.node('Abs', [x]), graph.floats([0.5], [])])])

/** A product of matrices, with known weights or with what is computed. */
const product =
  (op: string): Grow =>
  (growth, x, shape) => {
    const { graph, random } = growth
    if (shape.length !== 2 && op !== 'BatchMatMulV2') return undefined
    if (shape.length < 3 && op === 'BatchMatMulV2') return undefined
    const inner = shape.at(-1)!
    const units = integer(random, 1, 4)
    const isTurned = random() < 0.5
    if (op === 'BatchMatMulV2') {
      const other = graph.node('Tanh', [x])
      return graph.node(op, [x, other], { adj_x: truth(false), adj_y: truth(true) })
    }
    const kernel = constant(growth, isTurned ? [units, inner] : [inner, units])
    const attr = { transpose_a: truth(false), transpose_b: truth(isTurned) }
    if (op === 'MatMul') return graph.node(op, [x, kernel], attr)
    const fused = fusedTo(growth, units)
    return graph.node(op, [x, kernel, ...fused.inputs], { ...attr, ...fused.attr })
  }

const reduced =
  (op: string): Grow =>
  ({ graph, random }, x, shape) => {
    const axes = [...shape.keys()].slice(1).filter(() => random() < 0.6)
    const over = axes.length === 0 ? [-1] : axes
    return shape.length < 2
      ? undefined
      : graph.node(op, [x, graph.ints(over)], { keep_dims: truth(over.length >= shape.length - 1 || random() < 0.5) })
  }

/** One of two tensors for each number, by what holds of it. */
const chosen =
  (op: 'Select' | 'SelectV2'): Grow =>
  (growth, x, shape) => {
    const { graph, random } = growth
    const limit = op === 'Select' ? graph.node('Tanh', [x]) : constant(growth, smaller(growth, shape), 0.5)
    const condition = graph.node(pick(random, ['Greater', 'LessEqual', 'NotEqual']), [x, limit])
    const no =
      op === 'Select' ? graph.node('Neg', [x]) : pick(random, [graph.floats([0.5], []), graph.node('Relu', [x])])
    return graph.node(op, [condition, x, no])
  }

/** A tensor in the shape of another, of one number. */
const filledAs =
  (op: 'OnesLike' | 'ZerosLike'): Grow =>
  ({ graph, random }, x) =>
    graph.node(pick(random, ['Mul', 'AddV2', 'Maximum']), [x, graph.node(op, [x])])

/** A tensor as large as the batch, of one number. */
const filled: Grow = ({ graph, random }, x) => {
  const other = graph.node('Fill', [graph.node('Shape', [x]), graph.floats([noise(random, 1)], [])])
  return graph.node('Mul', [x, other])
}

/** Operators that are read where what they are given is known, by what they make of a positive constant of one axis. */
const known: Readonly<Record<string, (growth: Growth, x: string) => string>> = {
  Expm1: ({ graph }, x) => graph.node('Expm1', [x]),
  Floor: ({ graph }, x) => graph.node('Floor', [graph.node('Mul', [x, graph.floats([7], [])])]),
  Log1p: ({ graph }, x) => graph.node('Log1p', [x]),
  Pow: ({ graph, random }, x) => graph.node('Pow', [x, graph.floats([pick(random, [2, 0.5, -1.3])], [])]),
  Range: ({ graph }, x) => {
    const every = graph.node('Range', [graph.floats([0], []), graph.floats([1], []), graph.floats([0.3], [])])
    return graph.node('AddV2', [x, graph.node('Max', [every, graph.ints([0])], { keep_dims: truth(false) })])
  },
  Reciprocal: ({ graph }, x) => graph.node('Reciprocal', [x]),
  Rsqrt: ({ graph }, x) => graph.node('Rsqrt', [x]),
  StridedSlice: ({ graph }, x) => {
    const [from, to, step] = [graph.ints([0, 0]), graph.ints([0, 1]), graph.ints([1, 1])]
    return graph.node('StridedSlice', [x, from, to, step], { new_axis_mask: whole(1), end_mask: whole(2) })
  },
}

/** Numbers that only the backend that runs can tell to the bit. */
const folded: Grow = (growth, x, shape) => {
  const { graph, random } = growth
  let all = graph.node('AddV2', [graph.node('Abs', [constant(growth, [shape.at(-1)!])]), graph.floats([0.2], [])])
  for (let i = integer(random, 1, 3); i > 0; i--) all = pick(random, Object.values(known))(growth, all)
  return graph.node(pick(random, ['Mul', 'AddV2']), [x, all])
}

/** What is computed of constants only is rounded by the backend. */
const ofConstants: Grow = (growth, x, shape) => {
  const { graph } = growth
  const rows = shape.slice(1)
  const thirds = graph.node('RealDiv', [constant(growth, rows), graph.floats([3], [])])
  const sum = graph.node('AddV2', [graph.node('Exp', [thirds]), graph.node('Mul', [thirds, thirds])])
  return graph.node('AddV2', [x, graph.node('Sub', [sum, graph.floats([0.1], [])])])
}

/** Each kind of node, by its operator or what it is about. */
export const growGraph: Readonly<Record<string, Grow>> = {
  ...growMoves,
  ...growWindows,
  Abs: unary('Abs'),
  AddN: withComputed('AddN'),
  AddV2: withConstant('AddV2'),
  BatchMatMulV2: product('BatchMatMulV2'),
  BiasAdd: (growth, x, shape) => growth.graph.node('BiasAdd', [x, constant(growth, [shape.at(-1)!])]),
  ClipByValue: ({ graph, random }, x) =>
    graph.node('ClipByValue', [x, graph.floats([-random()], []), graph.floats([random()], [])]),
  Elu: unary('Elu'),
  Cos: unary('Cos'),
  Erf: unary('Erf'),
  Exp: unary('Exp'),
  Fill: filled,
  Identity: unary('Identity'),
  LeakyRelu: unary('LeakyRelu', (random) => ({ alpha: float(pick(random, [0.2, 0.3, 0.01])) })),
  Log: positive('Log'),
  LogSoftmax: unary('LogSoftmax'),
  MatMul: product('MatMul'),
  Max: reduced('Max'),
  Maximum: withConstant('Maximum'),
  Mean: reduced('Mean'),
  Min: reduced('Min'),
  Minimum: withComputed('Minimum'),
  Mul: withConstant('Mul'),
  Neg: unary('Neg'),
  OnesLike: filledAs('OnesLike'),
  Prelu: (growth, x, shape) => growth.graph.node('Prelu', [x, constant(growth, [shape.at(-1)!])]),
  RealDiv: withConstant('RealDiv'),
  Relu: unary('Relu'),
  Relu6: unary('Relu6'),
  Rsqrt: positive('Rsqrt'),
  Select: chosen('Select'),
  SelectV2: chosen('SelectV2'),
  Selu: unary('Selu'),
  Sigmoid: unary('Sigmoid'),
  Sin: unary('Sin'),
  Softmax: unary('Softmax'),
  Softplus: unary('Softplus'),
  Sqrt: positive('Sqrt'),
  Square: unary('Square'),
  SquaredDifference: withConstant('SquaredDifference'),
  Sub: withConstant('Sub'),
  Sum: reduced('Sum'),
  Tanh: unary('Tanh'),
  ZerosLike: filledAs('ZerosLike'),
  _FusedMatMul: product('_FusedMatMul'),
  'truth values as numbers': ({ graph, random }, x) => {
    const holds = graph.node('Greater', [x, graph.floats([noise(random, 1)], [])])
    return graph.node('Mul', [x, graph.node('Cast', [holds], { SrcT: type('DT_BOOL'), DstT: type('DT_FLOAT') })])
  },
  'a product of what is computed': withComputed('Mul'),
  'numbers that are computed of constants': ofConstants,
  'numbers that operators for known ones compute': folded,
}
