import { isCount, isIntegers, isNumbers } from '../fields.ts'
import { joined } from '../reads.ts'
import type { Rules } from '../rules.ts'
import type { Affine, AffineOperation } from './affineOperation.ts'
import { weigh } from './evaluate.ts'
import { boundAffine } from './intervals.ts'
import { placeAffine } from './place.ts'
import { recedeAffine } from './recede.ts'
import { substituteAffine } from './substitute.ts'

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
    isIntegers(taps, positions * window) &&
    isNumbers(kernel, groups * window * filters) &&
    (bias === null || isNumbers(bias, groups * filters)) &&
    (rounding.kind === 'scale'
      ? [rounding.offset, rounding.limit, ...rounding.underflow].every((own) => isNumbers(own, groups))
      : rounding.kind === 'exact'
        ? isNumbers(rounding.zeros, groups * filters)
        : rounding.kind === 'sum' || rounding.kind === 'mean')
  )
}
