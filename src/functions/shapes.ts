import type { Shape } from './elementwiseFunction.ts'

const none: readonly number[] = []
export const nowhere = (): readonly number[] => none
export const atZero = (): readonly number[] => [0]
/** What functions that never fall have no turns of. */
export const rises = (): readonly number[] => none
/** Of a function that falls up to a place and rises from there on. */
export function turnsAt(place: number): (lo: number, hi: number) => readonly number[] {
  const there = [place]
  return (lo, hi) => (lo < place && place < hi ? there : none)
}
export const turnsAtZero: ReturnType<typeof turnsAt> = turnsAt(0)
/** What straight functions have no curvature of. */
export const straight = (): number => 0

/** Of functions that tend to no straight line, or to none that is known: see `Shape`. */
export const unknownEnds = (): undefined => undefined

/** In both branches the exponential is at most 1, so that nothing cancels or overflows. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** The slope of `logistic`, s (1 - s), without the cancellation. */
export const bell = (x: number): number => logistic(x) * logistic(-x)

/** Functions that end in 0 on the left: there x times 0 stands for the limit. */
export const gated = (x: number, gate: number): number => (gate === 0 ? 0 : x * gate)

/** |a - b| for two sizes of a few roundings each, at least as large as the exact difference. */
export const apart = (a: number, b: number): number => Math.abs(a - b) + 2 ** -40 * (Math.abs(a) + Math.abs(b))

/**
 * A bound of |F''| over an interval: it is largest at an end or at one of its peaks between them, of which `peaks`
 * names those right of 0 or at it, the others being their mirror images. `bend` is |F''| to within 2^-30 of it or of
 * what cancels, which `apart` adds.
 */
export function peaking(bend: (x: number) => number, peaks: readonly number[]): Shape['curvature'] {
  return (lo, hi) => {
    let most = Math.max(bend(lo), bend(hi))
    for (const peak of peaks) for (const at of [peak, -peak]) if (lo <= at && at <= hi) most = Math.max(most, bend(at))
    // Where F'' underflows it still is not 0.
    return most * (1 + 2 ** -30) + 2 ** -1022
  }
}

/** The same of alpha (e^x - 1) left of 0, and a straight line right of it. */
export function exponentialCurvature(alpha: number, lo: number, hi: number): number {
  return lo >= 0 ? 0 : Math.abs(alpha) * Math.exp(Math.min(0, hi)) * (1 + 2 ** -30) + 2 ** -1022
}
