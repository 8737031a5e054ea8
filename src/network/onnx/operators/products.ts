import { type Shape, sizeOf } from '../../layers/layer.ts'
import {
  affine,
  append,
  asVariable,
  float32s,
  type Graph,
  join,
  move,
  reshape,
  settle,
  take,
  transpose,
} from '../graph.ts'
import { floatOf, inputOf, intOf, type Node, type ReadOperator, sized, wrong } from '../node.ts'
import { inOrder } from '../../../operations/affine/taps.ts'
import { withoutZeros } from '../../../operations/affine/sparse.ts'
import { scale } from '../scale.ts'
import { broadcastShape, broadcastTaps, range, type Tensor, type Variable } from '../tensors.ts'
import { addConstant, weigh } from '../sums.ts'
import { bothInOneShape } from './broadcast.ts'
import * as productRows from '../rows/products.ts'
import type { Operators } from './operator.ts'

/** The product of two matrices, [rows, inner] times [inner, columns]. */
function product(graph: Graph, a: Tensor, b: Tensor): Variable {
  const [rows, inner] = a.shape as [number, number]
  const columns = b.shape[1]!
  if (b.kind === 'constant') {
    const { reads, compose } = join(graph, [asVariable(graph, a)])
    const kernel = float32s(b)
    const sparse = withoutZeros(kernel, columns)
    if (sparse !== undefined) {
      const taps = compose(inEachRow(sparse.rows, rows, inner))
      const rounding = { kind: 'sum', omitsZeros: true } as const
      const { window, weights } = sparse
      return affine(graph, { taps, kernel: weights, window, groups: columns, rounding }, reads, [rows, columns])
    }
    const taps = compose(range(rows * inner))
    return affine(graph, { taps, kernel, window: inner, filters: columns }, reads, [rows, columns])
  }
  if (a.kind === 'constant') {
    // Both sides transposed: the weights come last.
    const turned = product(graph, transpose(graph, b, [1, 0]), transpose(graph, a, [1, 0]))
    return asVariable(graph, transpose(graph, turned, [1, 0]))
  }
  const reads = [settle(graph, a), settle(graph, b)]
  const size = rows * columns
  take(graph, size)
  return append(
    graph,
    { kind: 'bilinear', size, taps: inOrder(inner), positions: rows, window: inner, filters: columns, bias: false },
    reads,
    [rows, columns],
  )
}

/** Taps into each of some rows. */
function inEachRow(taps: Int32Array, rows: number, width: number): Int32Array {
  return Int32Array.from({ length: rows * taps.length }, (_, i) => {
    const tap = taps[i % taps.length]!
    return tap < 0 ? -1 : Math.floor(i / taps.length) * width + tap
  })
}

const gemm: ReadOperator = (node, graph) => {
  const [a, b] = ['transA', 'transB'].map((name, i) => {
    const tensor = inputOf(node, i)
    if (tensor.shape.length !== 2) throw wrong(node, 'a matrix', `input ${i}`, tensor.shape)
    return intOf(node, name, 0) === 0 ? tensor : transpose(graph, tensor, [1, 0])
  }) as [Tensor, Tensor]
  if (a.shape[1] !== b.shape[0]) throw wrong(node, `a matrix of ${a.shape[1]} rows`, 'B', b.shape)
  const shape = sized(node, [a.shape[0]!, b.shape[1]!])
  const y = product(graph, a, b)
  return [plus(node, graph, y, node.inputs[2], shape)]
}

/** alpha y + beta c. */
function plus(node: Node, graph: Graph, y: Variable, c: Tensor | undefined, shape: Shape): Variable {
  const [alpha, beta] = [floatOf(node, 'alpha', 1), floatOf(node, 'beta', 1)]
  const each = (value: number): Float64Array => new Float64Array(sizeOf(shape)).fill(value)
  const factors = (): Float64Array => {
    take(graph, 4 * sizeOf(shape))
    return each(alpha)
  }
  const scaled = (): Variable => (alpha === 1 ? y : scale(graph, y, factors(), null))
  if (c === undefined) return scaled()
  const [, fitted] = bothInOneShape(node, graph, [{ ...y, shape }, c]) as [Tensor, Tensor]
  if (sizeOf(fitted.shape) !== sizeOf(shape)) throw wrong(node, `a C that fits [${shape.join(', ')}]`, 'C', c.shape)
  if (fitted.kind === 'variable') return weigh(graph, [scaled(), { ...fitted, shape }], [1, beta])
  const bias = float32s(fitted)
  if (alpha === 1 && beta === 1) return addConstant(graph, y, bias)
  return scale(
    graph,
    y,
    factors(),
    bias.map((value) => beta * value),
  )
}

const matMul: ReadOperator = (node, graph) => {
  const [left, right] = [inputOf(node, 0), inputOf(node, 1)]
  if (left.shape.length === 0 || right.shape.length === 0)
    throw wrong(node, 'matrices', 'inputs', [left.shape, right.shape])
  // Vectors are a row and a column, whose axis the result does not have.
  const a = left.shape.length === 1 ? reshape(left, [1, ...left.shape]) : left
  const b = right.shape.length === 1 ? reshape(right, [...right.shape, 1]) : right
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2))
  const [rows, inner] = a.shape.slice(-2) as [number, number]
  const columns = b.shape.at(-1)!
  if (batch === undefined || b.shape.at(-2) !== inner)
    throw wrong(node, `matrices that fit [${a.shape.join(', ')}]`, 'B', b.shape)
  const shape = [...batch, ...(left.shape.length === 1 ? [] : [rows]), ...(right.shape.length === 1 ? [] : [columns])]
  sized(node, shape)
  if (sizeOf(b.shape) === inner * columns && sizeOf(a.shape) === sizeOf(batch) * rows * inner) {
    const all = product(graph, reshape(a, [sizeOf(batch) * rows, inner]), reshape(b, [inner, columns]))
    return [reshape(all, shape)]
  }
  return [eachProduct(graph, [a, b], batch, shape)]
}

/** One product after the other, of matrices that lie one after the other. */
function eachProduct(graph: Graph, [a, b]: readonly [Tensor, Tensor], batch: Shape, shape: Shape): Tensor {
  const pieces = (tensor: Tensor): ((index: number) => Tensor) => {
    const [rows, columns] = tensor.shape.slice(-2) as [number, number]
    const from = tensor.shape.slice(0, -2)
    const which = broadcastTaps(from, batch) ?? range(sizeOf(batch))
    const size = rows * columns
    return (index) =>
      move(
        graph,
        [tensor],
        range(size).map((i) => which[index]! * size + i),
        [rows, columns],
      )
  }
  const [as, bs] = [pieces(a), pieces(b)]
  const products = Array.from({ length: sizeOf(batch) }, (_, i) => product(graph, as(i), bs(i)))
  take(graph, sizeOf(shape))
  return move(graph, products, range(sizeOf(shape)), shape)
}

export const products: Operators = {
  Gemm: { read: gemm, rows: productRows.gemm },
  MatMul: { read: matMul, rows: productRows.matMul },
}
