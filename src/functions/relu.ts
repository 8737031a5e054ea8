import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { layerWays } from './layerWays.ts'
import { atZero, rises, straight } from './shapes.ts'

/** max(0, x) */
export const relu: ElementwiseFunction = {
  activations: { relu: 0 },
  operator: 'Relu',
  value: (x) => Math.max(0, x),
  margin: 'of F(x)',
  slope: (x) => (x >= 0 ? 1 : 0),
  breaks: atZero,
  curvature: straight,
  turns: rises,
  ends: () => [0, 1],
  lipschitz: () => 1,
  kernel: (x, _, tf) => tf.relu(x),
  ways: layerWays('relu'),
  measured: [],
  error: (_, backend, lo, hi) => {
    // Native, where subnormals count as zero, passes on a negative one in the tail of a tensor: to it that is no less
    // than 0.
    const passes = backend === 'native' && lo < 0 && hi > -FLOAT32_MIN_NORMAL
    const least = passes ? Math.max(lo, -FLOAT32_MIN_NORMAL) : 0
    const isFlushed = least < 0 || (lo < FLOAT32_MIN_NORMAL && hi > 0)
    return { relative: 0, absolute: isFlushed ? FLOAT32_MIN_NORMAL : 0, min: least, max: Infinity, nan: false }
  },
}
