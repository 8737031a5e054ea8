import type { Affine, Box, Scale } from '../format/certificate.ts'
import { type Bounds, float32Bounds, size, times } from '../numeric/bounds.ts'
import { exactSum } from '../numeric/exactSum.ts'
import { gamma, TINY } from '../numeric/float32.ts'
import { add, anything, finish, newSums, type Rounded, sumOf } from '../numeric/sums.ts'
import { asRead, lostBy, placesOf, type Terms, termsOf } from './affineTerms.ts'

const { abs, max, min } = Math
/** No step on the way to a smaller result overflows. */
const LARGEST = 2 ** 127

/**
 * Result `i` of an affine operation that reads `x`, letters if `box` has them, and how far it may be off from the exact
 * one.
 */
export function affineResult(operation: Affine, i: number, x: readonly Bounds[], box?: Box): Rounded {
  const { rounding, window } = operation
  if (rounding.kind === 'sum' && box?.letters === undefined) return sumOfNumbers(operation, i, x)
  const terms = termsOf(operation, i)
  const seen = terms.taps.map((tap) => x[tap]!)
  if (rounding.kind === 'exact') return sumExactly(terms, seen, rounding.zeros[i]!)
  const { weights, bias } = terms
  const lost = weights.reduce((sum, one, k) => sum + lostBy(one, seen[k]!), 0)
  if (rounding.kind === 'sum') {
    const parts = partsOf(terms, weights.map(asRead), seen, box)
    return operation.bias ? sumOf([...parts, asRead(bias)], window + 1, false, lost) : sumOf(parts, window, false, lost)
  }
  const parts = partsOf(
    terms,
    weights.map((one) => [one, one, false]),
    seen,
    box,
  )
  if (rounding.kind === 'scale') return scaled(rounding, i % operation.groups, parts, seen, bias, lost)
  const areShares = weights.every((weight) => abs(weight * weights.length - 1) < 2 ** -50)
  return areShares ? sumOf(parts, weights.length, true, lost) : anything
}

/** A sum of numbers that are no letters, as most are. */
function sumOfNumbers(operation: Affine, i: number, x: readonly Bounds[]): Rounded {
  const { window, taps, kernel, filters } = operation
  const { tap: first, weight: from, bias } = placesOf(operation, i)
  const sums = newSums()
  let lost = 0
  let count = 0
  for (let k = 0; k < window; k++) {
    const tap = taps[first + k]!
    if (tap === -1) continue
    count++
    const weight = kernel[from + k * filters]!
    const own = x[tap]!
    if (own[2]) return anything
    lost += lostBy(weight, own)
    if (weight >= TINY) add(sums, weight * own[0], weight * own[1])
    else if (weight <= -TINY) add(sums, weight * own[1], weight * own[0])
    else {
      const [l, h, nan] = times(asRead(weight), own)
      if (nan) return anything
      add(sums, l, h)
    }
  }
  if (operation.bias === null) return finish(sums, window, false, lost)
  const [l, h] = asRead(bias)
  // Zeros and one number more: nothing is rounded.
  if (count === 0 && Number.isFinite(bias)) return [[l, h, false], h - l]
  add(sums, l, h)
  return finish(sums, window + 1, false, lost)
}

/** A number times a weight, and one added, in a few roundings; what is read, the product and the sum may be flushed. */
function scaled(
  { offset, limit, underflow }: Scale,
  g: number,
  parts: readonly Bounds[],
  seen: readonly Bounds[],
  bias: number,
  lost: number,
): Rounded {
  const [[lo, hi, nan], most] = parts.length > 0 ? [parts[0]!, size(seen[0]!)] : [[0, 0, false] as Bounds, 0]
  const error = gamma(18) * (max(-lo, hi) + offset[g]!) + underflow[0][g]! + underflow[1][g]! * most + lost
  const isTame = !nan && most <= limit[g]! && max(-lo, hi) + offset[g]! + error < LARGEST
  return isTame ? [float32Bounds(lo + bias - error, hi + bias + error), error] : anything
}

/** Weights times what they weigh: letters of one-hot rows, or numbers. */
function partsOf(
  { taps }: Terms,
  weights: readonly Bounds[],
  seen: readonly Bounds[],
  box: Box | undefined,
): readonly Bounds[] {
  const isRising = box?.letters !== undefined && taps.every((tap, k) => k === 0 || tap > taps[k - 1]!)
  return isRising ? spelled(taps, weights, box.hi, box.letters!) : weights.map((one, k) => times(one, seen[k]!))
}

/**
 * What one-hot rows add to a sum: of each row the weight of one letter, or nothing where a letter has none. Taps rise.
 */
function spelled(
  taps: readonly number[],
  weights: readonly Bounds[],
  hi: Float32Array,
  letters: number,
): readonly Bounds[] {
  const parts: Bounds[] = []
  for (let k = 0; k < taps.length;) {
    const end = (Math.floor(taps[k]! / letters) + 1) * letters
    let [least, most, others] = [Infinity, -Infinity, 0]
    for (let i = end - letters; i < end; i++) others += hi[i]!
    for (; taps[k]! < end; k++) {
      if (hi[taps[k]!] !== 1) continue
      least = min(least, weights[k]![0])
      most = max(most, weights[k]![1])
      others--
    }
    parts.push(others > 0 ? [min(least, 0), max(most, 0), false] : [least, most, false])
  }
  return parts
}

/**
 * What sums of `weights` times numbers in bounds, without any rounding but to float64, are within; a sum of 0 counts as
 * `atZero`.
 */
function sumExactly({ weights, bias }: Terms, x: readonly Bounds[], atZero: number): Rounded {
  const endless = x.filter(([lo, hi]) => lo === -Infinity || hi === Infinity)
  // Infinities may cancel.
  if (endless.length > 1 || x.some(([, , nan]) => nan)) return anything
  const end = (side: 0 | 1): number =>
    exactSum(
      weights,
      x.map(([lo, hi], k) => (weights[k]! < 0 === (side === 0) ? hi : lo)),
      bias,
    ) || atZero
  return [[end(0), end(1), false], endless.length > 0 ? Infinity : atZero]
}
