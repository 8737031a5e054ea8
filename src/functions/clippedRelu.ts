import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { limitError } from './errors/elementwiseError.ts'
import { rises, straight } from './shapes.ts'

/** min(max(x, 0), parameter), a float32; relu6 and ReLU layers with a limit. */
export const clippedRelu: ElementwiseFunction = {
  activations: { relu6: 6 },
  operator: undefined,
  value: (x, limit) => Math.min(limit, Math.max(0, x)),
  margin: 'of F(x)',
  slope: (x, limit) => (x >= 0 && x <= limit ? 1 : 0),
  breaks: (limit) => (limit === 0 ? [0] : [0, limit]),
  curvature: straight,
  turns: rises,
  ends: () => [0, 0],
  lipschitz: () => 1,
  kernel: (x, [limit], tf) => tf.clipByValue(tf.relu(x), 0, limit!),
  ways: {
    parameter: 6,
    compute: (tf) => [(x) => tf.clipByValue(tf.relu(x), 0, 6), (x) => tf.minimum(6, tf.relu(x))],
  },
  measured: [],
  error: (parameter, backend, lo, hi) => {
    // As of a ReLU, native passes on a negative subnormal in the tail of a tensor.
    const passes = backend === 'native' && lo < 0 && hi > -FLOAT32_MIN_NORMAL
    const least = passes ? Math.max(lo, -FLOAT32_MIN_NORMAL) : 0
    const flushed = least < 0 || (lo < FLOAT32_MIN_NORMAL && hi > 0) ? FLOAT32_MIN_NORMAL : 0
    const limit = Math.fround(parameter)
    return {
      relative: 0,
      absolute: flushed + limitError(parameter),
      min: Math.min(least, limit, parameter),
      max: Math.max(limit, parameter),
      nan: false,
    }
  },
}
