import { demand } from '../demand.ts'
import type { Extremum } from '../format/certificate.ts'
import { type Bounds, size, unknown } from '../numeric/bounds.ts'
import { TINY } from '../numeric/float32.ts'
import { EXTREMUM_ERROR, lostInFloat64 } from '../numeric/slack.ts'
import { add, areTaps, each, move, type Rules, type Slope, total, type Turn } from './rules.ts'

const { abs, max, min } = Math

/** The largest, or the least, of the numbers in each window. */
export const extremum: Rules<Extremum> = {
  width: ({ window }) => window,
  fits: ({ size: count, taps, window }, reads) => taps.length === count * window && areTaps(taps, total(reads)),
  bounds: (operation, x) => each(operation, (i) => boundsOf(operation, i, x)),
  relax(operation, i, c, turn) {
    if (turn.weights) return weigh(operation, i, c, turn, turn.weights)
    const tap = leader(operation, i, c, turn.x)
    if (tap < 0) return false
    move(turn, tap, c)
    if (!operation.exact) add(turn.sum, abs(c) * EXTREMUM_ERROR)
    return true
  },
  recession(operation, i, x): Slope {
    const [own, most] = [tapsOf(operation, i), mostOf(operation)]
    return [most(...own.map((tap) => x[tap]![0])), most(...own.map((tap) => x[tap]![1]))]
  },
  keepsBounds: () => true,
}

const mostOf = ({ mode }: Extremum): ((...values: number[]) => number) => (mode === 'max' ? max : min)

/** The numbers that an extremum is one of. */
export function tapsOf({ taps, window }: Extremum, i: number): number[] {
  return Array.from(taps.subarray(i * window, (i + 1) * window)).filter((tap) => tap !== -1)
}

function boundsOf(operation: Extremum, i: number, x: readonly Bounds[]): Bounds {
  const [most, all] = [mostOf(operation), tapsOf(operation, i).map((tap) => x[tap]!)]
  if (all.length === 0 || all.some(([, , nan]) => nan)) return unknown
  const [lo, hi] = [most(...all.map(([low]) => low)), most(...all.map(([, high]) => high))]
  if (operation.exact) return [lo, hi, false]
  // Where subnormals count as zero, any of those there may come out.
  if (operation.mode === 'max') return [abs(lo) < TINY ? max(min(...all.map(([low]) => low)), -TINY) : lo, hi, false]
  return [lo, abs(hi) < TINY ? min(max(...all.map(([, high]) => high)), TINY) : hi, false]
}

/** A bound of the largest from below: no less than it is a mean of all. */
function weigh(operation: Extremum, i: number, c: number, turn: Turn, weights: Float64Array): boolean {
  const own = tapsOf(operation, i)
  const fits = c < 0 && operation.mode === 'max' && isMean(weights, own.length)
  demand(fits, 'its weights are not of what an output is the largest of')
  const sum = weights.reduce((all, weight) => all + weight, 0)
  for (const [k, share] of weights.map((weight) => weight / sum).entries())
    if (share > 0) move(turn, own[k]!, c * share)
  // What the shares add up to is not quite 1; and another subnormal may come out.
  const [lo, hi] = turn.bounds[i]!
  add(turn.sum, lostInFloat64(own.length + 4, size([lo, hi, false])) + (operation.exact ? 0 : EXTREMUM_ERROR))
  return true
}

/** Are these weights of a mean of `count` numbers: none negative, and not all of them 0? */
export function isMean(weights: Float64Array, count: number): boolean {
  const sum = weights.reduce((all, weight) => all + weight, 0)
  return weights.length === count && weights.every((weight) => weight >= 0) && sum > 0 && sum < Infinity
}

/**
 * The number that a maximum is (or, where that is enough, is not below), of a minimum the other way round; -1 if none
 * is sure.
 */
function leader(operation: Extremum, i: number, c: number, x: readonly Bounds[]): number {
  const { mode } = operation
  const own = tapsOf(operation, i)
  const least = (tap: number): number => (mode === 'max' ? x[tap]![0] : -x[tap]![1])
  const most = (tap: number): number => (mode === 'max' ? x[tap]![1] : -x[tap]![0])
  const best = own.reduce((a, b) => (least(b) > least(a) ? b : a))
  return c < 0 === (mode === 'max') || own.every((tap) => tap === best || most(tap) <= least(best)) ? best : -1
}
