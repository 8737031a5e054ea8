import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfKernel } from './errors/elementwiseError.ts'
import { errorFunction } from './normal.ts'
import { gated, nowhere, peaking, rises } from './shapes.ts'

/** 2 / sqrt(pi) e^(-x^2) */
const slope = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)

/** 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x. */
export const erf: ElementwiseFunction = {
  activations: {},
  operator: 'Erf',
  value: errorFunction,
  margin: 'of F(x)',
  slope,
  breaks: nowhere,
  curvature: peaking((x) => 2 * Math.abs(gated(x, slope(x))), [Math.SQRT1_2]),
  turns: rises,
  ends: () => [0, 0],
  // 2 / sqrt(pi)
  lipschitz: () => 1.13,
  kernel: (x, _, tf) => tf.erf(x),
  ways: { parameter: 0, compute: (tf) => [(x) => tf.erf(x)] },
  measured: ['erf'],
  error: errorOfKernel('erf'),
}
