import type { Verdict } from '../../../claim/verdict.ts'
import { padded } from './scale.ts'

/** How far from what was claimed an axis reaches, in widths of the claim: what lies farther is cut off, and said. */
const REACH = 10

/**
 * The part of the number line on which a verdict's ranges are drawn: all their ends, unless some lie so far away that
 * the others would shrink to a point.
 */
export function rangeAxis({
  claimed,
  observed,
  certified,
}: Pick<Verdict, 'claimed' | 'observed' | 'certified'>): [lo: number, hi: number] {
  const [said, seen, sure] = [claimed ?? [], observed, certified].map((range) => range.filter(Number.isFinite))
  const base = [said, seen, sure].find((ends) => ends!.length > 0) ?? [0]
  const reach =
    REACH * ([said, seen, sure].map((ends) => widthOf(ends!)).find((width) => width > 0) ?? Math.abs(base[0]!) / REACH)
  const [lo, hi] = [Math.min(...base), Math.max(...base)]
  const near = [...said!, ...seen!, ...sure!].filter((end) => end >= lo - reach && end <= hi + reach)
  return padded([Math.min(lo, ...near), Math.max(hi, ...near)], 0.1)
}

function widthOf(ends: readonly number[]): number {
  return ends.length < 2 ? 0 : ends[1]! - ends[0]!
}
