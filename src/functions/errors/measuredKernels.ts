import { tf } from '../../backend/tf.ts'
import { elementwiseFunctions } from '../index.ts'
import { normalShare } from '../normal.ts'
import type { MeasuredName } from './measured.ts'

/** A function whose float32 errors are measured. All of them rise. */
export interface MeasuredKernel {
  /** As kernels compute it. */
  compute(x: tf.Tensor): tf.Tensor
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

export const measuredKernels: Readonly<Record<MeasuredName, MeasuredKernel>> = {
  sigmoid: { ...known('sigmoid', (x) => tf.sigmoid(x)), low: 0, high: 1 },
  tanh: { ...known('tanh', (x) => tf.tanh(x)), low: -1, high: 1 },
  softplus: { ...known('softplus', (x) => tf.softplus(x)), low: 0 },
  elu: { ...known('elu', (x) => tf.elu(x)), low: -1 },
  selu: { ...known('selu', (x) => tf.selu(x)), low: Math.fround(-1.7580993408473766) },
  exp: {
    compute: (x) => tf.exp(x),
    value: Math.exp,
    curvature: (_lo, hi) => Math.exp(hi) * 1.001,
    low: 0,
  },
  erf: {
    compute: (x) => tf.erf(x),
    value: erf,
    // 4 / sqrt(pi) |x| e^(-x^2)
    curvature: (lo, hi) => {
      const near = lo > 0 ? lo : hi < 0 ? -hi : 0
      return 2.26 * Math.max(Math.abs(lo), Math.abs(hi)) * Math.exp(-near * near) * 1.001
    },
    low: -1,
    high: 1,
  },
  cube: {
    compute: (x) => tf.pow(x, 3),
    value: (x) => x * x * x,
    curvature: (lo, hi) => 6.001 * Math.max(Math.abs(lo), Math.abs(hi)),
  },
}

/**
 * 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. Near 0 by e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / (3 5) + ...),
 * whose terms all have one sign, so that nothing cancels (Abramowitz & Stegun 7.1.6).
 */
function erf(x: number): number {
  if (Math.abs(x) > 1.5) return Math.sign(x) * (1 - 2 * normalShare(-Math.abs(x) * Math.SQRT2))
  let sum = 0
  let term = x
  for (let n = 1; sum + term !== sum; n += 2) {
    sum += term
    term *= (2 * x * x) / (n + 2)
  }
  return sum * Math.exp(-x * x) * (2 / Math.sqrt(Math.PI))
}
