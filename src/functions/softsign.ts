import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { gamma } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { nowhere, peaking, rises } from './shapes.ts'

/** x / (1 + |x|) */
export const softsign: ElementwiseFunction = {
  activations: { softsign: 0 },
  operator: 'Softsign',
  value: (x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x))),
  margin: 'of F(x)',
  slope: (x) => (1 + Math.abs(x)) ** -2,
  breaks: nowhere,
  // F' is continuous at 0; F'' jumps there from 2 to -2.
  curvature: peaking((x) => 2 * (1 + Math.abs(x)) ** -3, [0]),
  turns: rises,
  ends: () => [0, 0],
  lipschitz: () => 1,
  kernel: layerKernel('softsign'),
  ways: layerWays('softsign'),
  measured: [],
  // x / (|x| + 1): the sum and the quotient are rounded. The rounded sum is not below |x|, so that the quotient stays
  // within 1.
  error: (_parameter, _backend, lo, hi) => ({
    relative: gamma(3),
    absolute: 3 * FLOAT32_MIN_NORMAL,
    min: lo >= 0 ? 0 : -1,
    max: hi <= 0 ? 0 : 1,
    nan: lo === -Infinity || hi === Infinity,
  }),
}
