import type { MeasuredKernel } from '../src/functions/errors/measuredKernels.ts'

/** Float32 numbers with bit patterns from `first` to `last`, all of one sign and exponent. */
export interface Span {
  first: number
  last: number
}

/** What was found over a span. */
export interface Findings extends Span {
  /** How many of its floats were tried. */
  tried: number
  /**
   * Most of |f - F| / |F| where |F| >= `tiny`, of |f - F| elsewhere, and of |f - F| everywhere; NaN where there were
   * none.
   */
  relative: number
  small: number
  absolute: number
  /** The most extreme results that are numbers. */
  min: number
  max: number
  /** How many results were NaN for inputs that are not. */
  nan: number
  /**
   * How often a larger input, the next float, had a smaller result; the bit patterns of the first and last such pair's
   * second.
   */
  falls: number
  fallFirst: number
  fallLast: number
  /**
   * How often the result was exactly the limit of the function on this side, and the first pattern where it was, the
   * last where not.
   */
  atLimit: number
  limitFirst: number
  otherLast: number
}

/**
 * Below this size of F, twice the smallest normal float32, a relative error says nothing, since results may be flushed
 * to zero.
 */
export const tiny: number = 2 ** -125

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

export function floatOf(pattern: number): number {
  bits[0] = pattern
  return float[0]!
}

export function nothing(span: Span): Findings {
  return {
    first: span.first,
    last: span.last,
    tried: 0,
    relative: NaN,
    small: NaN,
    absolute: NaN,
    min: Infinity,
    max: -Infinity,
    nan: 0,
    falls: 0,
    fallFirst: NaN,
    fallLast: NaN,
    atLimit: 0,
    limitFirst: NaN,
    otherLast: NaN,
  }
}

/** Takes in what was found of the patterns that follow. */
export function join(all: Findings, next: Findings): void {
  const most = (a: number, b: number): number => (Number.isNaN(a) || b > a ? b : a)
  all.tried += next.tried
  all.relative = Number.isNaN(next.relative) ? all.relative : most(all.relative, next.relative)
  all.small = Number.isNaN(next.small) ? all.small : most(all.small, next.small)
  all.absolute = Number.isNaN(next.absolute) ? all.absolute : most(all.absolute, next.absolute)
  all.min = Math.min(all.min, next.min)
  all.max = Math.max(all.max, next.max)
  all.nan += next.nan
  all.falls += next.falls
  if (Number.isNaN(all.fallFirst)) all.fallFirst = next.fallFirst
  if (!Number.isNaN(next.fallLast)) all.fallLast = next.fallLast
  all.atLimit += next.atLimit
  if (Number.isNaN(all.limitFirst)) all.limitFirst = next.limitFirst
  if (!Number.isNaN(next.otherLast)) all.otherLast = next.otherLast
}

/** Takes in by how much a result is off where |F| is `size`. */
export function note(off: number, size: number, found: Findings): void {
  if (!(off <= found.absolute)) found.absolute = off
  if (size < tiny) {
    if (!(off <= found.small)) found.small = off
  } else if (!(off <= found.relative * size)) found.relative = off / size
}

/** Takes in results of neighbouring floats from the pattern `first` on; `before` is that of the one before. */
export function countFalls(y: Float32Array, first: number, before: number, found: Findings): void {
  const rising = first < 2 ** 31
  let last = before
  for (let i = 0; i < y.length; i++) {
    const value = y[i]!
    if (rising ? value < last : value > last) {
      found.falls++
      if (Number.isNaN(found.fallFirst)) found.fallFirst = first + i
      found.fallLast = first + i
    }
    last = value
  }
}

/** What results of these inputs tend to, away from 0. */
export function limitOf(f: MeasuredKernel, { first }: Span): number | undefined {
  return first < 2 ** 31 ? f.high : f.low
}

/** Takes in which of such results are the limit. */
export function countLimits(f: MeasuredKernel, first: number, y: Float32Array, found: Findings): void {
  const limit = limitOf(f, found)
  if (limit === undefined || limit < found.min || limit > found.max) found.otherLast = found.last
  else if (found.min === found.max && found.nan === 0) {
    found.atLimit = y.length
    found.limitFirst = first
  } else for (let i = 0; i < y.length; i++) noteLimit(found, y[i] === limit, first + i)
}

export function noteLimit(found: Findings, isLimit: boolean, pattern: number): void {
  if (!isLimit) found.otherLast = pattern
  else {
    found.atLimit++
    if (Number.isNaN(found.limitFirst)) found.limitFirst = pattern
  }
}
