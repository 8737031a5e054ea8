import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from './float32.ts'
import { type Bounds, setBounds, setRounded, setUnknown } from './bounds.ts'
import { nextDown, nextUp } from './outward.ts'
import { flushedHigh, flushedLow, gamma, overflow } from './rounding.ts'

/**
 * A sum of products, as far as it has been added up: parts of both signs apart, for the lowest and the highest values
 * of the terms. Each part is a sum of numbers of one sign, so that its own float64 error is relative to itself.
 */
export interface Sum {
  /** By index, see below. A typed array, since object fields that hold a float are slow. */
  readonly parts: Float64Array
  /** Terms that may be other than 0. */
  count: number
  /** May a term be infinite? */
  plusInfinity: boolean
  minusInfinity: boolean
  /** May a term be NaN, or is a weight no finite number? */
  unknown: boolean
}

/**
 * Sums of the lowest values of the terms: of those above zero, and minus those below. The same for the highest values.
 */
const lowPositive = 0
const lowNegative = 1
const highPositive = 2
const highNegative = 3
/** The largest magnitude that a term may have, and the sum of all others'. */
const largest = 4
const others = 5
/** The sum of all magnitudes that finite terms may have. */
const size = 6
/** What is lost at most where an operand is flushed to zero as it is read. */
const lost = 7
/** The lowest and highest value of the first term and of the second. */
const firstTerm = 8
const secondTerm = 10

export function newSum(): Sum {
  return { parts: new Float64Array(12), count: 0, plusInfinity: false, minusInfinity: false, unknown: false }
}

export function clearSum(sum: Sum): void {
  sum.parts.fill(0)
  sum.count = 0
  sum.plusInfinity = sum.minusInfinity = sum.unknown = false
}

/** Adds `weight * x` with x in [lo, hi]. Products of two float32 numbers are exact in float64. */
export function addProduct(sum: Sum, weight: number, lo: number, hi: number): void {
  const magnitude = Math.abs(weight)
  if (!(magnitude <= FLOAT32_MAX)) {
    sum.unknown = true
    return
  }
  const mayBeInfinite = lo < -FLOAT32_MAX || hi > FLOAT32_MAX
  if (mayBeInfinite) {
    noteInfinities(sum, weight, lo, hi)
    lo = clampFinite(lo)
    hi = clampFinite(hi)
  }
  let low = weight * (weight < 0 ? hi : lo)
  let high = weight * (weight < 0 ? lo : hi)
  sum.parts[lost]! += magnitude * FLOAT32_MIN_NORMAL
  if (magnitude < FLOAT32_MIN_NORMAL) {
    // A subnormal weight may count as zero.
    low = Math.min(low, 0)
    high = Math.max(high, 0)
    sum.parts[lost]! += Math.max(-low, high)
  }
  addTerm(sum, low, high, mayBeInfinite)
}

/** A finite result has finite terms. */
export function clampFinite(value: number): number {
  return Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, value))
}

/** Adds a term within [low, high], both finite, or that may be infinite besides. */
export function addTerm(sum: Sum, low: number, high: number, mayBeInfinite: boolean): void {
  const { parts } = sum
  if (low > 0) parts[lowPositive]! += low
  else parts[lowNegative]! -= low
  if (high > 0) parts[highPositive]! += high
  else parts[highNegative]! -= high
  if (low === 0 && high === 0 && !mayBeInfinite) return
  const finite = Math.max(-low, high)
  const magnitude = mayBeInfinite ? Infinity : finite
  parts[size]! += finite
  if (magnitude > parts[largest]!) {
    parts[others]! += parts[largest]!
    parts[largest] = magnitude
  } else parts[others]! += magnitude
  const at = sum.count === 0 ? firstTerm : secondTerm
  if (sum.count++ > 1) return
  parts[at] = low
  parts[at + 1] = high
}

function noteInfinities(sum: Sum, weight: number, lo: number, hi: number): void {
  const above = hi === Infinity
  const below = lo === -Infinity
  // Infinity times a zero, or times what may be flushed to one.
  if ((above || below) && Math.abs(weight) < FLOAT32_MIN_NORMAL) sum.unknown = true
  if (weight > 0 ? above : below) sum.plusInfinity = true
  if (weight > 0 ? below : above) sum.minusInfinity = true
}

/**
 * What flushing results to zero takes from a sum of `terms` products at most: 2 terms results are flushed, each losing
 * less than 2^-126, later roundings at most double that.
 */
export function flushedSum(terms: number): number {
  return (4 * terms + 8) * FLOAT32_MIN_NORMAL
}

/**
 * Relative error of a sum of `terms` products, of the sum of their magnitudes, with two roundings more: they pay for
 * the float64 error of all that is done with it here, as long as terms < 2^23.
 */
export function sumError(terms: number): number {
  return gamma(terms + 2)
}

/**
 * May a sum of numbers of one sign, `part` in real arithmetic, round to infinity, as a whole or on the way? No partial
 * sum exceeds (1 + error) times it.
 */
export function mayOverflow(part: number, error: number, flushed: number): boolean {
  return !(part * (1 + 2 * error) + flushed < overflow)
}

/**
 * Sets the bounds of the float32 sum of `terms` products (a bias counts as one), added in any order and any grouping,
 * each product rounded or fused, and returns how far it may be off from the exact sum for the numbers that are read;
 * Infinity if it may be infinite or NaN. With t the exact terms, the computed sum is sum t(1 + e), |e| <= gamma(terms):
 * one rounding of the product and at most terms - 1 of sums that it is part of. Overflow: +Infinity needs the sum of
 * the terms above zero to reach `overflow`, and -Infinity the same below. NaN needs one partial sum at +Infinity and
 * another, of other terms, at -Infinity: one of the two lacks the largest term, so all terms but that one have to reach
 * `overflow` too.
 */
export function setSum(bounds: Bounds, i: number, sum: Sum, terms: number): number {
  const { parts } = sum
  const error = sumError(terms)
  const flushed = flushedSum(terms)
  const canReach = (part: number): boolean => mayOverflow(part, error, flushed)
  const plus = sum.plusInfinity || canReach(parts[highPositive]!)
  const minus = sum.minusInfinity || canReach(parts[lowNegative]!)
  if (sum.unknown || (plus && minus && canReach(parts[others]!))) {
    setUnknown(bounds, i)
    return Infinity
  }
  const off = error * parts[size]! + flushed + parts[lost]!
  if (terms <= 2 && !plus && !minus) {
    setShortSum(bounds, i, sum)
    return off
  }
  let lo = parts[lowPositive]! - parts[lowNegative]! - off
  let hi = parts[highPositive]! - parts[highNegative]! + off
  // Rounding never takes a sum of numbers of one sign past zero.
  if (parts[lowNegative] === 0) lo = Math.max(lo, 0)
  if (parts[highPositive] === 0) hi = Math.min(hi, 0)
  // To the nearest float32 only: no further than where the fast way to bound the same sum would go.
  setBounds(bounds, i, minus ? -Infinity : clampFinite(Math.fround(lo)), plus ? Infinity : clampFinite(Math.fround(hi)))
  return plus || minus ? Infinity : off
}

/**
 * A sum of at most two terms has one order, and rounding is monotone: its rounded ends bound it. Each term is exact
 * (fused) or rounded, and may be flushed; exact zeros change nothing. Adding up the ends in float64 rounds too, so they
 * take a step outwards first.
 */
function setShortSum(bounds: Bounds, i: number, { parts, count }: Sum): void {
  const low = (at: number): number => flushedLow(Math.min(parts[at]!, Math.fround(parts[at]!)))
  const high = (at: number): number => flushedHigh(Math.max(parts[at + 1]!, Math.fround(parts[at + 1]!)))
  if (count < 2) setRounded(bounds, i, low(firstTerm), high(firstTerm))
  else setRounded(bounds, i, nextDown(low(firstTerm) + low(secondTerm)), nextUp(high(firstTerm) + high(secondTerm)))
}
