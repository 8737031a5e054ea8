import { floor32, nextDown32 } from '../../numeric/float32.ts'
import { sizeOf } from '../layers/layer.ts'
import { eachNumber, uniform } from './each.ts'
import type { Graph } from './graph.ts'
import { type IntegerType, isInteger, type NumberType, rangeOf } from './numberTypes.ts'
import { extreme, weigh, weighEach } from './sums.ts'
import type { Variable } from './tensors.ts'

/*
 * Whole numbers that are computed are float32 numbers here, which are exact up to 2^24. What a runtime makes of numbers
 * that their type lacks is not settled, and what it makes of larger ones is not known here: those are NaN.
 */

/** All whole numbers up to this one are float32 numbers. */
const EXACT = 2 ** 24

/** The least and the largest float32 number that a type has. */
function endsOf(type: IntegerType): readonly [lo: number, hi: number] {
  const [lo, hi] = rangeOf(type)
  // Those of 64 bits end before a power of two, which is what float64 makes of it.
  return [lo, Number.isSafeInteger(hi) ? floor32(hi) : nextDown32(hi)]
}

/** Numbers within [lo, hi] as they are, and NaN in the place of all others. */
function onlyWithin(graph: Graph, x: Variable, lo: number, hi: number): Variable {
  const [low, high] = [uniform(graph, lo, x.shape), uniform(graph, hi, x.shape)]
  const isHigh = eachNumber(graph, { kind: 'compare', mode: 'lessOrEqual' }, [low, x])
  const isLow = eachNumber(graph, { kind: 'compare', mode: 'lessOrEqual' }, [x, high])
  const nothing = unknown(graph, x)
  const below = eachNumber(graph, { kind: 'select' }, [isLow, x, nothing])
  return eachNumber(graph, { kind: 'select' }, [isHigh, below, nothing])
}

/**
 * NaN in the shape of x, of which nothing is known: 0 / 0 that hangs on what is read, else it would count as bounded.
 * Steps have no slope, so that it has none that spoils others.
 */
export function unknown(graph: Graph, x: Variable): Variable {
  const zeros = eachNumber(graph, { kind: 'compare', mode: 'less' }, [
    weigh(graph, [x], [0]),
    uniform(graph, -1, x.shape),
  ])
  return eachNumber(graph, { kind: 'quotient' }, [zeros, zeros])
}

/** Numbers of a type that float32 divides to the right whole one: all up to 2^24, and NaN in the place of others. */
export function divisible(graph: Graph, x: Variable, type: IntegerType): Variable {
  const [lo, hi] = endsOf(type)
  return -EXACT <= lo && hi <= EXACT ? x : onlyWithin(graph, x, -EXACT, EXACT)
}

/** Is it 0? */
export function isZero(graph: Graph, x: Variable): Variable {
  return eachNumber(graph, { kind: 'compare', mode: 'equal' }, [x, uniform(graph, 0, x.shape)])
}

/** Computed numbers of one type as those of another, cut to whole ones where it has no others. */
export function castWhole(graph: Graph, x: Variable, from: NumberType, to: NumberType): Variable {
  if (to === 'bool') return from === 'bool' ? x : isZero(graph, isZero(graph, x))
  if (!isInteger(to)) return x
  const [lo, hi] = endsOf(to)
  if (!isInteger(from)) return onlyWithin(graph, eachNumber(graph, { kind: 'round', mode: 'truncate' }, [x]), lo, hi)
  const [least, most] = endsOf(from)
  return lo <= least && most <= hi ? x : onlyWithin(graph, x, lo, hi)
}

/** What is given to an input of whole numbers or truth values: the nearest that its type has. */
export function nearestWhole(graph: Graph, x: Variable, type: IntegerType): Variable {
  const [lo, hi] = endsOf(type)
  const whole = eachNumber(graph, { kind: 'round', mode: 'nearest' }, [x])
  const above = extreme(graph, 'max', [whole, uniform(graph, lo, x.shape)])
  return extreme(graph, 'min', [above, uniform(graph, hi, x.shape)])
}

/**
 * Operators that compute with whole numbers as they do with floats, by what they make of those of a type: such again,
 * at most a few times larger ones, or any.
 */
const operators: ReadonlyMap<string, 'such' | 'near' | 'any'> = new Map([
  ['Abs', 'near'],
  ['Add', 'near'],
  ['Clip', 'such'],
  ['Div', 'any'],
  ['Gemm', 'any'],
  ['MatMul', 'any'],
  ['Max', 'such'],
  ['MaxPool', 'such'],
  ['Min', 'such'],
  ['Mod', 'such'],
  ['Mul', 'any'],
  ['Neg', 'near'],
  ['ReduceMax', 'such'],
  ['ReduceMin', 'such'],
  ['ReduceSum', 'any'],
  ['Relu', 'such'],
  ['Sign', 'such'],
  ['Sub', 'near'],
  ['Sum', 'any'],
])

/** Can an operator compute with whole numbers of a type? */
export function computesWhole(operator: string, type: IntegerType): boolean {
  const made = operators.get(operator)
  return type === 'bool' ? made === 'such' : made !== undefined
}

/** What an operator makes of whole numbers of a type: past its ends they begin anew, or are NaN. */
export function keptWhole(graph: Graph, y: Variable, operator: string, type: IntegerType): Variable {
  const made = operators.get(operator)
  if (made === undefined || made === 'such') return y
  const [lo, hi] = endsOf(type)
  const span = hi - lo + 1
  const isExact = made === 'near' ? span <= 2 ** 16 : operator === 'Mul' && span <= 2 ** 8
  return isExact ? wrapped(graph, y, lo, span) : onlyWithin(graph, y, Math.max(lo, -EXACT), Math.min(hi, EXACT))
}

/** y - span floor((y - lo) / span): exactly, by a power of two. */
function wrapped(graph: Graph, y: Variable, lo: number, span: number): Variable {
  const all = (value: number): Float64Array => new Float64Array(sizeOf(y.shape)).fill(value)
  const turns = weighEach(graph, y, all(1 / span), all(-lo / span))
  return weigh(graph, [y, eachNumber(graph, { kind: 'round', mode: 'floor' }, [turns])], [1, -span])
}
