import type { CompareOperation } from '../../../operations/compare.ts'
import type { RoundOperation } from '../../../operations/round.ts'
import { eachNumber, uniform } from '../each.ts'
import { asVariable, type Graph } from '../graph.ts'
import { inputOf, type ReadOperator, variableOf } from '../node.ts'
import * as rows from '../rows/elementwise.ts'
import { isZero } from '../whole.ts'
import type { Tensor, Variable } from '../tensors.ts'
import { bothInOneShape } from './broadcast.ts'
import { foldedOr } from './folding.ts'
import type { Operators } from './operator.ts'

/*
 * What is 1 where something holds of numbers, and 0 where not, and what is rounded to whole numbers. Where all is known
 * it is folded.
 */

type Both = (graph: Graph, x: Variable, y: Variable) => Variable

/** Of two tensors in one shape. */
const ofBoth =
  (compute: Both): ReadOperator =>
  (node, graph) => {
    const [x, y] = bothInOneShape(node, graph, [inputOf(node, 0), inputOf(node, 1)]) as [Tensor, Tensor]
    return [compute(graph, asVariable(graph, x), asVariable(graph, y))]
  }

const compared =
  (mode: CompareOperation['mode']): Both =>
  (graph, x, y) =>
    eachNumber(graph, { kind: 'compare', mode }, [x, y])

const turned =
  (both: Both): Both =>
  (graph, x, y) =>
    both(graph, y, x)

const choose = (graph: Graph, condition: Variable, chosen: Variable, other: Variable): Variable =>
  eachNumber(graph, { kind: 'select' }, [condition, chosen, other])

// A minimum of zeros could be a subnormal number.
const both: Both = (graph, x, y) => choose(graph, x, y, x)
const either: Both = (graph, x, y) => choose(graph, x, x, y)
const onlyOne: Both = (graph, x, y) => isZero(graph, compared('equal')(graph, x, y))

const not: ReadOperator = (node, graph) => [isZero(graph, variableOf(node, graph, 0))]

const rounded =
  (mode: RoundOperation['mode']): ReadOperator =>
  (node, graph) => [eachNumber(graph, { kind: 'round', mode }, [variableOf(node, graph, 0)])]

/** -1, 1, or what it is: 0, or NaN. */
const sign: ReadOperator = (node, graph) => {
  const x = variableOf(node, graph, 0)
  const [zero, one, less] = [0, 1, -1].map((value) => uniform(graph, value, x.shape)) as [Variable, Variable, Variable]
  const isAbove = compared('less')(graph, zero, x)
  return [choose(graph, compared('less')(graph, x, zero), less, choose(graph, isAbove, one, x))]
}

const readers: Readonly<Record<string, ReadOperator>> = {
  And: ofBoth(both),
  Or: ofBoth(either),
  Xor: ofBoth(onlyOne),
  Equal: ofBoth(compared('equal')),
  Less: ofBoth(compared('less')),
  LessOrEqual: ofBoth(compared('lessOrEqual')),
  Greater: ofBoth(turned(compared('less'))),
  GreaterOrEqual: ofBoth(turned(compared('lessOrEqual'))),
  Not: not,
  Floor: rounded('floor'),
  Ceil: rounded('ceil'),
  Round: rounded('nearest'),
  Sign: sign,
}

export const comparisons: Operators = Object.fromEntries(
  Object.entries(readers).map(([name, read]) => [name, { read: foldedOr(name, read), rows: rows.together }]),
)
