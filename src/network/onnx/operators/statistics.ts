import { normalize } from '../../layers/normalization.ts'
import { pool } from '../../layers/pooling.ts'
import { sizeOf } from '../../layers/layer.ts'
import type { Rounding } from '../../../operations/affine/affineOperation.ts'
import { affine, append, float32s, join, reshape, take, withoutZeros } from '../graph.ts'
import { axesOver, constantOf, floatOf, intOf, type ReadOperator, variableOf, wrong } from '../node.ts'
import { gridTaps, range, stridesOf } from '../tensors.ts'
import * as rows from '../rows/elementwise.ts'
import * as windowRows from '../rows/windowed.ts'
import { reducedWhole } from './knownTensors.ts'
import type { Operators } from './operator.ts'

/** By statistics that are known. */
const batchNormalization: ReadOperator = (node, graph) => {
  const x = variableOf(node, graph, 0)
  const channels = x.shape[1] ?? 1
  const [gamma, beta, mean, variance] = ['scale', 'B', 'mean', 'var'].map((name, i) => {
    const values = float32s(constantOf(node, i + 1, name))
    if (values.length !== channels) throw wrong(node, `${channels} numbers`, name, values)
    return values
  }) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const epsilon = floatOf(node, 'epsilon', Math.fround(1e-5))
  const inner = sizeOf(x.shape.slice(2))
  const groups = channels * inner
  take(graph, 6 * groups)
  const normal = Array.from({ length: channels }, (_, c) =>
    normalize(mean[c]!, variance[c]!, gamma[c]!, beta[c]!, epsilon),
  )
  const each = (pick: (channel: (typeof normal)[number]) => number): Float64Array =>
    Float64Array.from({ length: groups }, (_, g) => pick(normal[Math.floor(g / inner)]!))
  const rounding: Rounding = {
    kind: 'scale',
    offset: each(({ offset }) => offset),
    limit: each(({ limit }) => limit),
    underflow: [each(({ underflow }) => underflow[0]), each(({ underflow }) => underflow[1])],
  }
  const { reads, compose } = join(graph, [x])
  const taps = compose(range(sizeOf(x.shape)))
  const [kernel, bias] = [each((channel) => channel.kernel), each((channel) => channel.bias)]
  return [affine(graph, { taps, kernel, bias, groups, rounding }, reads, x.shape)]
}

/** Sums, means or extremes over axes; all of them if none are named. `since` is the opset from which on axes are an input. */
const reduce =
  (kind: 'sum' | 'mean' | 'max' | 'min', since: number): ReadOperator =>
  (node, graph) => {
    const x = variableOf(node, graph, 0)
    const rank = x.shape.length
    const over = new Set(axesOver(node, since))
    if (over.size === 0) return [x]
    const keeps = intOf(node, 'keepdims', 1) !== 0
    const axes = [...range(rank)]
    const shape = axes.filter((axis) => keeps || !over.has(axis)).map((axis) => (over.has(axis) ? 1 : x.shape[axis]!))
    const order = [...axes.filter((axis) => !over.has(axis)), ...axes.filter((axis) => over.has(axis))]
    const window = sizeOf([...over].map((axis) => x.shape[axis]!))
    if (window === 1) return [reshape(x, shape)]
    const strides = stridesOf(x.shape)
    take(graph, 2 * sizeOf(x.shape))
    const along = order.map((axis) => Int32Array.from({ length: x.shape[axis]! }, (_, i) => i * strides[axis]!))
    const taps = gridTaps(
      order.map((axis) => x.shape[axis]!),
      along,
    )
    const { reads, compose } = join(graph, [kind === 'sum' ? x : withoutZeros(graph, x)])
    if (kind === 'sum')
      return [affine(graph, { taps: compose(taps), kernel: new Float64Array(window).fill(1), window }, reads, shape)]
    if (kind !== 'mean') {
      const size = taps.length / window
      return [append(graph, { kind: 'extremum', mode: kind, size, taps: compose(taps), window }, reads, shape)]
    }
    return [append(graph, pool('average', taps.length / window, compose(taps), window), reads, shape)]
  }

export const innerStatistics: Operators = {
  batchNormalization: { read: batchNormalization, rows: windowRows.normalization },
}

export const statistics: Operators = {
  ReduceMax: { read: reducedWhole(Math.max, -Infinity, 18, reduce('max', 18)), rows: rows.reduce(18) },
  ReduceMean: { read: reduce('mean', 18), rows: rows.reduce(18) },
  ReduceMin: { read: reducedWhole(Math.min, Infinity, 18, reduce('min', 18)), rows: rows.reduce(18) },
  ReduceSum: { read: reducedWhole((a, b) => a + b, 0, 13, reduce('sum', 13)), rows: rows.reduce(13) },
}
