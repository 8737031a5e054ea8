import { axisOf, intOf, type Node, refuse, wholeNumbersOf, wrong } from '../../node.ts'
import { dataTypeNamed, isInteger } from '../../numberTypes.ts'
import type { Known } from '../../reading/known.ts'
import { range } from '../../tensors.ts'
import type { Compose, Operators, Others } from '../operator.ts'
import { int } from './attributes.ts'

/** Numbers at these indices of an axis. */
function taken({ run, known }: Others, x: Known, axis: number, indices: readonly number[]): Known {
  return run('Gather', [x, known(indices, 'int64')], int('axis', axis))
}

/** What to take of numbers along an axis: the largest or the least of them, of equal ones the first or the last. */
interface Wanted {
  readonly axis: number
  readonly isLeast?: boolean
  readonly isLast?: boolean
}

/**
 * Of the best number along an axis its label; `labels` are repeated to the shape of `x`. Of neighbours the better one
 * stays, the last of an odd number beside itself, until one is left.
 */
export function bestOf(others: Others, x: Known, labels: Known, { axis, isLeast, isLast }: Wanted): Known {
  const { run } = others
  const isBetter = `${isLeast === true ? 'Less' : 'Greater'}${isLast === true ? 'OrEqual' : ''}`
  let [all, own] = [x, labels]
  let length = x.tensor.shape[axis]!
  do {
    const count = Math.ceil(length / 2)
    const firsts = [...range(count)].map((i) => 2 * i)
    const seconds = firsts.map((i) => Math.min(i + 1, length - 1))
    const [first, second] = [firsts, seconds].map((indices) => taken(others, all, axis, indices))
    const [one, other] = [firsts, seconds].map((indices) => taken(others, own, axis, indices))
    own = run('Where', [run(isBetter, [second, first]), other, one])
    all = run(isLeast === true ? 'Min' : 'Max', [first, second])
    length = count
  } while (length > 1)
  return x.tensor.kind === 'constant' || isInteger(x.type) ? own : ofNumbers(others, x, own, axis)
}

/** What was found of numbers along an axis: with a NaN among them nobody knows what a kernel finds. */
function ofNumbers({ run, known }: Others, x: Known, found: Known, axis: number): Known {
  const finite = run('Clip', [x, known(-1), known(1)])
  const zeros = run('ReduceSum', [run('Mul', [finite, known(0)]), known([axis], 'int64')])
  // A comparison has no slope, as 0 / 0 would have, which spoils others.
  const nothing = run('Cast', [run('Less', [zeros, known(-1)])], int('to', 1))
  const unknown = run('as', [run('Div', [nothing, nothing])], int('to', dataTypeNamed(found.type)))
  // What may be flushed reaches past 0, and not as far as 1.
  return run('Where', [run('Less', [zeros, known(1)]), found, unknown])
}

/** 0, 1 … along an axis, of length 1 along all others. */
function indicesAlong({ known }: Others, { tensor: { shape } }: Known, axis: number): Known {
  const length = shape[axis]!
  return known(
    [...range(length)],
    'int64',
    shape.map((_, i) => (i === axis ? length : 1)),
  )
}

const ownAxis = (node: Node, otherwise: number): number =>
  axisOf(node, intOf(node, 'axis', otherwise), node.inputs[0]!.shape.length)

const argument =
  (isLeast: boolean): Compose =>
  (node, others) => {
    const [x] = others.inputs
    const axis = ownAxis(node, 0)
    const isLast = intOf(node, 'select_last_index', 0) !== 0
    const best = bestOf(others, x!, indicesAlong(others, x!, axis), { axis, isLeast, isLast })
    const isKept = intOf(node, 'keepdims', 1) !== 0
    return [isKept ? best : others.run('Squeeze', [best, others.known([axis], 'int64')])]
  }

/** 1 for the first of the largest along an axis, 0 for all others; before opset 13 of all that follows. */
const hardmax: Compose = (node, others) => {
  const { inputs: [x], run, known } = others // prettier-ignore
  const { shape } = x!.tensor
  const isOld = node.opset < 13
  const own = isOld ? 1 : ownAxis(node, -1)
  const flat = isOld ? run('Flatten', [x], int('axis', ownAxis(node, 1))) : x!
  const best = bestOf(others, flat, indicesAlong(others, flat, own), { axis: own })
  const isBest = run('Cast', [run('Equal', [best, indicesAlong(others, flat, own)])], int('to', 1))
  return [isOld ? run('Reshape', [isBest, known([0, ...shape.slice(1)], 'int64')]) : isBest]
}

const hardmaxAxes = (node: Node): readonly number[] =>
  node.opset < 13 ? [...range(node.inputs[0]!.shape.length)].slice(ownAxis(node, 1)) : [ownAxis(node, -1)]

/** More numbers are not sorted. */
const MOST_SORTED = 64

const sortedAxis = (node: Node): readonly number[] => [ownAxis(node, -1)]

/** The largest or least along an axis in their order, and where they were: neighbours are swapped until all are right. */
const topK: Compose = (node, others) => {
  const [x] = others.inputs
  const [axis] = sortedAxis(node) as [number]
  const [k] = node.opset < 10 ? [intOf(node, 'k', 0)] : wholeNumbersOf(node, 1, 'how many are taken')!
  const length = x!.tensor.shape[axis]!
  if (!(k! >= 1 && k! <= length)) throw wrong(node, `1 to ${length} numbers`, 'k', k)
  if (length > MOST_SORTED) throw refuse(node, `an order of ${length} numbers`, `Up to ${MOST_SORTED} can be read.`)
  const isLeast = intOf(node, 'largest', 1) === 0
  let [all, places] = [x!, indicesAlong(others, x!, axis)]
  for (let round = 0; round < length; round++)
    [all, places] = swapped(others, [all, places], { axis, isLeast }, round % 2)
  const [values, own] = [all, places].map((one) => taken(others, one, axis, [...range(k!)])) as [Known, Known]
  return [values, isInteger(x!.type) ? own : ofNumbers(others, x!, own, axis)]
}

/** Neighbours, from index `from` on, in their order; equal ones stay. */
function swapped(
  others: Others,
  [x, places]: readonly [Known, Known],
  { axis, isLeast = false }: Wanted,
  from: number,
): [Known, Known] {
  const { run } = others
  const length = x.tensor.shape[axis]!
  // Each number beside the one that it may be swapped with, or itself where there is none.
  const partners = [...range(length)].map((i) => {
    const other = i < from ? i : i + 1 - 2 * ((i - from) % 2)
    return other < length ? other : i
  })
  const isFirst = others.known(
    partners.map((other, i) => Number(other >= i)),
    'bool',
    x.tensor.shape.map((_, i) => (i === axis ? length : 1)),
  )
  const [other, place] = [taken(others, x, axis, partners), taken(others, places, axis, partners)]
  const [most, least] = isLeast ? (['Min', 'Max'] as const) : (['Max', 'Min'] as const)
  // Of a pair the first takes the other's place where that is better, the second where it is worse.
  const isBetter = isLeast ? 'Less' : 'Greater'
  const isSwapped = run('Where', [isFirst, run(isBetter, [other, x]), run(isBetter, [x, other])])
  return [
    run('Where', [isFirst, run(most, [x, other]), run(least, [x, other])]),
    run('Where', [isSwapped, place, places]),
  ]
}

export const orderings: Operators = {
  ArgMax: { compose: argument(false), fixed: (node) => [ownAxis(node, 0)] },
  ArgMin: { compose: argument(true), fixed: (node) => [ownAxis(node, 0)] },
  Hardmax: { compose: hardmax, fixed: hardmaxAxes },
  TopK: { compose: topK, fixed: sortedAxis },
}
