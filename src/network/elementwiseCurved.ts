import type { CurvedName, ElementwiseFunction } from './elementwise.ts'
import { normalDensity, normalShare } from './normal.ts'

const scale = 1.0507009873554805
const seluAlpha = 1.7580993408473766

/** In both branches the exponential is at most 1, so that nothing cancels or overflows. */
function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** s(x) (1 - s(x)), without the cancellation. */
const bell = (x: number): number => sigmoid(x) * sigmoid(-x)

/** Functions that end in 0 on the left: there x times 0 stands for the limit. */
const gated = (x: number, gate: number): number => (gate === 0 ? 0 : x * gate)

const none = (): readonly number[] => []
const zero = (): readonly number[] => [0]
const rises = (): undefined => undefined

/**
 * A bound of |F''| over an interval: it is largest at an end or at one of its peaks between them, of which `peaks` names those
 * right of 0 or at it, the others being their mirror images. `bend` is |F''| to within 2^-30 of it or of what cancels, which `blur` adds.
 */
function curvature(bend: (x: number) => number, peaks: readonly number[]): ElementwiseFunction['curvature'] {
  return (lo, hi) => {
    let most = Math.max(bend(lo), bend(hi))
    for (const peak of peaks) for (const at of [peak, -peak]) if (lo <= at && at <= hi) most = Math.max(most, bend(at))
    // Where F'' underflows it still is not 0.
    return most * (1 + 2 ** -30) + 2 ** -1022
  }
}

/** |a - b| for two sizes of a few roundings each, at least as large as the exact difference. */
const apart = (a: number, b: number): number => Math.abs(a - b) + 2 ** -40 * (Math.abs(a) + Math.abs(b))

/** sqrt(2 / pi) (x + 0.044715 x^3) and its derivatives. */
const root = Math.sqrt(2 / Math.PI)
const cubic = 0.044715
const inner = (x: number): number => root * x * (1 + cubic * x * x)
const inner1 = (x: number): number => root * (1 + 3 * cubic * x * x)
const inner2 = (x: number): number => root * 6 * cubic * x

function eluCurvature(alpha: number, lo: number, hi: number): number {
  return lo >= 0 ? 0 : Math.abs(alpha) * Math.exp(Math.min(0, hi)) * (1 + 2 ** -30) + 2 ** -1022
}

export const curved: Readonly<Record<CurvedName, ElementwiseFunction>> = {
  sigmoid: {
    value: sigmoid,
    slope: bell,
    breaks: none,
    // s' (1 - 2 s)
    curvature: curvature((x) => bell(x) * Math.abs(Math.tanh(x / 2)), [1.3169578969248166]),
    turn: rises,
  },
  tanh: {
    value: Math.tanh,
    slope: (x) => 4 * bell(2 * x),
    breaks: none,
    curvature: curvature((x) => 8 * bell(2 * x) * Math.abs(Math.tanh(x)), [0.6584789484624084]),
    turn: rises,
  },
  softplus: {
    value: (x) => (x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))),
    slope: sigmoid,
    breaks: none,
    curvature: curvature(bell, [0]),
    turn: rises,
  },
  softsign: {
    value: (x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x))),
    slope: (x) => (1 + Math.abs(x)) ** -2,
    breaks: none,
    // F' is continuous at 0; F'' jumps there from 2 to -2.
    curvature: curvature((x) => 2 * (1 + Math.abs(x)) ** -3, [0]),
    turn: rises,
  },
  elu: {
    value: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x),
    slope: (x, alpha) => (x < 0 ? alpha * Math.exp(x) : 1),
    breaks: zero,
    curvature: (lo, hi, alpha) => eluCurvature(alpha, lo, hi),
    turn: (alpha) => (alpha < 0 ? 0 : undefined),
  },
  selu: {
    value: (x) => (x < 0 ? seluAlpha * Math.expm1(x) : scale * x),
    slope: (x) => (x < 0 ? seluAlpha * Math.exp(x) : scale),
    breaks: zero,
    curvature: (lo, hi) => eluCurvature(seluAlpha, lo, hi),
    turn: rises,
  },
  swish: {
    value: (x) => gated(x, sigmoid(x)),
    slope: (x) => sigmoid(x) + gated(x, bell(x)),
    breaks: none,
    // s' (2 - x (2 s - 1))
    curvature: curvature((x) => gated(apart(2, x * Math.tanh(x / 2)), bell(x)), [0, 3.435840993535111]),
    turn: () => -1.278464542761074,
  },
  gelu: {
    value: (x) => gated(x, normalShare(x)),
    slope: (x) => normalShare(x) + gated(x, normalDensity(x)),
    breaks: none,
    curvature: curvature((x) => gated(apart(2, x * x), normalDensity(x)), [0, 2]),
    turn: () => -0.7517915246935645,
  },
  geluTanh: {
    // (1 + tanh g) / 2 = sigmoid(2 g)
    value: (x) => gated(x, sigmoid(2 * inner(x))),
    slope: (x) => sigmoid(2 * inner(x)) + 2 * gated(x * inner1(x), bell(2 * inner(x))),
    breaks: none,
    // (1 - t^2) (g' + x g'' / 2 - x t g'^2) with t = tanh g
    curvature: curvature(
      (x) =>
        4 * gated(apart(inner1(x) + (x * inner2(x)) / 2, x * Math.tanh(inner(x)) * inner1(x) ** 2), bell(2 * inner(x))),
      [0, 2.0134807246242574],
    ),
    turn: () => -0.7524614220710163,
  },
}
