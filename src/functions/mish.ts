import type { BackendName } from '../backend/name.ts'
import { FLOAT32_MIN_NORMAL } from '../numeric/float32.ts'
import { overflow, unit } from '../numeric/rounding.ts'
import type { ElementwiseFunction } from './elementwiseFunction.ts'
import { errorOfGate, flushed, type PieceError, unshut } from './errors/gated.ts'
import { constantBelow, measuredError } from './errors/measured.ts'
import { layerKernel, layerWays } from './layerWays.ts'
import { apart, gated, logistic, nowhere, peaking, turnsAt } from './shapes.ts'
import { softplus } from './softplus.ts'

const inner = (x: number): number => softplus.value(x, 0)
const gate = (x: number): number => Math.tanh(inner(x))

/** 1 - tanh(w)^2 for w >= 0, without the cancellation. */
function dip(w: number): number {
  const e = Math.exp(-2 * w)
  return (4 * e) / (1 + e) ** 2
}

/** x * tanh(softplus(x)) (Misra 2020). */
export const mish: ElementwiseFunction = {
  activations: { mish: 0 },
  operator: 'Mish',
  value: (x) => gated(x, gate(x)),
  margin: 'of F(x)',
  slope: (x) => gate(x) + gated(x, dip(inner(x)) * logistic(x)),
  breaks: nowhere,
  // (1 - t^2) s (2 + x (1 - s - 2 t s)) with t = tanh(softplus(x)) and s = sigmoid(x)
  curvature: peaking(
    (x) => {
      const bend = dip(inner(x)) * logistic(x)
      return bend === 0 ? 0 : bend * apart(2, x * (2 * gate(x) * logistic(x) - logistic(-x)))
    },
    [0.0879344265767418, 2.1148425680886644, 3.267337847320607],
  ),
  turns: turnsAt(-1.1924312145154952),
  ends: () => [0, 1],
  // 1.0884...
  lipschitz: () => 1.09,
  kernel: layerKernel('mish'),
  ways: layerWays('mish'),
  measured: ['softplus', 'tanh'],
  error: errorOfGate({
    least: -0.30885,
    isPositive: (backend) =>
      measuredError('softplus', backend, -Infinity, Infinity).min >= 0 &&
      measuredError('tanh', backend, 0, Infinity).min >= 0,
    shutBelow,
    pieceError,
    exponent: (x) => x,
  }),
}

function shutBelow(backend: BackendName): number {
  const { min, max } = measuredError('tanh', backend, 0, 0)
  return min === 0 && max === 0 ? Math.max(unshut, constantBelow('softplus', backend, 0)) : unshut
}

/**
 * Of the share by which its argument w > 0 is off tanh passes on 2 w / sinh(2 w), and of what that is off 1 -
 * tanh(w)^2, both of which fall; a percent more covers by how much either is larger at what was computed in place of w.
 */
function pieceError(backend: BackendName, lo: number, hi: number): PieceError {
  const argument = measuredError('softplus', backend, lo, hi)
  const share = argument.relative + 2 ** -40
  const [least, most] = [inner(lo), inner(hi)]
  const ends = [least * (1 - share) - 2 * argument.absolute, most * (1 + share) + 2 * argument.absolute] as const
  const { relative, absolute, min, max } = measuredError('tanh', backend, ...ends)
  const passed = 1.01 * (least < 1e-9 ? 1 : least > 300 ? 0 : (2 * least) / Math.sinh(2 * least)) * share
  const own = (1 + passed) * (1 + relative) - 1
  const off = 1.01 * dip(least) * argument.absolute * (1 + relative) + absolute + 16 * FLOAT32_MIN_NORMAL
  const rounded = (gateShare: number): number => (1 + gateShare) * (1 + unit) - 1 + 2 ** -50
  if (lo < 0) return { relative: rounded(own), absolute: -lo * off * (1 + unit) + flushed }
  // From zero on the gate is at least tanh(log 2) = 0.6: what is off by `off` is so by less than twice that relatively.
  // Nor is it farther off than what a kernel may give, 1 at last, is from what there is to give.
  const spread = 2 * Math.max(max - gate(lo), gate(hi) - min, 2 ** -50)
  return { relative: rounded(Math.min(own + 2 * off, spread)), absolute: hi * max < overflow ? flushed : Infinity }
}
