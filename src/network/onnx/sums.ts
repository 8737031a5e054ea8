import { sizeOf } from '../layers/layer.ts'
import { affine, append, type Graph, join, settle, take } from './graph.ts'
import { range, type Variable } from './tensors.ts'

/** The sum of several tensors of one shape, each times a float32. */
export function weigh(graph: Graph, xs: readonly Variable[], weights: readonly number[]): Variable {
  const { reads, compose } = join(graph, xs)
  const [count, size] = [xs.length, sizeOf(xs[0]!.shape)]
  take(graph, count * size)
  const taps = Int32Array.from({ length: count * size }, (_, i) => (i % count) * size + Math.floor(i / count))
  return affine(graph, { taps: compose(taps), kernel: Float64Array.from(weights), window: count }, reads, xs[0]!.shape)
}

/** Adds a number to each: to the bias of the sum that they come from, where there is such. */
export function addConstant(graph: Graph, x: Variable, bias: Float64Array): Variable {
  if (bias.every((value) => value === 0)) return x
  return addToBias(graph, x, bias) ?? weighEach(graph, x, new Float64Array(bias.length).fill(1), bias)
}

/** Each number times its own factor, plus its own bias. */
export function weighEach(graph: Graph, x: Variable, kernel: Float64Array, bias: Float64Array | null): Variable {
  const { reads, compose } = join(graph, [x])
  const taps = compose(range(kernel.length))
  const uniform = (values: Float64Array | null): boolean =>
    values === null || values.every((value) => value === values[0])
  if (!uniform(kernel) || !uniform(bias))
    return affine(graph, { taps, kernel, bias, groups: kernel.length }, reads, x.shape)
  return affine(graph, { taps, kernel: kernel.slice(0, 1), bias: bias?.slice(0, 1) ?? null }, reads, x.shape)
}

/**
 * A sum without a bias takes one in, if the same is added to all numbers that share a bias: the operation is made again
 * with it, and without a reader the old one vanishes. Undefined where that cannot be.
 */
function addToBias(graph: Graph, { shape, reads, taps }: Variable, added: Float64Array): Variable | undefined {
  const operation = graph.operations[reads[0]!]!
  if (reads.length > 1 || operation.kind !== 'affine' || operation.bias !== null || operation.rounding.kind !== 'sum')
    return undefined
  const { filters, groups, size } = operation
  if (size !== added.length) return undefined
  const bias = new Float64Array(groups * filters)
  const isSet = new Uint8Array(groups * filters)
  for (let i = 0; i < size; i++) {
    const at = taps === null ? i : taps[i]!
    if (at < 0) return undefined
    const own = (Math.floor(at / filters) % groups) * filters + (at % filters)
    if (isSet[own] === 1 && !Object.is(bias[own], added[i])) return undefined
    bias[own] = added[i]!
    isSet[own] = 1
  }
  if (isSet.includes(0)) return undefined
  take(graph, bias.length)
  const faultyOn = [...new Set([...operation.faultyOn, ...graph.faultyOn])]
  const index = graph.operations.push({ ...operation, bias, faultyOn, layer: `${operation.layer}, ${graph.label}` }) - 1
  return { kind: 'variable', shape, reads: [index], taps }
}

/** The largest or smallest of several tensors of one shape, number by number. */
export function extreme(graph: Graph, mode: 'max' | 'min', xs: readonly Variable[]): Variable {
  // A tap of -1 would be nothing, not a zero.
  const { reads, compose } = join(
    graph,
    xs.map((x) => (x.taps?.includes(-1) === true ? { ...x, reads: [settle(graph, x)], taps: null } : x)),
  )
  const [window, size] = [xs.length, sizeOf(xs[0]!.shape)]
  take(graph, window * size)
  const taps = compose(
    Int32Array.from({ length: window * size }, (_, i) => (i % window) * size + Math.floor(i / window)),
  )
  return append(graph, { kind: 'extremum', mode, size, taps, window }, reads, xs[0]!.shape)
}
