import { FUNCTION_SLACK } from '../numeric/slack.ts'

/**
 * Slopes to the left and to the right, far out: F(x) = slope x + O(1). Undefined where there are none, or where F of
 * bounded numbers need not be bounded.
 */
type Ends = readonly [left: number, right: number] | undefined

/** What is known of a function F of one number and a parameter a. What is not said of one does not compile. */
export interface Curve {
  /** F(x) in float64. */
  readonly value: (x: number, a: number) => number
  /** Where its slope jumps. What is left out here makes lines that F crosses. */
  readonly corners: (a: number) => readonly number[]
  /** No less than |F''| off its corners over [lo, hi]; undefined where it is straight between them. */
  readonly bend: ((lo: number, hi: number, a: number) => number) | undefined
  /** Where it may turn in [lo, hi], or elsewhere with the same values: between its ends and these it is monotone. */
  readonly turns: (lo: number, hi: number, a: number) => readonly number[]
  /** How far the value in float64 may be off besides a share of itself, where terms cancel. */
  readonly blur: number
  readonly ends: (a: number) => Ends
}

const { abs, ceil, exp, expm1, floor, log1p, max, min, tanh, PI, SQRT2 } = Math
const sigmoid = (x: number): number => (x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)))
const softplus = (x: number): number => max(0, x) + log1p(exp(-abs(x)))
const inner = (x: number): number => (2 / PI) ** 0.5 * (x + 0.044715 * x ** 3)
const fifth = Math.fround(0.2)

/**
 * e^(-x^2) 2 / sqrt(pi) (x + 2 x^3 / 3 + 4 x^5 / (3 5) + ...): no term cancels another. Past 6 it is 1 to within 2^-54.
 */
function erf(x: number): number {
  let sum = 0
  for (let n = 1, term = x; abs(x) < 6 && sum + term !== sum; n += 2, term *= (2 * x * x) / n) sum += term
  return abs(x) < 6 ? (2 / PI ** 0.5) * exp(-x * x) * sum : Math.sign(x)
}

/** e^x and what is near it of another function: no more than by so much of 1. */
const near1 = 1 + FUNCTION_SLACK

/** Functions that are bounded, and those that come near x on the right. */
const level = (): Ends => [0, 0]
const rising = (): Ends => [0, 1]
const unending = (): Ends => undefined
const nowhere = (): readonly number[] => []
const atZero = (): readonly number[] => [0]
/** Those whose parameter is negative fall up to 0; others do not fall. */
const atNegative = (lo: number, hi: number, a: number): readonly number[] => (a < 0 && lo < 0 && hi > 0 ? [0] : [])
/** It falls up to there, and rises from there on. */
const fallsTo =
  (turn: number) =>
  (lo: number, hi: number): readonly number[] =>
    lo < turn && turn < hi ? [turn] : []

/**
 * Crests and troughs of sin (`shift` 0) or cos (`shift` 1), at odd or even quarters of a wave. Past 2^20, where float64
 * does not tell them well, and on a whole wave both are named. Up to there it is off by less than 1e-6 quarters.
 */
const ofWave =
  (shift: number) =>
  (lo: number, hi: number): readonly number[] => {
    if (lo === hi) return []
    const [first, last] = [ceil(lo / (PI / 2) - 1e-6), floor(hi / (PI / 2) + 1e-6)]
    if (!(last - first < 8 && max(-lo, hi) < 2 ** 20)) return [0, PI / 2, PI, -PI / 2]
    const quarters = Array.from({ length: last - first + 1 }, (_, k) => first + k)
    return quarters.filter((k) => abs(k + shift) % 2 === 1).map((k) => (k * PI) / 2)
  }

/** Straight between corners, monotone, and as exact as float64. */
const straight = { bend: undefined, turns: atNegative, blur: 0 }
/** Monotone. */
const monotone = { turns: atNegative, blur: 0 }
/** Smooth and monotone. */
const smooth = { ...monotone, corners: nowhere }

/** A bound of |F''| by one that holds for all |x| >= m and falls with m. */
const outFrom =
  (bound: (m: number, a: number) => number) =>
  (lo: number, hi: number, a: number): number =>
    bound(lo * hi > 0 ? min(abs(lo), abs(hi)) : 0, a)

const wave = (shift: number): Omit<Curve, 'value'> => ({
  corners: nowhere,
  bend: () => 1,
  turns: ofWave(shift),
  blur: 0,
  ends: level,
})

const curves: Readonly<Record<string, Curve>> = {
  relu: { ...straight, corners: atZero, value: (x) => max(0, x), ends: rising },
  clippedRelu: { ...straight, corners: (a) => [0, a], value: (x, a) => min(a, max(0, x)), ends: level },
  hardTanh: { ...straight, corners: (a) => [-a, a], value: (x, a) => min(a, max(-a, x)), ends: level },
  leakyRelu: { ...straight, corners: atZero, value: (x, a) => (x < 0 ? a * x : x), ends: (a) => [a, 1] },
  hardSigmoid: {
    ...straight,
    corners: () => [-0.5 / fifth, 0.5 / fifth],
    value: (x) => min(1, max(0, fifth * x + 0.5)),
    blur: FUNCTION_SLACK,
    ends: level,
  },
  sigmoid: { ...smooth, value: sigmoid, bend: outFrom((m) => min(0.0963, exp(-m))), ends: level },
  tanh: { ...smooth, value: tanh, bend: outFrom((m) => min(0.77, 8 * exp(-2 * m))), ends: level },
  softplus: { ...smooth, value: softplus, bend: outFrom((m) => min(0.25, exp(-m))), ends: rising },
  softsign: { ...smooth, value: (x) => x / (1 + abs(x)), bend: outFrom((m) => 2 / (1 + m) ** 3), ends: level },
  elu: {
    ...monotone,
    corners: atZero,
    value: (x, a) => (x < 0 ? a * expm1(x) : x),
    bend: outFrom((m, a) => abs(a) * exp(-m)),
    ends: rising,
  },
  selu: {
    ...monotone,
    corners: atZero,
    value: (x) => (x < 0 ? 1.7580993408473766 * expm1(x) : 1.0507009873554805 * x),
    bend: outFrom((m) => 1.7581 * exp(-m)),
    ends: () => [0, 1.0507009873554805],
  },
  swish: {
    corners: nowhere,
    value: (x) => x * sigmoid(x),
    bend: outFrom((m) => min(0.5, (2 + m) * exp(-m))),
    turns: fallsTo(-1.27846454276107),
    blur: 0,
    ends: rising,
  },
  gelu: {
    corners: nowhere,
    value: (x) => (x / 2) * (1 + erf(x / SQRT2)),
    bend: outFrom((m) => min(0.8, (2 + m * m) * exp((-m * m) / 2))),
    turns: fallsTo(-0.75179152469356),
    blur: FUNCTION_SLACK,
    ends: rising,
  },
  geluTanh: {
    corners: nowhere,
    value: (x) => (x / 2) * (1 + tanh(inner(x))),
    bend: outFrom((m) => min(0.8, 9 * (1 + m ** 5) * exp(-2 * inner(m)))),
    turns: fallsTo(-0.75246142207102),
    blur: FUNCTION_SLACK,
    ends: rising,
  },
  mish: {
    corners: nowhere,
    value: (x) => x * tanh(softplus(x)),
    bend: outFrom((m) => min(0.65, max((2 + m) * exp(-m), 8 * (1 + m) * exp(-2 * m)))),
    turns: fallsTo(-1.1924312145155),
    blur: 0,
    ends: rising,
  },
  exp: { ...smooth, value: exp, bend: (_lo, hi) => near1 * exp(hi), ends: unending },
  log: { ...smooth, value: (x) => Math.log(x), bend: (lo) => (lo > 0 ? near1 / lo / lo : Infinity), ends: unending },
  sqrt: {
    ...smooth,
    value: (x) => x ** 0.5,
    bend: (lo) => (lo > 0 ? (near1 * 0.25) / (lo * lo ** 0.5) : Infinity),
    ends: unending,
  },
  erf: { ...smooth, value: erf, bend: outFrom((m) => min(0.98, 2.26 * (1 + m) * exp(-m * m))), ends: level },
  sin: { ...wave(0), value: Math.sin },
  cos: { ...wave(1), value: Math.cos },
}

/** Is a function of this name known? Names of what all objects have are none. */
export const isCurve = (name: string): boolean => Object.hasOwn(curves, name)

/** Of a name that is known: `checkNetwork` sees to it. */
export const curveOf = (name: string): Curve => curves[name]!

/** Is a function anything but straight on [lo, hi]? */
export function bendsIn(name: string, a: number, lo: number, hi: number): boolean {
  const { bend, corners } = curveOf(name)
  return bend !== undefined || corners(a).some((at) => lo < at && at < hi)
}
