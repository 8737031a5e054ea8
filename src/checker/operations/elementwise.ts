import type { Elementwise } from '../format/certificate.ts'
import { apply } from '../functions/apply.ts'
import { curveOf } from '../functions/curves.ts'
import { figureOf } from '../functions/figures.ts'
import { float32Bounds, size } from '../numeric/bounds.ts'
import { timesSlope, sumOfSlopes } from './slopes.ts'
import { add, anySlope, each, move, type Rules, type Slope, total } from './rules.ts'

/** One function of each number. */
export const elementwise: Rules<Elementwise> = {
  width: () => 1,
  fits: (operation, reads) =>
    reads.length === 1 && total(reads) === operation.size && [1, operation.size].includes(operation.parameter.length),
  bounds: (operation, x, { figures }) =>
    each(operation, (i) => {
      const a = parameterOf(operation, i)
      const [lo, hi, nan] = x[i]!
      const made = apply(operation.name, a, lo, hi, figureOf(figures, operation.name, a))
      return nan || made.nan ? [made.least, made.most, true] : float32Bounds(made.lo, made.hi)
    }),
  relax(_operation, i, c, turn) {
    if (!(size(turn.x[i]!) + size(turn.bounds[i]!) < Infinity)) return false
    const [slope, intercept] = turn.lineOf(i, c > 0 ? 1 : -1)
    move(turn, i, c * slope)
    add(turn.sum, c * intercept)
    return true
  },
  keepsBounds: ({ name, parameter }) => curveOf(name).ends(parameter[0]!) !== undefined,
  recession: (operation, i, x) => sumOfSlopes([bent(operation, i, x[i]!)]),
}

/** One for all numbers, or one for each. */
export const parameterOf = ({ parameter }: Elementwise, i: number): number => parameter[i % parameter.length]!

/** What a curve makes of a slope: between slopes of both signs lies 0, which stays 0. */
function bent(operation: Elementwise, i: number, [lo, hi]: Slope): Slope {
  const lines = curveOf(operation.name).ends(parameterOf(operation, i))
  if (lines === undefined) return anySlope
  const [left, right] = lines
  const ends = (side: 1 | -1): number[] =>
    [lo, hi, Math.max(lo, Math.min(hi, 0))].map((s) => timesSlope(s < 0 ? left : right, s, side))
  return [Math.min(...ends(-1)), Math.max(...ends(1))]
}
