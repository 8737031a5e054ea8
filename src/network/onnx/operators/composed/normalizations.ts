import { axisOf, floatOf, intOf, intsOf, type Node, refuse, wrong } from '../../node.ts'
import { FLOAT32_MIN_NORMAL } from '../../../../numeric/float32.ts'
import type { Known } from '../../reading/known.ts'
import { sizeOf } from '../../../layers/layer.ts'
import { type Compose, innerAxes, noAxes, type Operators, type Others } from '../operator.ts'
import { range } from '../../tensors.ts'
import { float } from './attributes.ts'

const smallest = Math.fround(1e-5)

/** x less its mean over axes, divided by sqrt(variance + epsilon); that mean and that root, too. */
function standardized({ run, known }: Others, x: Known, axes: Known, epsilon: number): [Known, Known, Known] {
  const mean = run('ReduceMean', [x, axes])
  const centred = run('Sub', [x, mean])
  const variance = run('ReduceMean', [run('Mul', [centred, centred]), axes])
  const root = run('Sqrt', [run('Add', [variance, known(epsilon)])])
  return [run('Div', [centred, root]), mean, root]
}

/** Numbers of channels, for tensors of [batch, channels, ...space]. */
function perChannel({ run, known }: Others, values: Known, rank: number): Known {
  const shape = [...range(rank)].map((axis) => (axis === 1 ? -1 : 1))
  return run('Reshape', [values, known(shape, 'int64')])
}

type Normalize = (node: Node, others: Others, inputs: readonly (Known | undefined)[], epsilon: number) => Known[]

/** Axes from one on, -1 unless told. */
function lastAxes(node: Node, { known }: Others, { tensor: { shape } }: Known): Known {
  return known([...range(shape.length)].slice(axisOf(node, intOf(node, 'axis', -1), shape.length)), 'int64')
}

/** What is normalized, its mean, and 1 / its deviation. */
export const layerNormalized: Normalize = (node, others, [x, scale, bias], epsilon) => {
  const { run } = others
  const axes = lastAxes(node, others, x!)
  const [normal, mean, root] = standardized(others, x!, axes, floatOf(node, 'epsilon', epsilon))
  const scaled = run('Mul', [normal, scale])
  const result = bias === undefined ? scaled : run('Add', [scaled, bias])
  return [result, mean, ...(node.wanted[2] === true ? [run('Reciprocal', [root])] : [])]
}

/** x / sqrt(mean of squares + epsilon) */
export const rmsNormalized: Normalize = (node, others, [x, scale], epsilon) => {
  const { run, known } = others
  const mean = run('ReduceMean', [run('Mul', [x, x]), lastAxes(node, others, x!)])
  const root = run('Sqrt', [run('Add', [mean, known(floatOf(node, 'epsilon', epsilon))])])
  return [run('Mul', [run('Div', [x, root]), scale])]
}

const over =
  (normalize: Normalize): Compose =>
  (node, others) =>
    normalize(node, others, others.inputs, smallest)

/**
 * In inference. Statistics that are computed are those of a part of the model that normalizes by itself: then it is
 * x scale + (bias - mean scale), step by step as ONNX Runtime computes it.
 */
const batchNormalization: Compose = (node, others) => {
  const { inputs, run, known } = others
  const isTraining = node.opset < 7 ? intOf(node, 'is_test', 0) === 0 : intOf(node, 'training_mode', 0) !== 0
  if (isTraining || node.wanted.some((wanted, i) => wanted && i > 0))
    throw refuse(node, "normalization by the batch's own statistics", 'Export the model for inference.')
  if (intOf(node, 'spatial', 1) === 0)
    throw refuse(node, 'statistics for each place (spatial=0)', 'Newer opsets have none.')
  const epsilon = floatOf(node, 'epsilon', smallest)
  const statistics = inputs.slice(1, 5) as Known[]
  if (statistics.every(({ tensor }) => tensor.kind === 'constant'))
    return [run('batchNormalization', inputs, float('epsilon', epsilon))]
  const [x] = inputs
  const { shape } = x!.tensor
  for (const { tensor } of statistics)
    if (sizeOf(tensor.shape) !== shape[1]) throw wrong(node, `${shape[1]} numbers`, 'statistics', tensor.shape)
  const [gamma, beta, mean, variance] = statistics as [Known, Known, Known, Known]
  const scale = run('Mul', [run('Reciprocal', [run('Sqrt', [run('Add', [variance, known(epsilon)])])]), gamma])
  const offset = run('Sub', [beta, run('Mul', [mean, scale])])
  const [factor, added] = [scale, offset].map((one) => perChannel(others, one, shape.length))
  return [run('Add', [run('Mul', [x, factor]), added])]
}

const instanceNormalization: Compose = (node, others) => {
  const { inputs, run, known } = others
  const [x, scale, bias] = inputs
  const rank = x!.tensor.shape.length
  if (rank < 3) throw wrong(node, 'batch, channels and one axis more', 'shape', x!.tensor.shape)
  const axes = known([...range(rank)].slice(2), 'int64')
  const [normal] = standardized(others, x!, axes, floatOf(node, 'epsilon', smallest))
  return [run('Add', [run('Mul', [normal, perChannel(others, scale!, rank)]), perChannel(others, bias!, rank)])]
}

/** Before opset 21 the scale and bias were one for each group. */
const groupNormalization: Compose = (node, others) => {
  const { inputs, run, known } = others
  const [x, scale, bias] = inputs
  const { shape } = x!.tensor
  const groups = intOf(node, 'num_groups', 1)
  const channels = shape[1] ?? 0
  if (shape.length < 3 || !(groups >= 1) || channels % groups !== 0)
    throw wrong(node, `groups of ${channels} channels`, 'num_groups', groups)
  const grouped = run('Reshape', [x, known([0, groups, -1], 'int64')])
  const [normal] = standardized(others, grouped, known([2], 'int64'), floatOf(node, 'epsilon', smallest))
  const back = run('Reshape', [normal, known([0, ...shape.slice(1)], 'int64')])
  const each = (values: Known): Known => {
    const isGroup = node.opset < 21 && sizeOf(values.tensor.shape) === groups
    if (!isGroup || groups === channels) return perChannel(others, values, shape.length)
    const column = run('Reshape', [values, known([groups, 1], 'int64')])
    const repeated = run('Expand', [column, known([groups, channels / groups], 'int64')])
    return perChannel(others, run('Reshape', [repeated, known([-1], 'int64')]), shape.length)
  }
  return [run('Add', [run('Mul', [back, each(scale!)]), each(bias!)])]
}

/** Divides by the sum of sizes along an axis, or the root of the sum of squares. */
const lpNormalization: Compose = (node, { inputs: [x], run, known }) => {
  const p = intOf(node, 'p', 2)
  if (p !== 1 && p !== 2) throw wrong(node, 'a norm of 1 or 2', 'p', p)
  const axes = known([axisOf(node, intOf(node, 'axis', -1), x!.tensor.shape.length)], 'int64')
  const norm = run(p === 1 ? 'ReduceL1' : 'ReduceL2', [x, axes])
  // Zeros stay zeros.
  return [run('Div', [x, run('Max', [norm, known(FLOAT32_MIN_NORMAL)])])]
}

/** (x - mean) / sqrt(variance), with the standard's own 1e-9 that keeps it from dividing by 0. */
const meanVarianceNormalization: Compose = (node, { inputs: [x], run, known }) => {
  const axes = known(intsOf(node, 'axes') ?? [0, 2, 3], 'int64')
  const centred = run('Sub', [x, run('ReduceMean', [x, axes])])
  const variance = run('ReduceMean', [run('Mul', [centred, centred]), axes])
  return [run('Div', [centred, run('Add', [run('Sqrt', [variance]), known(Math.fround(1e-9))])])]
}

/** x / (bias + alpha / size times the sum of squares of neighbouring channels)^beta */
const localResponse: Compose = (node, { inputs: [x], run, known }) => {
  const [size, alpha] = [intOf(node, 'size', 1), floatOf(node, 'alpha', Math.fround(1e-4))]
  const [beta, bias] = [floatOf(node, 'beta', 0.75), floatOf(node, 'bias', 1)]
  const { shape } = x!.tensor
  const channels = shape[1] ?? 0
  if (!(size >= 1)) throw wrong(node, 'a size from 1', 'size', size)
  const [before, after] = [Math.floor((size - 1) / 2), Math.ceil((size - 1) / 2)]
  // Which channels are neighbours, as a product with ones and zeros over channels.
  const near = Array.from({ length: channels ** 2 }, (_, i) => {
    const [own, other] = [Math.floor(i / channels), i % channels]
    return Number(other >= own - before && other <= own + after)
  })
  const flat = run('Reshape', [run('Mul', [x, x]), known([0, 0, -1], 'int64')])
  const sums = run('MatMul', [known(near, 'float32', [channels, channels]), flat])
  const whole = run('Reshape', [sums, known([0, ...shape.slice(1)], 'int64')])
  const base = run('Add', [run('Mul', [whole, known(Math.fround(alpha / size))]), known(bias)])
  return [run('Div', [x, run('Pow', [base, known(beta)])])]
}

export const normalizations: Operators = {
  BatchNormalization: { compose: batchNormalization, fixed: noAxes, takesSeveral: [1, 2, 3, 4] },
  GroupNormalization: { compose: groupNormalization, fixed: innerAxes },
  InstanceNormalization: { compose: instanceNormalization, fixed: noAxes },
  LRN: { compose: localResponse, fixed: innerAxes },
  LayerNormalization: { compose: over(layerNormalized), fixed: noAxes },
  LpNormalization: { compose: lpNormalization, fixed: noAxes },
  MeanVarianceNormalization: { compose: meanVarianceNormalization, fixed: noAxes },
  RMSNormalization: { compose: over(rmsNormalized), fixed: noAxes },
  SimplifiedLayerNormalization: { compose: over(rmsNormalized), fixed: noAxes },
}
