import type { Figures } from '../format/certificate.ts'
import { FUNCTION_SLACK } from '../numeric/slack.ts'
import { type Curve, curveOf } from './curves.ts'
import { worst } from './figures.ts'

const { abs, max, min } = Math

export type Applied = { lo: number; hi: number; least: number; most: number; nan: boolean; error: number }
export type Line = readonly [slope: number, intercept: number]

/**
 * What a backend makes of the float32 numbers in [lo, hi]: within [least, most], at most `error` from F, NaN if `nan`.
 */
export function apply(name: string, a: number, lo: number, hi: number, regions: Figures): Applied {
  const { relative, absolute, least, most, nan } = worst(regions, lo, hi)
  // It has its extremes at the ends and where it turns.
  const curve = curveOf(name)
  const values = [lo, hi, ...curve.turns(lo, hi, a)].map((x) => curve.value(x, a))
  const [low, high] = [min(...values), max(...values)]
  // Of what is no number nothing is known.
  const isNumber = low <= high
  const [share, blur] = [relative + FUNCTION_SLACK, absolute + curve.blur]
  const [below, above] = [share * abs(low) + blur, share * abs(high) + blur]
  return {
    lo: max(least, low - below),
    hi: min(most, high + above),
    least,
    most,
    nan: nan || !isNumber,
    error: max(below, above),
  }
}

/**
 * A line, as slope and intercept, on one side (1: above, -1: below) of F and what is `error` away from it over [lo,
 * hi]: with the slope asked for, or, of three and the flat one at `end`, the one that is nearest in the middle.
 */
export function line(
  name: string,
  a: number,
  [lo, hi]: readonly [number, number],
  error: number,
  side: number,
  end: number,
  asked?: number,
): Line {
  const curve = curveOf(name)
  const points = pointsOn(curve, a, lo, hi)
  const values = points.map((x) => curve.value(x, a))
  const rise = (from: number, to: number): number => (curve.value(to, a) - curve.value(from, a)) / (to - from)
  const step = (hi - lo) / 2 ** 20
  let best: Line = [0, end]
  for (const s of asked === undefined ? [rise(lo, hi), rise(lo, lo + step), rise(hi - step, hi)] : [asked]) {
    // The error pays for what float64 loses of values, this for the slope's products and their sums.
    const slack = FUNCTION_SLACK * max(abs(lo), abs(hi)) * abs(s)
    const t = side * (highest(curve, a, points, values, s, side) + error + slack)
    if (asked !== undefined || side * ((s - best[0]) * (lo / 2 + hi / 2) + t - best[1]) < 0) best = [s, t]
  }
  return best
}

/** Both ends, all corners between, and, where F bends, so many more that its chords are near: some about 0, too. */
function pointsOn({ bend, corners }: Curve, a: number, lo: number, hi: number): number[] {
  const points = [lo, hi]
  for (const x of [...corners(a), ...(bend ? [-2.5, -1, 0, 1, 2.5] : [])]) if (lo < x && x < hi) points.push(x)
  if (bend) for (let k = 1; k < 128; k++) points.push(lo + (hi - lo) * (k / 128))
  // Some bend the more the nearer 0 is.
  if (bend && lo > 0 && hi / lo < 2 ** 1000) for (let k = 1; k < 64; k++) points.push(lo * (hi / lo) ** (k / 64))
  return points.filter((x) => lo <= x && x <= hi).sort((x, y) => x - y)
}

/** No less than the largest of `side (F(x) - s x)`: between points h apart F is within bend h^2 / 8 of its chord. */
function highest(
  { bend }: Curve,
  a: number,
  points: readonly number[],
  values: readonly number[],
  s: number,
  side: number,
): number {
  let most = -Infinity
  for (let k = 1; k < points.length; k++) {
    const [x, y] = [points[k - 1]!, points[k]!]
    // Where it is steep without end, too, nothing lies between a point and itself.
    const bulge = bend && x < y ? (bend(x, y, a) * (y - x) ** 2) / 8 : 0
    most = max(most, side * (values[k - 1]! - s * x) + bulge, side * (values[k]! - s * y) + bulge)
  }
  return most
}
