import type { Figures, Softmax } from '../format/certificate.ts'
import { figureOf, worst } from '../functions/figures.ts'
import { type Bounds, float32Bounds, unknown } from '../numeric/bounds.ts'
import { gamma, TINY } from '../numeric/float32.ts'
import { each, level, noForm, type Rules, total } from './rules.ts'

const { exp, max, min } = Math

/** Shares of exponentials, in groups of numbers that follow each other. */
export const softmax: Rules<Softmax> = {
  width: ({ group }) => group,
  fits: ({ size, group }, reads) => reads.length === 1 && total(reads) === size && size % group === 0,
  bounds: (operation, x, { figures }) =>
    each(operation, (i) => boundsOf(operation.group, i, x, figureOf(figures, 'exp', 0))),
  relax: noForm,
  keepsBounds: () => true,
  recession: () => level,
}

/**
 * Softmax result `i`: e^d / sum e^d, d = x - max x. Subtracting moves d by at most 2^-24 of it, and so e^d by the share
 * r, the exponential's own error included, or, where d < -88, to anything below a; the sum and the quotient round a few
 * times more. The largest's own e^0 is exactly 1 and no other is more, so that the sum is at least 1 and no share is
 * above 1.
 */
function boundsOf(group: number, i: number, x: readonly Bounds[], figures: Figures): Bounds {
  const { relative, absolute } = worst(figures, -Infinity, 0)
  const run = x.slice(i - (i % group), i - (i % group) + group)
  const far = min(88, max(...run.map(([, hi]) => hi)) - min(...run.map(([lo]) => lo)))
  const r = (1 + relative) * exp(far * 2 ** -23) - 1 + 2 ** -40
  const [a, rounded, [least, most]] = [absolute + 2 * TINY, gamma(group + 12), x[i]!]
  const share = (from: number, end: 0 | 1): number =>
    1 / run.reduce((others, other, k) => (k === i % group ? others : others + exp(other[end] - from)), 1)
  const lo = ((share(least, 1) * (1 - r) - a) / (1 + r + group * a)) * (1 - rounded) - 4 * a
  const hi = ((share(most, 0) * (1 + r) + a) / (1 - r - group * a)) * (1 + rounded) + 4 * a
  const isFinite = run.every(([low, high, nan]) => !nan && high - low < Infinity)
  return r + group * a < 0.5 && isFinite ? float32Bounds(max(0, lo), min(1, hi)) : unknown
}
