import type { Compare } from '../format/certificate.ts'
import { type Bounds, flushedHigh, flushedLow } from '../numeric/bounds.ts'
import { each, level, noForm, type Rules } from './rules.ts'

/** Whether one number is below, not above, or equal to another: 1 if it is, else 0. */
export const compare: Rules<Compare> = {
  width: () => 2,
  fits: ({ size }, reads) => reads.length === 2 && reads.every((one) => one === size),
  bounds: (operation, x) => each(operation, (i) => truthOf(operation, x[i]!, x[operation.size + i]!)),
  relax: noForm,
  keepsBounds: () => true,
  recession: () => level,
}

const answer = (isSure: boolean, isRuledOut: boolean): Bounds => [isSure ? 1 : 0, isRuledOut ? 0 : 1, false]

/** Each number may be read as zero if it is subnormal; of NaN either may come. */
function truthOf({ mode }: Compare, x: Bounds, y: Bounds): Bounds {
  if (x[2] || y[2]) return answer(false, false)
  const [a, b, c, d] = [flushedLow(x[0]), flushedHigh(x[1]), flushedLow(y[0]), flushedHigh(y[1])]
  if (mode === 'less') return answer(b < c, a >= d)
  if (mode === 'lessOrEqual') return answer(b <= c, a > d)
  const isOne = a === b && c === d
  return answer(isOne && a === c, b < c || a > d)
}
