import type { Figures } from '../format/certificate.ts'

/** A function F of one number and a parameter, in float64, and a bound of |F''(x)| off its breaks for all |x| >= m. */
type Curve = readonly [value: (x: number, a: number) => number, bend?: (m: number, a: number) => number]

const { abs, exp, expm1, log1p, max, min, tanh, PI, SQRT2 } = Math
const sigmoid = (x: number): number => (x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)))
const inner = (x: number): number => (2 / PI) ** 0.5 * (x + 0.044715 * x ** 3)
const fifth = Math.fround(0.2)

/** e^(-x^2) 2 / sqrt(pi) (x + 2 x^3 / 3 + 4 x^5 / (3 5) + ...): no term cancels another. Past 6 it is 1 to within 2^-54. */
function erf(x: number): number {
  let sum = 0
  for (let n = 1, term = x; abs(x) < 6 && sum + term !== sum; n += 2, term *= (2 * x * x) / n) sum += term
  return abs(x) < 6 ? (2 / PI ** 0.5) * exp(-x * x) * sum : Math.sign(x)
}

const curves: Readonly<Record<string, Curve>> = {
  relu: [(x) => max(0, x)],
  clippedRelu: [(x, a) => min(a, max(0, x))],
  hardTanh: [(x, a) => min(a, max(-a, x))],
  leakyRelu: [(x, a) => (x < 0 ? a * x : x)],
  hardSigmoid: [(x) => min(1, max(0, fifth * x + 0.5))],
  sigmoid: [sigmoid, (m) => min(0.0963, exp(-m))],
  tanh: [tanh, (m) => min(0.77, 8 * exp(-2 * m))],
  softplus: [(x) => max(0, x) + log1p(exp(-abs(x))), (m) => min(0.25, exp(-m))],
  softsign: [(x) => x / (1 + abs(x)), (m) => 2 / (1 + m) ** 3],
  elu: [(x, a) => (x < 0 ? a * expm1(x) : x), (m, a) => abs(a) * exp(-m)],
  selu: [(x) => (x < 0 ? 1.7580993408473766 * expm1(x) : 1.0507009873554805 * x), (m) => 1.7581 * exp(-m)],
  swish: [(x) => x * sigmoid(x), (m) => min(0.5, (2 + m) * exp(-m))],
  gelu: [(x) => (x / 2) * (1 + erf(x / SQRT2)), (m) => min(0.8, (2 + m * m) * exp((-m * m) / 2))],
  mish: [
    (x) => x * tanh(max(0, x) + log1p(exp(-abs(x)))),
    (m) => min(0.65, max((2 + m) * exp(-m), 8 * (1 + m) * exp(-2 * m))),
  ],
  geluTanh: [(x) => (x / 2) * (1 + tanh(inner(x))), (m) => min(0.8, 9 * (1 + m ** 5) * exp(-2 * inner(m)))],
}
/** Where the curves that fall at first turn, and those whose float64 value may be off by more than 2^-48 of itself. */
const turns: Readonly<Record<string, number>> = {
  swish: -1.27846454276107,
  gelu: -0.75179152469356,
  geluTanh: -0.75246142207102,
  mish: -1.1924312145155,
}
const blurred = new Set(['hardSigmoid', 'gelu', 'geluTanh'])

export type Applied = { lo: number; hi: number; least: number; most: number; nan: boolean; error: number }

type Worst = { relative: number; absolute: number; least: number; most: number; nan: boolean }

/** What figures say of all float32 numbers in [lo, hi] together. */
export function worst(regions: Figures, lo: number, hi: number): Worst {
  const all = { relative: 0, absolute: 0, least: Infinity, most: -Infinity, nan: false }
  for (let k = 0; k < regions.length && regions[k]![0] <= hi; k++) {
    if (k + 1 < regions.length && regions[k + 1]![0] <= lo) continue
    const [, relative, absolute, least, most, nan] = regions[k]!
    all.relative = max(all.relative, relative)
    all.absolute = max(all.absolute, absolute)
    all.least = min(all.least, least)
    all.most = max(all.most, most)
    all.nan ||= nan
  }
  return all
}

/** Is a function anything but straight on [lo, hi]? */
export function bendsIn(name: string, a: number, lo: number, hi: number): boolean {
  return curves[name]![1] !== undefined || breaksOf(a).some((at) => lo < at && at < hi)
}

/** Where functions may have a corner. */
const breaksOf = (a: number): number[] => [0, a, -a, -0.5 / fifth, 0.5 / fifth]

/** Is a function of this name known? Names of what all objects have are none. */
export const isCurve = (name: string): boolean => Object.hasOwn(curves, name)

/** What a backend makes of the float32 numbers in [lo, hi]: within [least, most], at most `error` from F, NaN if `nan`. */
export function apply(name: string, a: number, lo: number, hi: number, regions: Figures): Applied {
  const { relative, absolute, least, most, nan } = worst(regions, lo, hi)
  // It has its extremes at the ends and where it turns: those with a parameter turn at 0, if they do.
  const [curve] = curves[name]!
  const turn = turns[name] ?? (a < 0 ? 0 : lo)
  const [atLo, atHi] = [curve(lo, a), curve(hi, a)]
  const low = min(atLo, atHi, lo < turn && turn < hi ? curve(turn, a) : atHi)
  const high = max(atLo, atHi)
  const [share, blur] = [relative + 2 ** -46, absolute + (blurred.has(name) ? 2 ** -46 : 0)]
  const [below, above] = [share * abs(low) + blur, share * abs(high) + blur]
  return { lo: max(least, low - below), hi: min(most, high + above), least, most, nan, error: max(below, above) }
}

/**
 * A line, as slope and intercept, on one side (1: above, -1: below) of F and what is `error` away from it over [lo, hi]: with
 * the slope asked for, or, of three and the flat one at `end`, the one that is nearest in the middle. Between points h apart F
 * is within bend h^2 / 8 of its chord.
 */
export function line(
  name: string,
  a: number,
  [lo, hi]: readonly [number, number],
  error: number,
  side: number,
  end: number,
  asked?: number,
): readonly [slope: number, intercept: number] {
  const [F, bend] = curves[name]!
  const points = [lo, hi]
  for (const x of breaksOf(a)) if (lo < x && x < hi) points.push(x)
  if (bend) for (let k = 1; k < 128; k++) points.push(lo + (hi - lo) * (k / 128))
  points.sort((x, y) => x - y)
  const values = points.map((x) => F(x, a))
  const rise = (from: number, to: number): number => (F(to, a) - F(from, a)) / (to - from)
  const step = (hi - lo) / 2 ** 20
  let best: readonly [slope: number, intercept: number] = [0, end]
  for (const s of asked === undefined ? [rise(lo, hi), rise(lo, lo + step), rise(hi - step, hi)] : [asked]) {
    let highest = -Infinity
    for (let k = 1; k < points.length; k++) {
      const [x, y] = [points[k - 1]!, points[k]!]
      const bulge = bend ? (bend(x * y > 0 ? min(abs(x), abs(y)) : 0, a) * (y - x) ** 2) / 8 : 0
      highest = max(highest, side * (values[k - 1]! - s * x) + bulge, side * (values[k]! - s * y) + bulge)
    }
    const t = side * (highest + error + 2 ** -46 * max(abs(lo), abs(hi)) * abs(s))
    if (asked !== undefined || side * ((s - best[0]) * (lo / 2 + hi / 2) + t - best[1]) < 0) best = [s, t]
  }
  return best
}
