import type { BackendName } from '../backend/name.ts'
import { gamma } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfGate, gatedError, most, moved, neverBelow, type PieceError, shutWhere } from './errors/gated.ts'
import { measuredError } from './errors/measured.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { normalDensity, normalShare } from './normal.ts'
import { apart, gated, nowhere, peaking, turnsAt } from './shapes.ts'

/** x / 2 * (1 + erf(x / sqrt 2)); layers compute x * (0.5 * (1 + erf(x / sqrt 2))). */
export const gelu: ElementwiseFunction = {
  activations: { gelu: 0 },
  operator: undefined,
  value: (x) => gated(x, normalShare(x)),
  margin: 'of x',
  slope: (x) => normalShare(x) + gated(x, normalDensity(x)),
  breaks: nowhere,
  curvature: peaking((x) => gated(apart(2, x * x), normalDensity(x)), [0, 2]),
  turns: turnsAt(-0.7517915246935645),
  ends: () => [0, 1],
  // 1.1289...
  lipschitz: () => 1.13,
  kernel: layerKernel('gelu'),
  ways: layerWays('gelu'),
  measured: ['erf'],
  error: errorOfGate({
    least: -0.2785,
    isPositive: neverBelow('erf', -1),
    shutBelow: shutWhere('erf', -1, argument),
    pieceError,
    exponent: (x) => (-x * x) / 2,
  }),
}

function argument(x: number, direction: 1 | -1): number {
  return moved(x / Math.SQRT2, direction)
}

/**
 * The quotient x / sqrt 2: a rounded divisor, one rounding, and one to spare. |w| erf'(w) is largest at w = 1 / sqrt 2,
 * 0.484.
 */
function pieceError(backend: BackendName, lo: number, hi: number): PieceError {
  const sensitivity = 2 / Math.sqrt(Math.PI)
  const steep = (w: number): number => sensitivity * Math.abs(w) * Math.exp(-w * w)
  const ends = [argument(lo, -1), argument(hi, 1)] as const
  return gatedError(measuredError('erf', backend, ...ends), gamma(3) * most(steep, ends, Math.SQRT1_2), 1, lo, hi)
}
