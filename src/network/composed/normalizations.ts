import { FLOAT32_MIN_NORMAL } from '../../numeric/float32.ts'
import { sizeOf } from '../layers/layer.ts'
import type { Known } from '../onnx/reading/known.ts'
import { inOrder } from '../../operations/affine/taps.ts'
import type { ComposeLayer, Composers, LayerCalls } from './compose.ts'

/** Weights, epsilons and differences that no product or quotient of each other takes near the ends of float32. */
const [LEAST_SCALE, MOST_SCALE, LEAST_EPSILON, MOST_DIFFERENCE] = [1e-15, 1e15, 1e-12, 1e20]

/**
 * The same numbers up to 16 roundings, and up to so much flushed to zero, as kernels differ in order. Nothing is said
 * of numbers past the limit.
 */
function near({ apply }: LayerCalls, x: Known, underflow: (index: number) => number): Known {
  const { shape } = x.tensor
  const size = sizeOf(shape)
  const filled = (value: number): Float64Array => new Float64Array(size).fill(value)
  const flushed = filled(0).map((_, i) => underflow(i))
  return apply(
    [
      {
        kind: 'affine',
        size,
        taps: inOrder(1),
        kernel: filled(1),
        bias: null,
        positions: size,
        window: 1,
        filters: 1,
        groups: size,
        rounding: { kind: 'scale', offset: filled(0), limit: filled(MOST_DIFFERENCE), underflow: [flushed, filled(0)] },
      },
    ],
    [x],
    shape,
  )
}

/**
 * (x - mean) / sqrt(variance + epsilon) gamma + beta over some axes. Means, variances and the differences that make
 * them are stored. The rest is one kernel: in float64 on cpu, by a reciprocal root that is off by a few units on
 * native, in any order: at most 8 roundings of one product of all, beside those of the last sum.
 */
const layerNormalization: ComposeLayer = (layer, calls, [x]) => {
  const { axis, epsilon, scale, center } = layer.config
  const { run, known } = calls
  const { shape } = x!.tensor
  const axes = [axis].flat() as unknown[]
  if (!axes.every((one): one is number => Number.isInteger(one) && (one as number) >= 1)) return undefined
  if (typeof epsilon !== 'number' || !(epsilon >= LEAST_EPSILON && epsilon <= 1)) return undefined
  const lengths = axes.map((one) => shape[one]!)
  const gamma = layer.weight('gamma', lengths)
  const beta = layer.weight('beta', lengths)
  if (gamma === undefined || beta === undefined || (gamma !== null) !== scale || (beta !== null) !== center)
    return undefined
  const isTame = (value: number): boolean =>
    value === 0 || (Math.abs(value) >= LEAST_SCALE && Math.abs(value) <= MOST_SCALE)
  if (gamma?.every(isTame) === false || beta?.every(Number.isFinite) === false) return undefined
  const over = known(axes, 'int64')
  const centred = run('Sub', [x, run('ReduceMean', [x, over])])
  const variance = run('ReduceMean', [run('Mul', [centred, centred]), over])
  const root = run('Sqrt', [run('Add', [variance, known(Math.fround(epsilon))])])
  const flushed = 8 * FLOAT32_MIN_NORMAL * (1 + 1 / Math.sqrt(epsilon))
  const quotient = run('Div', [near(calls, centred, () => 16 * FLOAT32_MIN_NORMAL), root])
  const own = shape.map((length, i) => (axes.includes(i) ? length : 1))
  const most = gamma?.reduce((a, b) => Math.max(a, Math.abs(b)), 1) ?? 1
  const product = gamma === null ? quotient : run('Mul', [quotient, known([...gamma], 'float32', own)])
  const scaled = near(calls, product, () => flushed * (1 + most))
  return beta === null ? scaled : run('Add', [scaled, known([...beta], 'float32', own)])
}

export const normalizations: Composers = { LayerNormalization: layerNormalization }
