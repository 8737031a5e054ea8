import { sizeOf } from '../../layers/layer.ts'
import { axesOver, constantOf, inputOf, intOf, type ReadOperator, refuse, sized, wrong } from '../node.ts'
import { isInteger, numberType } from '../numberTypes.ts'
import { decided } from '../rows/followed.ts'
import { constant, gridTaps, range, stridesOf } from '../tensors.ts'
import { known, numbersOf } from './folding.ts'
import type { Operators } from './operator.ts'

/*
 * Tensors that are made of others, all of which are known: how large they are, and what is in them, these numbers
 * decide.
 */

const ranged: ReadOperator = (node) => {
  const [start, limit, step] = known(node)
  const [from, to, by] = [start, limit, step].map((one) => one?.data[0]) as [number, number, number]
  const count = Math.max(0, Math.ceil((to - from) / by))
  const shape = sized(node, [count])
  return [
    numbersOf(
      node,
      shape,
      start!.type,
      Float64Array.from({ length: count }, (_, i) => from + i * by),
    ),
  ]
}

/** Ones on a diagonal. */
const eyeLike: ReadOperator = (node) => {
  const { shape, type } = { type: undefined, ...inputOf(node, 0) }
  const [height, width] = shape as [number, number]
  if (shape.length !== 2) throw wrong(node, 'a matrix', 'input', shape)
  const own = node.attributes.has('dtype') ? numberType(intOf(node, 'dtype', 0)) : (type ?? 'float32')
  if (own === undefined) throw refuse(node, 'a type of numbers that are not read', 'Export the model with floats.')
  const k = intOf(node, 'k', 0)
  const data = Float64Array.from({ length: height * width }, (_, i) =>
    Number((i % width) - Math.floor(i / width) === k),
  )
  return [constant(shape, data, own)]
}

/** Places of what is not 0, axis by axis. */
const nonZero: ReadOperator = (node) => {
  const tensor = constantOf(node, 0, 'a number')
  const strides = stridesOf(tensor.shape)
  const places = [...range(tensor.data.length)].filter((i) => tensor.data[i] !== 0)
  const rank = tensor.shape.length
  const data = Float64Array.from({ length: rank * places.length }, (_, i) => {
    const axis = Math.floor(i / places.length)
    return Math.floor(places[i % places.length]! / strides[axis]!) % tensor.shape[axis]!
  })
  return [constant([rank, places.length], data, 'int64')]
}

/** Sums, products and extremes of known whole numbers over axes; others are left to `otherwise`. */
export const reducedWhole =
  (fold: (a: number, b: number) => number, start: number, since: number, otherwise: ReadOperator): ReadOperator =>
  (node, graph) => {
    const tensor = inputOf(node, 0)
    if (tensor.kind === 'variable' || !isInteger(tensor.type)) return otherwise(node, graph)
    const { shape } = tensor
    const over = new Set(axesOver(node, since))
    const reduced = shape.map((length, axis) => (over.has(axis) ? 1 : length))
    const strides = stridesOf(reduced)
    const data = new Float64Array(sizeOf(reduced)).fill(start)
    const along = shape.map((length, axis) => range(length).map((i) => (over.has(axis) ? 0 : i * strides[axis]!)))
    for (const [i, at] of gridTaps(shape, along).entries()) data[at] = fold(data[at]!, tensor.data[i]!)
    const kept = intOf(node, 'keepdims', 1) === 0 ? shape.filter((_, axis) => !over.has(axis)) : reduced
    return [numbersOf(node, kept, tensor.type, data)]
  }

export const knownTensors: Operators = {
  EyeLike: { read: eyeLike, rows: decided },
  NonZero: { read: nonZero, rows: decided },
  Range: { read: ranged, rows: decided },
}
