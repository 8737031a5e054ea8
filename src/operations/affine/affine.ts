import { isCount, isNumbers, isWeights } from '../fields.ts'
import { joined } from '../reads.ts'
import type { Rules } from '../rules.ts'
import type { Affine, AffineOperation } from './affineOperation.ts'
import { weigh } from './evaluate.ts'
import { boundAffine } from './intervals.ts'
import { placeAffine } from './place.ts'
import { substituteAffine } from './substitute.ts'
import { fitTaps, tapAt } from './taps.ts'
import { nextDown, nextUp } from '../../numeric/outward.ts'
import { outward, type Slopes } from '../slopes.ts'

export const affine: Rules<AffineOperation> = {
  fits: fitsAffine,
  evaluate: (operation, reads) => weigh(operation, joined(reads)),
  place: placeAffine,
  bound: (operation, read, { letters }) => boundAffine(operation, read, letters()),
  isLinear: true,
  substitute: substituteAffine,
  recede: recedeAffine,
  multiplications: ({ positions, window, filters }) => positions * window * filters,
  functions: () => [],
  addsUp: ({ rounding }) => rounding.kind !== 'exact',
}

function fitsAffine({ taps, kernel, bias, positions, window, filters, groups, rounding, size }: Affine): boolean {
  return (
    [positions, window, filters, groups].every(isCount) &&
    size === positions * filters &&
    fitTaps(taps, positions, window) &&
    isWeights(kernel, groups * window * filters) &&
    (bias === null || isNumbers(bias, groups * filters)) &&
    (rounding.kind === 'scale'
      ? [rounding.offset, rounding.limit, ...rounding.underflow].every((own) => isNumbers(own, groups))
      : rounding.kind === 'exact'
        ? isNumbers(rounding.zeros, groups * filters)
        : rounding.kind === 'sum' || rounding.kind === 'mean')
  )
}

/** Biases vanish; slopes are weighed as numbers are. */
function recedeAffine(
  { taps, kernel, positions, window, filters, groups, rounding }: AffineOperation,
  x: Slopes,
  into: Slopes,
): void {
  // Weights that were computed are rounded themselves.
  const slack = rounding.kind === 'sum' ? 0 : 2 ** -50
  for (let p = 0; p < positions; p++) {
    for (let k = 0; k < window; k++) {
      const tap = tapAt(taps, p, k)
      if (tap < 0 || (x.lo[tap] === 0 && x.hi[tap] === 0)) continue
      const row = ((p % groups) * window + k) * filters
      for (let f = 0; f < filters; f++) addScaled(into, p * filters + f, kernel[row + f]!, slack, x, tap)
    }
  }
}

/**
 * Adds `weight * (1 -+ slack) * x` at `from` to `into` at `to`, rounded outwards; nothing is added for a zero, which is
 * exact.
 */
function addScaled(into: Slopes, to: number, weight: number, slack: number, x: Slopes, from: number): void {
  if (weight === 0) return
  const low = weight < 0 ? x.hi[from]! : x.lo[from]!
  const high = weight < 0 ? x.lo[from]! : x.hi[from]!
  if (!Number.isFinite(weight) || !Number.isFinite(low) || !Number.isFinite(high)) {
    into.lo[to] = -Infinity
    into.hi[to] = Infinity
    return
  }
  // Zero is exact, and has to stay so.
  if (low !== 0) into.lo[to] = nextDown(into.lo[to]! + outward(weight * low, -slack, nextDown))
  if (high !== 0) into.hi[to] = nextUp(into.hi[to]! + outward(weight * high, slack, nextUp))
}
