import { eachNumber } from '../each.ts'
import { asVariable, float32s, type Graph } from '../graph.ts'
import { type IntegerType, isInteger } from '../numberTypes.ts'
import { scale } from '../scale.ts'
import { addConstant, extreme, weigh, weighEach } from '../sums.ts'
import { axisOf, inputOf, intOf, type Node, type ReadOperator, refuse, wrong } from '../node.ts'
import type { Constant, Tensor, Variable } from '../tensors.ts'
import { bothInOneShape } from './broadcast.ts'
import { foldEach, knownOr, wholeOr } from './folding.ts'
import * as rows from '../rows/elementwise.ts'
import { divisible } from '../whole.ts'
import type { Operators } from './operator.ts'

type Name = 'Add' | 'Sub' | 'Mul' | 'Div'

const folds: Readonly<Record<Name, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
}

/** Two tensors, number by number, both repeated to one shape. */
const arithmetic =
  (name: Name): ReadOperator =>
  (node, graph) => {
    const [a, b] = bothInOneShape(node, graph, [inputOf(node, 0), placedFrom(node)]) as [Tensor, Tensor]
    if (a.kind === 'constant' && b.kind === 'constant') return [fold(node, name, a, b)]
    if (name === 'Div' && isInteger(node.types[0]!))
      return [divideWhole(node, graph, [asVariable(graph, a), asVariable(graph, b)], 'truncate')]
    if (b.kind === 'constant' && a.kind === 'variable') return [withConstant(node, graph, name, a, b)]
    if (a.kind === 'constant' && b.kind === 'variable' && name !== 'Div') {
      const turned = name === 'Sub' ? weigh(graph, [b], [-1]) : b
      return [withConstant(node, graph, name === 'Mul' ? 'Mul' : 'Add', turned, a)]
    }
    const [x, y] = [asVariable(graph, a), asVariable(graph, b)]
    if (name === 'Mul' || name === 'Div')
      return [eachNumber(graph, { kind: name === 'Mul' ? 'product' : 'quotient' }, [x, y])]
    return [weigh(graph, [x, y], [1, name === 'Add' ? 1 : -1])]
  }

/**
 * A quotient made whole. Up to 2^24 that is exact: between quotients of such numbers and the whole ones lies more than
 * a rounding.
 */
function divideWhole(
  { types }: Node,
  graph: Graph,
  [x, divisor]: readonly [Variable, Variable],
  mode: 'floor' | 'truncate',
): Variable {
  const all = [x, divisor].map((one) => divisible(graph, one, types[0] as IntegerType))
  return eachNumber(graph, { kind: 'round', mode }, [eachNumber(graph, { kind: 'quotient' }, all)])
}

/** Before opset 7 the second tensor's axes may be said to be those of the first from one on. */
function placedFrom(node: Node): Tensor {
  const [a, b] = [inputOf(node, 0), inputOf(node, 1)]
  if (node.opset >= 7 || !node.attributes.has('axis')) return b
  const axis = axisOf(node, intOf(node, 'axis', 0), a.shape.length)
  const after = Math.max(0, a.shape.length - axis - b.shape.length)
  return { ...b, shape: [...b.shape, ...Array.from({ length: after }, () => 1)] }
}

/** What every runtime makes of them: floats are rounded, quotients of integers cut. */
function fold(node: Node, name: Name, a: Constant, b: Constant): Constant {
  const { type } = a
  if (b.type !== type) throw wrong(node, `inputs of one type, ${type}`, 'type', b.type)
  const isWhole = isInteger(type)
  if (isWhole && name === 'Div' && b.data.includes(0)) throw wrong(node, 'a divisor that is not 0', 'divisor', 0)
  return foldEach(node, [a, b], {
    of: (x, y) => {
      // What is cut is not what it is for another size of a batch.
      if (isWhole && name === 'Div' && node.isProbe === true && x % y !== 0) return NaN
      return isWhole ? Math.trunc(folds[name](x, y)) : folds[name](x, y)
    },
  })
}

function withConstant(node: Node, graph: Graph, name: Name, x: Variable, c: Constant): Variable {
  if (name === 'Div') return divide(node, graph, x, c)
  if (name === 'Mul') {
    if (c.data.every((factor) => factor === 1)) return x
    return weighEach(graph, x, float32s(c), null)
  }
  const bias = float32s(c)
  return addConstant(graph, x, name === 'Sub' ? bias.map((value) => -value) : bias)
}

/** Multiplies by the reciprocals; by powers of two, whose reciprocals are float32 numbers, without a rounding. */
function divide(node: Node, graph: Graph, x: Variable, { data }: Constant): Variable {
  const divisors = Float64Array.from(Float32Array.from(data))
  if (divisors.includes(0)) throw wrong(node, 'a divisor that is not 0', 'divisor', 0)
  if (divisors.every((divisor) => divisor === 1)) return x
  const isPower = (divisor: number): boolean =>
    Number.isInteger(Math.log2(Math.abs(divisor))) && Math.fround(1 / divisor) * divisor === 1
  const factors = divisors.map((divisor) => 1 / divisor)
  return divisors.every(isPower) ? weighEach(graph, x, factors, null) : scale(graph, x, factors, null)
}

/** Of whole numbers: with the sign of the divisor, or with fmod of what is divided. */
const remainder: ReadOperator = (node, graph) => {
  const isC = intOf(node, 'fmod', 0) !== 0
  const computed: ReadOperator = () => {
    if (!isInteger(node.types[0]!)) throw refuse(node, 'a remainder of floats', 'Those of whole numbers can be read.')
    const [x, y] = given(node, graph) as [Variable, Variable]
    const times = divideWhole(node, graph, [x, y], isC ? 'truncate' : 'floor')
    return [weigh(graph, [x, eachNumber(graph, { kind: 'product' }, [y, times])], [1, -1])]
  }
  return knownOr({ of: (a, b) => (isC ? a! % b! : a! - b! * Math.floor(a! / b!)) }, computed)(node, graph)
}

const extremum =
  (mode: 'max' | 'min'): ReadOperator =>
  (node, graph) => {
    const xs = given(node, graph)
    return [xs.length === 1 ? xs[0]! : extreme(graph, mode, xs)]
  }

/** All inputs as variables of one shape. */
function given(node: Node, graph: Graph): Variable[] {
  const tensors = node.inputs.map((_, i) => inputOf(node, i))
  if (tensors.length === 0) throw wrong(node, 'inputs', 'inputs', 0)
  return bothInOneShape(node, graph, tensors).map((tensor) => asVariable(graph, tensor))
}

const negate: ReadOperator = (node, graph) => [weigh(graph, [asVariable(graph, inputOf(node, 0))], [-1])]

const sum: ReadOperator = (node, graph) => {
  const xs = given(node, graph)
  return [
    weigh(
      graph,
      xs,
      xs.map(() => 1),
    ),
  ]
}

export const arithmetics: Operators = {
  Add: { read: arithmetic('Add'), rows: rows.together },
  Sub: { read: arithmetic('Sub'), rows: rows.together },
  Mul: { read: arithmetic('Mul'), rows: rows.together },
  Div: { read: arithmetic('Div'), rows: rows.together },
  Mod: { read: remainder, rows: rows.together },
  Neg: { read: wholeOr((x) => -x!, negate), rows: rows.each },
  Sum: { read: wholeOr((...all) => all.reduce((a, b) => a + b), sum), rows: rows.together },
  Max: { read: wholeOr(Math.max, extremum('max')), rows: rows.together },
  Min: { read: wholeOr(Math.min, extremum('min')), rows: rows.together },
}
