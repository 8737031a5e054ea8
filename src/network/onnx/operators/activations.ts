import { elementwiseFunctions, type ElementwiseName } from '../../../functions/index.ts'
import { sizeOf } from '../../layers/layer.ts'
import { append, asVariable, float32s, type Graph, settle, take, transpose, whole } from '../graph.ts'
import { uniform } from '../each.ts'
import { axisOf, constantOf, floatOf, intOf, type ReadOperator, variableOf, wrong } from '../node.ts'
import { broadcastShape, broadcastTaps, range, type Variable } from '../tensors.ts'
import { extreme, weigh } from '../sums.ts'
import * as rows from '../rows/elementwise.ts'
import { foldedOr, wholeOr } from './folding.ts'
import type { Operators } from './operator.ts'

/**
 * A function of each number: of the numbers of the one operation that is read, if all of those are, in whatever order.
 */
function apply(graph: Graph, x: Variable, name: ElementwiseName, parameter: ArrayLike<number>): Variable {
  const isView = x.taps !== null && x.reads.length === 1 && parameter.length === 1 && !x.taps.includes(-1)
  const from = isView && graph.operations[x.reads[0]!]!.size <= x.taps.length ? x.reads[0]! : settle(graph, x)
  const { size } = graph.operations[from]!
  take(graph, size)
  const { reads } = append(
    graph,
    { kind: 'elementwise', size, name, parameter: Float64Array.from(parameter) },
    [from],
    x.shape,
  )
  return { kind: 'variable', shape: x.shape, reads, taps: from === x.reads[0] ? x.taps : null }
}

const simple =
  (name: ElementwiseName): ReadOperator =>
  (node, graph) => [apply(graph, variableOf(node, graph, 0), name, [0])]

/**
 * alpha (e^x - 1) below 0, by the function with an alpha of 1, which is all that kernels have: relu(x) + alpha
 * elu(min(x, 0)).
 */
const elu: ReadOperator = (node, graph) => {
  const x = whole(graph, variableOf(node, graph, 0))
  const alpha = Math.fround(floatOf(node, 'alpha', 1))
  if (alpha === 1) return [apply(graph, x, 'elu', [1])]
  const below = apply(graph, weigh(graph, [x], [-1]), 'relu', [0])
  const bent = apply(graph, weigh(graph, [below], [-1]), 'elu', [1])
  return [weigh(graph, [apply(graph, x, 'relu', [0]), bent], [1, alpha])]
}

const prelu: ReadOperator = (node, graph) => {
  const x = variableOf(node, graph, 0)
  const given = constantOf(node, 1, 'a slope')
  // Before opset 7 several slopes were one for each channel.
  const isOfChannels = node.opset < 7 && given.shape.length === 1 && given.data.length > 1
  const slopes = isOfChannels ? { ...given, shape: [given.data.length, ...x.shape.slice(2).map(() => 1)] } : given
  const shape = broadcastShape(slopes.shape, x.shape)
  if (shape === undefined || sizeOf(shape) !== sizeOf(x.shape) || shape.length !== x.shape.length)
    throw wrong(node, `slopes that fit [${x.shape.join(', ')}]`, 'slope', slopes.shape)
  const all = float32s(slopes)
  if (!all.every(Number.isFinite)) throw wrong(node, 'finite slopes', 'slope', all)
  if (all.length === 1) return [apply(graph, x, 'leakyRelu', all)]
  const taps = broadcastTaps(slopes.shape, shape) ?? range(all.length)
  return [
    apply(
      graph,
      whole(graph, x),
      'leakyRelu',
      Float64Array.from(taps, (tap) => all[tap]!),
    ),
  ]
}

const leaky: ReadOperator = (node, graph) => [
  apply(graph, variableOf(node, graph, 0), 'leakyRelu', [floatOf(node, 'alpha', Math.fround(0.01))]),
]

/** Numbers past these are no float32 but infinities: what many files write where nothing is clipped. */
const most = Math.fround(3.4028235e38)

const clip: ReadOperator = (node, graph) => {
  const limit = (name: string, index: number, otherwise: number): number => {
    if (node.opset < 11) return floatOf(node, name, otherwise)
    if (node.inputs[index] === undefined) return otherwise
    const { data } = constantOf(node, index, name)
    if (data.length !== 1) throw wrong(node, 'one number', name, data)
    return Math.fround(data[0]!)
  }
  const x = variableOf(node, graph, 0)
  const [lo, hi] = [limit('min', 1, -most), limit('max', 2, most)]
  if (Number.isNaN(lo) || Number.isNaN(hi)) throw wrong(node, 'limits that are numbers', 'min, max', [lo, hi])
  // Of infinities the largest numbers are left.
  if (lo <= -most && hi >= most) return [apply(graph, x, 'hardTanh', [most])]
  return [clipped(graph, x, lo <= -most ? -Infinity : lo, hi >= most ? Infinity : hi)]
}

/** Exactly: a shift to where a clip begins at 0, and back, would round. */
function clipped(graph: Graph, x: Variable, lo: number, hi: number): Variable {
  if (lo === 0 && hi === Infinity) return apply(graph, x, 'relu', [0])
  if (lo === 0 && hi >= 0) return apply(graph, x, 'clippedRelu', [hi])
  const limit = (mode: 'max' | 'min', from: Variable, value: number): Variable =>
    extreme(graph, mode, [from, uniform(graph, value, x.shape)])
  if (lo < 0 && hi > 0 && hi - lo < Infinity) {
    // One function has closer bounds than two that follow each other.
    const both = apply(graph, x, 'hardTanh', [Math.max(-lo, hi)])
    return -lo === hi ? both : limit(-lo < hi ? 'max' : 'min', both, -lo < hi ? lo : hi)
  }
  const above = lo === -Infinity ? x : limit('max', x, lo)
  return hi === Infinity ? above : limit('min', above, hi)
}

/** Before opset 13 over all numbers from an axis on, since then along one. */
const softmax: ReadOperator = (node, graph) => {
  const x = variableOf(node, graph, 0)
  const { shape } = x
  const axis = axisOf(node, intOf(node, 'axis', node.opset < 13 ? 1 : -1), Math.max(1, shape.length))
  const group = node.opset < 13 ? sizeOf(shape.slice(axis)) : (shape[axis] ?? 1)
  const normalize = (from: Variable): Variable => {
    const read = settle(graph, from)
    take(graph, sizeOf(shape))
    return append(graph, { kind: 'softmax', size: sizeOf(shape), group }, [read], from.shape)
  }
  if (node.opset < 13 || axis >= shape.length - 1) return [normalize(x)]
  // Numbers along the axis become neighbours, and go back.
  const order = [...range(shape.length).filter((one) => one !== axis), axis]
  const turned = transpose(graph, x, order)
  const back = order.map((_, i) => order.indexOf(i))
  return [transpose(graph, normalize(asVariable(graph, turned)), back)]
}

/** |x|: what is below 0 is turned round. */
const absolute: ReadOperator = (node, graph) => [apply(graph, variableOf(node, graph, 0), 'leakyRelu', [-1])]

export const activations: Operators = {
  Abs: { read: wholeOr((x) => Math.abs(x!), absolute), rows: rows.each },
  Clip: { read: clip, rows: rows.each },
  Elu: { read: elu, rows: rows.each },
  LeakyRelu: { read: leaky, rows: rows.each },
  PRelu: { read: prelu, rows: rows.together },
  Softmax: { read: softmax, rows: rows.softmax },
  ...Object.fromEntries(
    Object.entries(elementwiseFunctions).flatMap(([name, { operator }]) =>
      operator === undefined ? [] : [[operator, { read: simple(name as ElementwiseName), rows: rows.each }]],
    ),
  ),
}

/** Of angles that are known, as encodings of positions are made of, more digits count than floats have. */
export const waves: Operators = {
  Cos: { read: foldedOr('Cos', simple('cos')), rows: rows.each },
  Sin: { read: foldedOr('Sin', simple('sin')), rows: rows.each },
}

/** Every function of one number, by its own name. */
export const functions: Operators = Object.fromEntries(
  Object.keys(elementwiseFunctions).map((name) => [name, { read: simple(name as ElementwiseName), rows: rows.each }]),
)
