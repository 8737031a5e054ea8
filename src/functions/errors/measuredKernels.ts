import type { tf as Tensors } from '../../backend/tf.ts'
import type { Tf } from '../elementwiseFunction.ts'
import { elementwiseFunctions } from '../index.ts'
import { errorFunction } from '../normal.ts'
import type { MeasuredName } from './measured.ts'

/** A function whose float32 errors are measured. All of them rise on each side of 0, or are nowhere the same for long. */
export interface MeasuredKernel {
  /** As a backend's kernels compute it. */
  compute(x: Tensors.Tensor, tf: Tf): Tensors.Tensor
  /** F(x) in float64, off by at most 2^-46 |F(x)|. */
  value(x: number): number
  /** A bound of |F''| over [lo, hi] off zero. */
  curvature(lo: number, hi: number): number
  /** Results that the function tends to on the left and on the right, where kernels reach them. */
  readonly low?: number
  readonly high?: number
}

function known(
  name: 'sigmoid' | 'tanh' | 'softplus' | 'elu' | 'selu',
  compute: MeasuredKernel['compute'],
): MeasuredKernel {
  const { value, curvature } = elementwiseFunctions[name]
  return {
    compute,
    value: (x) => value(x, 1),
    curvature: (lo, hi) => curvature(lo, hi, 1),
  }
}

/** A wave: infinities, which have no angle, are left out as 0. */
const wave = (name: 'sin' | 'cos', curvature: MeasuredKernel['curvature']): MeasuredKernel => ({
  compute: (x, tf) => tf.tidy(() => tf.where(tf.equal(tf.abs(x), Infinity), tf.zerosLike(x), tf[name](x))),
  value: (x) => (Math.abs(x) === Infinity ? 0 : Math[name](x)),
  curvature,
})

export const measuredKernels: Readonly<Record<MeasuredName, MeasuredKernel>> = {
  sigmoid: { ...known('sigmoid', (x, tf) => tf.sigmoid(x)), low: 0, high: 1 },
  tanh: { ...known('tanh', (x, tf) => tf.tanh(x)), low: -1, high: 1 },
  softplus: { ...known('softplus', (x, tf) => tf.softplus(x)), low: 0 },
  elu: { ...known('elu', (x, tf) => tf.elu(x)), low: -1 },
  selu: { ...known('selu', (x, tf) => tf.selu(x)), low: Math.fround(-1.7580993408473766) },
  exp: {
    compute: (x, tf) => tf.exp(x),
    value: Math.exp,
    curvature: (_lo, hi) => Math.exp(hi) * 1.001,
    low: 0,
  },
  // These two have no numbers left of 0: there they are measured by what they are on the right, turned round.
  log: {
    compute: (x, tf) => tf.tidy(() => tf.where(tf.less(x, 0), tf.neg(tf.log(tf.abs(x))), tf.log(x))),
    value: (x) => (x < 0 ? -Math.log(-x) : Math.log(x)),
    curvature: (lo, hi) => 1.001 / Math.min(Math.abs(lo), Math.abs(hi)) ** 2,
  },
  sqrt: {
    compute: (x, tf) => tf.tidy(() => tf.where(tf.less(x, 0), tf.neg(tf.sqrt(tf.abs(x))), tf.sqrt(x))),
    value: (x) => (x < 0 ? -Math.sqrt(-x) : Math.sqrt(x)),
    curvature: (lo, hi) => 0.2501 / Math.min(Math.abs(lo), Math.abs(hi)) ** 1.5,
  },
  erf: {
    compute: (x, tf) => tf.erf(x),
    value: errorFunction,
    // 4 / sqrt(pi) |x| e^(-x^2)
    curvature: (lo, hi) => {
      const near = lo > 0 ? lo : hi < 0 ? -hi : 0
      return 2.26 * Math.max(Math.abs(lo), Math.abs(hi)) * Math.exp(-near * near) * 1.001
    },
    low: -1,
    high: 1,
  },
  sin: wave('sin', (lo, hi) => Math.min(1, Math.max(Math.abs(lo), Math.abs(hi)))),
  cos: wave('cos', () => 1),
  cube: {
    compute: (x, tf) => tf.pow(x, 3),
    value: (x) => x * x * x,
    curvature: (lo, hi) => 6.001 * Math.max(Math.abs(lo), Math.abs(hi)),
  },
}
