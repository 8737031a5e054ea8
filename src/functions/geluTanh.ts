import type { BackendName } from '../backend/name.ts'
import { gamma } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfGate, gatedError, most, moved, neverBelow, type PieceError, shutWhere } from './errors/gated.ts'
import { measuredError } from './errors/measured.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { apart, bell, gated, logistic, nowhere, peaking, turnsAt } from './shapes.ts'

/** sqrt(2 / pi) (x + 0.044715 x^3) and its derivatives. */
const root = Math.sqrt(2 / Math.PI)
const cubic = 0.044715
const inner = (x: number): number => root * x * (1 + cubic * x * x)
const inner1 = (x: number): number => root * (1 + 3 * cubic * x * x)
const inner2 = (x: number): number => root * 6 * cubic * x

/**
 * x / 2 * (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))); layers compute 0.5 * (x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715
 * * pow(x, 3))))).
 */
export const geluTanh: ElementwiseFunction = {
  activations: { gelu_new: 0 },
  operator: undefined,
  // (1 + tanh g) / 2 = sigmoid(2 g)
  value: (x) => gated(x, logistic(2 * inner(x))),
  margin: 'of x',
  slope: (x) => logistic(2 * inner(x)) + 2 * gated(x * inner1(x), bell(2 * inner(x))),
  breaks: nowhere,
  // (1 - t^2) (g' + x g'' / 2 - x t g'^2) with t = tanh g
  curvature: peaking(
    (x) =>
      4 * gated(apart(inner1(x) + (x * inner2(x)) / 2, x * Math.tanh(inner(x)) * inner1(x) ** 2), bell(2 * inner(x))),
    [0, 2.0134807246242574],
  ),
  turns: turnsAt(-0.7524614220710163),
  ends: () => [0, 1],
  // 1.1290...
  lipschitz: () => 1.13,
  kernel: layerKernel('gelu_new'),
  ways: layerWays('gelu_new'),
  measured: ['tanh', 'cube'],
  error: errorOfGate({
    least: -0.2785,
    isPositive: neverBelow('tanh', -1),
    shutBelow: shutWhere('tanh', -1, argument),
    pieceError,
    exponent: (x) => 2 * argument(x, 1),
  }),
}

function argument(x: number, direction: 1 | -1): number {
  return moved(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3), direction)
}

/**
 * Six roundings on the way to tanh, two to spare, and the error of the cube. |w| tanh'(w) is largest at w = 0.7717,
 * 0.448.
 */
function pieceError(backend: BackendName, lo: number, hi: number): PieceError {
  const steep = (w: number): number => Math.abs(w) / Math.cosh(Math.min(Math.abs(w), 300)) ** 2
  const ends = [argument(lo, -1), argument(hi, 1)] as const
  const { relative } = measuredError('cube', backend, -Infinity, Infinity)
  const off = (1 + gamma(8)) * (1 + relative) - 1
  return gatedError(measuredError('tanh', backend, ...ends), off * most(steep, ends, 0.7717), 2, lo, hi)
}
