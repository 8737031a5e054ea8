import { gamma } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { rises, straight } from './shapes.ts'

/** The float32 that kernels multiply by. */
const slope = Math.fround(0.2)
/** 0.5 / slope is no float64: it lies between these two. */
const edges: readonly [inner: number, outer: number] = [2.4999999627470975, 2.499999962747098]

/** Keras 2's: 0.2 x + 0.5 between 0 and 1, with the float32 nearest to 0.2. */
export const hardSigmoid: ElementwiseFunction = {
  activations: { hardSigmoid: 0 },
  operator: undefined,
  value: (x) => {
    if (x >= edges[1]) return 1
    if (x <= -edges[1]) return 0
    // In two parts of at most 29 bits, whose products with the slope are exact: near -2.5 the sum cancels.
    const head = Math.fround(x)
    return slope * head + 0.5 + slope * (x - head)
  },
  margin: 'of F(x)',
  slope: (x) => (Math.abs(x) <= edges[0] ? slope : 0),
  breaks: () => [-edges[1], -edges[0], edges[0], edges[1]],
  curvature: straight,
  turns: rises,
  ends: () => [0, 0],
  lipschitz: () => slope,
  kernel: layerKernel('hardSigmoid'),
  ways: layerWays('hardSigmoid'),
  measured: [],
  /*
   * clip(0.5 + 0.2 x): the float32 nearest to 0.2, one product and one sum, or both fused. Between the clipped sides
   * |0.2 x| + 0.5 is at most 1.1 up to |x| = 3; further out the sum is on the right side of its limit by far more than
   * it errs.
   */
  error: (_parameter, _backend, lo, hi) => {
    if (lo >= 3) return { relative: 0, absolute: 0, min: 1, max: 1, nan: false }
    if (hi <= -3) return { relative: 0, absolute: 0, min: 0, max: 0, nan: false }
    return { relative: 0, absolute: gamma(4), min: 0, max: 1, nan: false }
  },
}
