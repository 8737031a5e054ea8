import { FLOAT32_MAX, FLOAT32_MIN_NORMAL } from '../claim/float32.ts'
import { type Bounds, setBounds, setUnknown } from './bounds.ts'
import { nextDown, nextUp } from './outward.ts'
import { flushedHigh, flushedLow, gamma, overflow } from './rounding.ts'

/**
 * A sum of products, as far as it has been added up: parts of both signs apart, for the lowest and the highest values of the
 * terms. Each part is a sum of numbers of one sign, so that its own float64 error is relative to itself.
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

/** Sums of the lowest values of the terms: of those above zero, and minus those below. The same for the highest values. */
const lowPositive = 0
const lowNegative = 1
const highPositive = 2
const highNegative = 3
/** The largest magnitude that a term may have, and the sum of all others'. */
const largest = 4
const others = 5
/** The lowest and highest value of the first term and of the second. */
const firstTerm = 6
const secondTerm = 8

export function newSum(): Sum {
  return { parts: new Float64Array(10), count: 0, plusInfinity: false, minusInfinity: false, unknown: false }
}

export function clearSum(sum: Sum): void {
  sum.parts.fill(0)
  sum.count = 0
  sum.plusInfinity = sum.minusInfinity = sum.unknown = false
}

/** Adds `weight * x` with x in [lo, hi]. Products of two float32 numbers are exact in float64. */
export function addProduct(sum: Sum, weight: number, lo: number, hi: number): void {
  if (!(Math.abs(weight) <= FLOAT32_MAX)) {
    sum.unknown = true
    return
  }
  const mayBeInfinite = lo < -FLOAT32_MAX || hi > FLOAT32_MAX
  if (mayBeInfinite) {
    noteInfinities(sum, weight, lo, hi)
    // A finite result has finite terms.
    lo = Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, lo))
    hi = Math.max(-FLOAT32_MAX, Math.min(FLOAT32_MAX, hi))
  }
  let low = weight * (weight < 0 ? hi : lo)
  let high = weight * (weight < 0 ? lo : hi)
  if (Math.abs(weight) < FLOAT32_MIN_NORMAL) {
    // A subnormal weight may count as zero.
    low = Math.min(low, 0)
    high = Math.max(high, 0)
  }
  const { parts } = sum
  if (low > 0) parts[lowPositive]! += low
  else parts[lowNegative]! -= low
  if (high > 0) parts[highPositive]! += high
  else parts[highNegative]! -= high
  if (low === 0 && high === 0 && !mayBeInfinite) return
  noteTerm(sum, low, high, mayBeInfinite ? Infinity : Math.max(-low, high))
}

function noteTerm(sum: Sum, low: number, high: number, magnitude: number): void {
  const { parts } = sum
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
 * Bounds of the float32 sum of `terms` products (a bias counts as one), added in any order and any grouping, each product
 * rounded or fused; `extra` more roundings may befall every term. With t the exact terms, the computed sum is
 * sum t(1 + e), |e| <= gamma(terms + extra): one rounding of the product and at most terms - 1 of sums that it is part of.
 * It is increasing in every t, so that its most is sum high + gamma sum |high|, and the same for its least.
 * Underflow: at most 2 terms results are flushed, each losing less than 2^-126, later roundings at most double that.
 * Overflow: no partial sum exceeds (1 + gamma) times the sum of the terms above zero, so that +Infinity needs that to reach
 * `overflow`, and -Infinity the same below. NaN needs one partial sum at +Infinity and another, of other terms, at -Infinity:
 * one of the two lacks the largest term, so all terms but that one have to reach `overflow` too.
 * The float64 error of all that is done here is less than 2^-24 of the sums, as long as terms < 2^23: two units more in
 * gamma pay for it.
 */
export function setSum(bounds: Bounds, i: number, sum: Sum, terms: number, extra: number = 0): void {
  const error = gamma(terms + extra + 2)
  const flushed = (4 * terms + 4 * extra + 8) * FLOAT32_MIN_NORMAL
  const canReach = (part: number): boolean => !(part * (1 + 2 * error) + flushed < overflow)
  const { parts } = sum
  const plus = sum.plusInfinity || canReach(parts[highPositive]!)
  const minus = sum.minusInfinity || canReach(parts[lowNegative]!)
  if (sum.unknown || (plus && minus && canReach(parts[others]!))) {
    setUnknown(bounds, i)
    return
  }
  if (sum.count <= 2 && extra === 0 && !plus && !minus) {
    setShortSum(bounds, i, sum)
    return
  }
  let lo = parts[lowPositive]! - parts[lowNegative]! - error * (parts[lowPositive]! + parts[lowNegative]!) - flushed
  let hi = parts[highPositive]! - parts[highNegative]! + error * (parts[highPositive]! + parts[highNegative]!) + flushed
  // Rounding never takes a sum of numbers of one sign past zero.
  if (parts[lowNegative] === 0) lo = Math.max(lo, 0)
  if (parts[highPositive] === 0) hi = Math.min(hi, 0)
  setBounds(bounds, i, minus ? -Infinity : lo, plus ? Infinity : hi)
}

/**
 * A sum of at most two terms that are not 0 has one order, and rounding is monotone: its rounded ends bound it. Each term is
 * exact (fused) or rounded, and may be flushed; exact zeros change nothing. Adding up the ends in float64 rounds too, so
 * they take a step outwards first.
 */
function setShortSum(bounds: Bounds, i: number, { parts, count }: Sum): void {
  const low = (at: number): number => flushedLow(Math.min(parts[at]!, Math.fround(parts[at]!)))
  const high = (at: number): number => flushedHigh(Math.max(parts[at + 1]!, Math.fround(parts[at + 1]!)))
  // + 0 makes a -0 the plain 0.
  if (count < 2) setBounds(bounds, i, Math.fround(low(firstTerm)) + 0, Math.fround(high(firstTerm)) + 0)
  else {
    const lo = nextDown(low(firstTerm) + low(secondTerm))
    const hi = nextUp(high(firstTerm) + high(secondTerm))
    setBounds(bounds, i, Math.fround(lo) + 0, Math.fround(hi) + 0)
  }
}
