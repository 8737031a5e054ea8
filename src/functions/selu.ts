import { overflow } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfKernel } from './errors/elementwiseError.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { atZero, exponentialCurvature, rises } from './shapes.ts'

const scale = 1.0507009873554805
const scaledAlpha = 1.7580993408473766
const ofKernel = errorOfKernel('selu')

/** 1.0507... times elu with parameter 1.6732... (Klambauer et al. 2017). */
export const selu: ElementwiseFunction = {
  activations: { selu: 0 },
  operator: undefined,
  value: (x) => (x < 0 ? scaledAlpha * Math.expm1(x) : scale * x),
  margin: 'of F(x)',
  slope: (x) => (x < 0 ? scaledAlpha * Math.exp(x) : scale),
  breaks: atZero,
  curvature: (lo, hi) => exponentialCurvature(scaledAlpha, lo, hi),
  turns: rises,
  ends: () => [0, scale],
  // |F'| is largest at -0: scale * alpha = 1.75809934...
  lipschitz: () => 1.7581,
  kernel: layerKernel('selu'),
  ways: layerWays('selu'),
  measured: ['selu'],
  error: (parameter, backend, lo, hi) => {
    // Numbers whose selu, 1.0507 x, is past the largest float32 become Infinity.
    const { relative, absolute, min, max, nan } = ofKernel(parameter, backend, lo, hi)
    return { relative, absolute: hi * 1.0508 < overflow ? absolute : Infinity, min, max, nan }
  },
}
