import { constantOf, intOf, type Node, type ReadOperator, refuse, wrong } from '../node.ts'
import { fits, isInteger, type NumberType } from '../numberTypes.ts'
import { roundEven } from '../../../numeric/rounding.ts'
import * as rows from '../rows/elementwise.ts'
import { type Constant, constant, isExact } from '../tensors.ts'
import { bothInOneShape } from './broadcast.ts'
import type { Operators } from './operator.ts'

/*
 * Operators that are read where all that they compute with is known: of whole numbers and truth values, mostly, which
 * shapes and places are made of.
 */

/** A function of known numbers, one by one. */
interface Fold {
  of(...numbers: number[]): number
  /** What results are, where they are not what is read. */
  readonly type?: NumberType
}

const truth = (of: (...numbers: number[]) => boolean): Fold => ({
  of: (...numbers) => Number(of(...numbers)),
  type: 'bool',
})

const bits = (of: (a: bigint, b: bigint) => bigint): Fold => ({ of: (a, b = 0) => Number(of(BigInt(a), BigInt(b))) })

const folds: Readonly<Record<string, Fold>> = {
  And: truth((a, b) => a !== 0 && b !== 0),
  Or: truth((a, b) => a !== 0 || b !== 0),
  Xor: truth((a, b) => (a !== 0) !== (b !== 0)),
  Not: truth((a) => a === 0),
  Equal: truth((a, b) => a === b),
  Greater: truth((a, b) => a! > b!),
  GreaterOrEqual: truth((a, b) => a! >= b!),
  Less: truth((a, b) => a! < b!),
  LessOrEqual: truth((a, b) => a! <= b!),
  IsNaN: truth((a) => Number.isNaN(a)),
  Floor: { of: Math.floor },
  Ceil: { of: Math.ceil },
  Round: { of: roundEven },
  Sign: { of: Math.sign },
  // Of angles.
  ...Object.fromEntries(
    (['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'asinh', 'acosh', 'atanh'] as const).map((name) => [
      `${name[0]!.toUpperCase()}${name.slice(1)}`,
      { of: Math[name] },
    ]),
  ),
  BitwiseAnd: bits((a, b) => a & b),
  BitwiseOr: bits((a, b) => a | b),
  BitwiseXor: bits((a, b) => a ^ b),
}

function tooLarge(node: Node, type: NumberType): Error {
  return refuse(node, `${type} numbers past the end of their type`, 'Whole numbers up to 2^53 can be read.')
}

/** Known numbers of a type: what comes out is rounded to it. @throws OPERATOR_UNSUPPORTED for whole ones past its ends */
export function numbersOf(node: Node, shape: readonly number[], type: NumberType, data: Float64Array): Constant {
  const rounded = data.map((value) => {
    if (node.isProbe === true && Number.isNaN(value)) return value
    if (isInteger(type) && !(fits(type, value + 0) && isExact(type, value))) throw tooLarge(node, type)
    if (isInteger(type)) return value + 0
    if (type === 'float64' || fits(type, value)) return value
    if (type !== 'float32') node.rounds(`results of node ${node.label}, ${type}`)
    return Math.fround(value)
  })
  return constant(shape, rounded, type)
}

/** A number that hangs on the size of a batch is not known, and nothing is that is made of it. */
export const isUnknown = (node: Node, numbers: Iterable<number>): boolean =>
  node.isProbe === true && [...numbers].some((value) => Number.isNaN(value))

/** @throws OPERATOR_UNSUPPORTED where what it computes with is computed from the inputs */
export function known(node: Node): Constant[] {
  return node.inputs.map((_, i) => constantOf(node, i, 'a number'))
}

/** A function of known numbers of one shape, one by one: whole ones exactly, floats rounded to their type. */
export function foldEach(node: Node, all: readonly Constant[], { of, type }: Fold): Constant {
  const [first] = all
  if (first === undefined) throw wrong(node, 'inputs', 'inputs', 0)
  const data = first.data.map((_, i) => {
    const numbers = all.map((one) => one.data[i]!)
    if (isUnknown(node, numbers)) return NaN
    for (const [k, one] of all.entries()) if (!isExact(one.type, numbers[k]!)) throw tooLarge(node, one.type)
    return of(...numbers)
  })
  return numbersOf(node, first.shape, type ?? first.type, data)
}

const folded =
  (fold: Fold): ReadOperator =>
  (node, graph) => {
    // Before opset 7 axes could be placed.
    if (node.opset < 7 && node.attributes.has('axis'))
      throw refuse(node, 'an axis for the second tensor', 'Newer opsets have none.')
    return [foldEach(node, bothInOneShape(node, graph, known(node)) as Constant[], fold)]
  }

/** What is known is folded by the fold of this name, all else left to `otherwise`. */
export const foldedOr = (name: string, otherwise: ReadOperator): ReadOperator => knownOr(folds[name]!, otherwise)

/** What is known is folded, all else left to `otherwise`. */
export const knownOr =
  (fold: Fold, otherwise: ReadOperator): ReadOperator =>
  (node, graph) => {
    const isKnown = node.inputs.every((tensor) => tensor?.kind === 'constant')
    return isKnown || (node.opset < 7 && node.attributes.has('axis'))
      ? folded(fold)(node, graph)
      : otherwise(node, graph)
  }

/** Whole numbers that are known are folded, all others left to `otherwise`. */
export const wholeOr =
  (of: Fold['of'], otherwise: ReadOperator): ReadOperator =>
  (node, graph) => {
    const isWhole = node.inputs.every((tensor) => tensor?.kind === 'constant' && isInteger(tensor.type))
    return isWhole ? folded({ of })(node, graph) : otherwise(node, graph)
  }

/** -infinity and infinity, or only one of them. */
const infinite: ReadOperator = (node, graph) => {
  const [negative, positive] = ['detect_negative', 'detect_positive'].map((name) => intOf(node, name, 1) !== 0)
  return folded(truth((x) => (x === Infinity && positive!) || (x === -Infinity && negative!)))(node, graph)
}

/** Powers of known numbers. */
export const innerFolds: Operators = { pow: { read: folded({ of: Math.pow }), rows: rows.together } }

export const folding: Operators = {
  ...Object.fromEntries(
    Object.entries(folds).map(([name, fold]) => [name, { read: folded(fold), rows: rows.together }]),
  ),
  IsInf: { read: infinite, rows: rows.together },
}
