import type { OperationKind } from '../../operations/index.ts'
import { type Part, type Shape, sizeOf } from '../layers/layer.ts'
import { affine, append, asVariable, type Graph, move, settle, take } from './graph.ts'
import type { Variable } from './tensors.ts'

/** What is computed number by number of tensors of one shape. */
export function eachNumber(graph: Graph, kind: OperationKind, xs: readonly Variable[]): Variable {
  const { shape } = xs[0]!
  const size = sizeOf(shape)
  const reads = xs.map((x) => settle(graph, x))
  take(graph, size)
  return append(graph, { ...kind, size } as Part, reads, shape)
}

/** A tensor of one known number. */
export function uniform(graph: Graph, value: number, shape: Shape): Variable {
  const [taps, kernel, bias] = [Int32Array.of(-1), Float64Array.of(0), Float64Array.of(value)]
  const one = affine(graph, { taps, kernel, bias }, [0], [1])
  return asVariable(graph, move(graph, [one], new Int32Array(sizeOf(shape)), shape))
}
