import type { BackendName } from '../backend/name.ts'
import { overflow, unit } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfGate, flushed, neverBelow, type PieceError, unshut } from './errors/gated.ts'
import { constantBelow, measuredError } from './errors/measured.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { apart, bell, gated, logistic, nowhere, peaking, turnsAt } from './shapes.ts'

/** x * sigmoid(x) */
export const swish: ElementwiseFunction = {
  activations: { swish: 0 },
  operator: undefined,
  value: (x) => gated(x, logistic(x)),
  margin: 'of F(x)',
  slope: (x) => logistic(x) + gated(x, bell(x)),
  breaks: nowhere,
  // s' (2 - x (2 s - 1))
  curvature: peaking((x) => gated(apart(2, x * Math.tanh(x / 2)), bell(x)), [0, 3.435840993535111]),
  turns: turnsAt(-1.278464542761074),
  ends: () => [0, 1],
  // 1.0998...
  lipschitz: () => 1.1,
  kernel: layerKernel('swish'),
  ways: layerWays('swish'),
  measured: ['sigmoid'],
  error: errorOfGate({
    least: -0.2785,
    isPositive: neverBelow('sigmoid', 0),
    shutBelow: (backend) => Math.max(unshut, constantBelow('sigmoid', backend, 0)),
    pieceError,
    exponent: (x) => x,
  }),
}

function pieceError(backend: BackendName, lo: number, hi: number): PieceError {
  const { relative, absolute, max } = measuredError('sigmoid', backend, lo, hi)
  // From zero on sigmoid is at least 1/2: what is off by `absolute` is so by twice that relatively.
  const own = (1 + relative + (lo >= 0 ? 2 * absolute : 0)) * (1 + unit) - 1 + 2 ** -50
  if (lo >= 0) return { relative: own, absolute: hi * max < overflow ? flushed : Infinity }
  return { relative: own, absolute: -lo * absolute * (1 + unit) + flushed }
}
