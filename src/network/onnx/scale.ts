import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { overflow } from '../../numeric/rounding.ts'
import type { Rounding } from '../../operations/affine/affineOperation.ts'
import { affine, type Graph, join } from './graph.ts'
import { range, type Variable } from './tensors.ts'

/**
 * Each number times a real factor, plus a real number: factors and summands need be no float32 numbers. Kernels round
 * both and then the product and the sum, four roundings; where a factor is near the ends of float32 nothing is said of
 * the result.
 */
export function scale(graph: Graph, x: Variable, factors: Float64Array, summands: Float64Array | null): Variable {
  const { reads, compose } = join(graph, [x])
  const offset = summands === null ? new Float64Array(factors.length) : summands.map(Math.abs)
  const rounding: Rounding = {
    kind: 'scale',
    offset,
    limit: factors.map((factor, i) => {
      const size = Math.abs(factor)
      const isTame = (size === 0 || (size > 2 ** -100 && size < 2 ** 100)) && offset[i]! < overflow / 4
      return isTame ? overflow / 4 / Math.max(1, size) : -1
    }),
    underflow: [
      factors.map((factor) => 8 * (1 + Math.abs(factor)) * FLOAT32_MIN_NORMAL),
      new Float64Array(factors.length),
    ],
  }
  const taps = compose(range(factors.length))
  return affine(graph, { taps, kernel: factors, bias: summands, groups: factors.length, rounding }, reads, x.shape)
}
