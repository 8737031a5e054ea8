import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { withNaN } from './errors/elementwiseError.ts'
import { measuredError } from './errors/measured.ts'
import { nowhere, rises, unknownEnds } from './shapes.ts'

/** Up to here e^x, off by what kernels are, is no infinity. */
const SAFE = 88

/** e^x */
export const exp: ElementwiseFunction = {
  activations: {},
  operator: 'Exp',
  value: Math.exp,
  margin: 'of F(x)',
  slope: Math.exp,
  breaks: nowhere,
  curvature: (_lo, hi) => Math.exp(hi) * (1 + 2 ** -30) + 2 ** -1022,
  turns: rises,
  ends: unknownEnds,
  lipschitz: () => Infinity,
  kernel: (x, _, tf) => tf.exp(x),
  ways: { parameter: 0, compute: (tf) => [(x) => tf.exp(x)] },
  measured: ['exp'],
  error: (_, backend, lo, hi) => {
    const found = measuredError('exp', backend, lo, hi)
    return withNaN(hi <= SAFE ? found : { ...found, relative: 0, absolute: Infinity }, false)
  },
}
