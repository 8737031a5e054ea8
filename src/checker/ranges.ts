import type { Affine, Box, Certificate, Figures, Operation } from './certificate.ts'
import { apply } from './curves.ts'
import { exactSum } from './exactSum.ts'

/** A float32 number lies within [lo, hi], or is NaN if `nan`. */
export type Range = readonly [lo: number, hi: number, nan: boolean]
export const unknown: Range = [-Infinity, Infinity, true]
const zero: Range = [0, 0, false]

const { abs, max, min, fround, exp } = Math
/** Smaller magnitudes may be flushed to zero, when they are computed and when they are read. */
const TINY = 2 ** -126
/** k float32 roundings in a row change a number by this share of it at most (Higham 2002, lemma 3.1). */
const gamma = (k: number): number => (k < 2 ** 23 ? k / (2 ** 24 - k) : Infinity)
export const size = ([lo, hi]: Range): number => max(-lo, hi)
const float = new Float32Array(1)
const pattern = new Int32Array(float.buffer)

/** The smallest float32 >= x. */
function ceil(x: number): number {
  float[0] = x
  if (float[0] < x) pattern[0]! += float[0] < 0 ? -1 : 1
  return float[0]
}

/** The next float32 above a finite one. */
export const next = (x: number): number => ceil(x + abs(x) * 2 ** -30 + 2 ** -150)

/** A float32 number within real bounds: they move inwards to the next float32, and out to zero where it may be flushed. */
export function range(lo: number, hi: number): Range {
  const [low, high] = [ceil(lo), -ceil(-hi)]
  return low <= high ? [low > 0 && low < TINY ? 0 : low, high < 0 && high > -TINY ? 0 : high, false] : unknown
}

/** A product's least value, rounded or exact when fused, and flushed to zero if it is small. */
const lowest = (x: number): number => (x > 0 && x < TINY ? 0 : min(x, fround(x)))

/** Products in real arithmetic; NaN where a zero, or what may be flushed to it, meets an infinity. */
function times([a, b, x]: Range, [c, d, y]: Range): Range {
  const [ac, ad, bc, bd] = [a * c, a * d, b * c, b * d]
  const isZero = (lo: number, hi: number): boolean => lo < TINY && hi > -TINY
  const isEndless = (lo: number, hi: number): boolean => max(abs(lo), abs(hi)) === Infinity
  if (x || y || (isEndless(a, b) && isZero(c, d)) || (isEndless(c, d) && isZero(a, b))) return unknown
  return [min(ac, ad, bc, bd), max(ac, ad, bc, bd), false]
}

/** What a result of an affine operation adds up: numbers that are read times weights, padding left out, and a bias. */
export type Terms = {
  readonly taps: readonly number[]
  readonly weights: readonly number[]
  /** What kernels may take the weights for. */
  readonly ranges: readonly Range[]
  readonly bias: number
  readonly isRising: boolean
}
const known = new WeakMap<Affine, readonly Terms[]>()

export function terms(operation: Affine): readonly Terms[] {
  const { taps: all, kernel, bias, window, filters, groups, rounding } = operation
  // Terms of many results share a weight.
  const ofKernel: Range[] = []
  const make = (_: unknown, i: number): Terms => {
    const [at, filter] = [Math.floor(i / filters), i % filters]
    const places = Array.from({ length: window }, (_unused, k) => k).filter((k) => all[at * window + k] !== -1)
    const taps = places.map((k) => all[at * window + k]!)
    const indices = places.map((k) => ((at % groups) * window + k) * filters + filter)
    const weights = indices.map((k) => kernel[k]!)
    const ranges = indices.map((k, n): Range => {
      const one = weights[n]!
      return (ofKernel[k] ??= rounding.kind === 'sum' ? range(one, one) : [one, one, false])
    })
    const isRising = taps.every((tap, k) => k === 0 || tap > taps[k - 1]!)
    return { taps, weights, ranges, isRising, bias: bias?.[(at % groups) * filters + filter] ?? 0 }
  }
  const results = known.get(operation) ?? Array.from({ length: operation.size }, make)
  known.set(operation, results)
  return results
}

/**
 * A float32 sum of the exact `parts`, `count` with padding, in any order, each product rounded or fused; or the mean of numbers,
 * of which `parts` are the shares, in any of the usual ways. Also how far it may be off: besides `lost` by `count` roundings a term
 * (a running mean: 8 more), and two that pay for float64. An infinity needs all terms of one sign to overflow, NaN all but
 * the largest, too; the differences in a running mean may overflow as well.
 */
function sum(parts: readonly Range[], count: number, isMean: boolean, lost: number): readonly [Range, error: number] {
  let [lo, hi, sizes, largest, others, up, down, low, high] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
  for (const [l, h, nan] of parts) {
    if (nan) return [unknown, Infinity]
    lo += l
    hi += h
    up += max(0, h)
    down += max(0, -l)
    low += lowest(l)
    high -= lowest(-h)
    others += min(largest, max(-l, h))
    largest = max(largest, max(-l, h))
    sizes += max(-l, h)
  }
  const share = gamma(count + (isMean ? 10 : 2))
  const error = share * (isMean ? count * largest : sizes) + (8 * count + 16) * TINY + lost
  const overflows = (x: number): boolean => !((isMean ? count : 1) * x * (1 + 2 * share) + 1 < 2 ** 128 - 2 ** 103)
  if (overflows(up) && overflows(down) && (isMean || overflows(others))) return [unknown, Infinity]
  if (isMean && (overflows(2 * largest) || parts.length === 0)) return [unknown, Infinity]
  // Of one or two terms there is one order, and rounding is monotone. Signs that all agree stay.
  const isShort = count <= 2 && !isMean
  const from = isShort ? fround(low - abs(low) * 2 ** -52) : down === 0 ? max(0, lo - error) : lo - error
  const to = isShort ? fround(high + abs(high) * 2 ** -52) : up === 0 ? min(0, hi + error) : hi + error
  const isFinite = !overflows(up) && !overflows(down)
  return [range(overflows(down) ? -Infinity : from, overflows(up) ? Infinity : to), isFinite ? error : Infinity]
}

/** What one-hot rows add to a sum: of each row the weight of one letter, or nothing where a letter has none. Taps rise. */
function spelled(taps: readonly number[], weights: readonly Range[], hi: Float32Array, letters: number): Range[] {
  const parts: Range[] = []
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

/** What sums of `weights` times numbers in ranges, without any rounding but to float64, are within; a sum of 0 counts as `atZero`. */
function exact(
  weights: readonly number[],
  x: readonly Range[],
  bias: number,
  atZero: number,
): readonly [Range, error: number] {
  const endless = x.filter(([lo, hi]) => lo === -Infinity || hi === Infinity)
  // Infinities may cancel.
  if (endless.length > 1 || x.some(([, , nan]) => nan)) return [unknown, Infinity]
  const end = (side: 0 | 1): number =>
    exactSum(
      weights,
      x.map(([lo, hi], k) => (weights[k]! < 0 === (side === 0) ? hi : lo)),
      bias,
    ) || atZero
  return [[end(0), end(1), false], endless.length > 0 ? Infinity : atZero]
}

/** Result `i` of an affine operation that reads `x`, letters if `box` has them, and how far it may be off from the exact one. */
export function affine(operation: Affine, i: number, x: readonly Range[], box?: Box): readonly [Range, error: number] {
  const { rounding, window } = operation
  const { taps, weights, ranges, bias, isRising } = terms(operation)[i]!
  if (rounding.kind === 'exact')
    return exact(
      weights,
      taps.map((tap) => x[tap]!),
      bias,
      rounding.zeros[i]!,
    )
  const isSpelled = box?.letters && isRising
  const parts = isSpelled
    ? spelled(taps, ranges, box.hi, box.letters!)
    : ranges.map((one, k) => times(one, x[taps[k]!]!))
  // Weights may be flushed to zero, and so may what is read.
  let lost = 0
  for (const [k, one] of weights.entries()) lost += abs(one) * (abs(one) < TINY ? size(x[taps[k]!]!) + TINY : TINY)
  if (rounding.kind === 'sum' && !operation.bias) return sum(parts, window, false, lost)
  if (rounding.kind === 'sum') return sum([...parts, range(bias, bias)], window + 1, false, lost)
  if (rounding.kind !== 'scale') {
    const areShares = weights.every((weight) => abs(weight * weights.length - 1) < 2 ** -50)
    return areShares ? sum(parts, weights.length, true, lost) : [unknown, Infinity]
  }
  const [[lo, hi, nan], most, g] = [parts[0]!, size(x[taps[0]!]!), i % operation.groups]
  const { offset, limit, underflow } = rounding
  const error = gamma(18) * (max(-lo, hi) + offset[g]!) + underflow[0][g]! + underflow[1][g]! * most + lost
  return nan || !(most <= limit[g]!) ? [unknown, Infinity] : [range(lo + bias - error, hi + bias + error), error]
}

/**
 * Softmax result `i`: e^d / sum e^d, d = x - max x. Subtracting moves d by at most 2^-24 of it, and so e^d by the share r, the
 * exponential's own error included, or, where d < -88, to anything below a; the sum and the quotient round a few times more.
 */
function softmax(group: number, i: number, x: readonly Range[], [, relative, absolute]: Figures[number]): Range {
  const run = x.slice(i - (i % group), i - (i % group) + group)
  const far = min(88, max(...run.map(([, hi]) => hi)) - min(...run.map(([lo]) => lo)))
  const r = (1 + relative) * exp(far * 2 ** -23) - 1 + 2 ** -40
  const [a, rounded, [least, most]] = [absolute + 2 * TINY, gamma(group + 12), x[i]!]
  const share = (from: number, end: 0 | 1): number =>
    1 / run.reduce((others, other, k) => (k === i % group ? others : others + exp(other[end] - from)), 1)
  const lo = ((share(least, 1) * (1 - r) - a) / (1 + r + group * a)) * (1 - rounded) - 4 * a
  const hi = ((share(most, 0) * (1 + r) + a) / (1 - r - group * a)) * (1 + rounded) + 4 * a
  return r + group * a < 0.5 && run.every(([low, high, nan]) => !nan && high - low < Infinity)
    ? range(max(0, lo), hi)
    : unknown
}

export function figureOf(figures: Certificate['figures'], name: string, parameter: number): Figures {
  return figures.find((one) => one.name === name && one.parameter === parameter)?.regions ?? []
}

/** Result `i` of an operation that is not affine, from what it reads. */
export function result(operation: Operation, i: number, x: readonly Range[], figures: Certificate['figures']): Range {
  switch (operation.kind) {
    case 'gather':
      return operation.taps[i] === -1 ? zero : x[operation.taps[i]!]!
    case 'elementwise': {
      const a = operation.parameter[i % operation.parameter.length]!
      const [lo, hi, nan] = x[i]!
      const made = apply(operation.name, a, lo, hi, figureOf(figures, operation.name, a))
      return nan || made.nan ? [made.least, made.most, true] : range(made.lo, made.hi)
    }
    case 'extremum': {
      const taps = operation.taps.subarray(i * operation.window, (i + 1) * operation.window).filter((tap) => tap !== -1)
      const [most, all] = [operation.mode === 'max' ? max : min, Array.from(taps, (tap) => x[tap]!)]
      if (all.length === 0 || all.some(([, , nan]) => nan)) return unknown
      const [lo, hi] = [most(...all.map(([low]) => low)), most(...all.map(([, high]) => high))]
      if (operation.exact) return [lo, hi, false]
      // Where subnormals count as zero, any of those there may come out.
      const [least, greatest] = [min(...all.map(([low]) => low)), max(...all.map(([, high]) => high))]
      if (operation.mode === 'max') return [abs(lo) < TINY ? max(least, -TINY) : lo, hi, false]
      return [lo, abs(hi) < TINY ? min(greatest, TINY) : hi, false]
    }
    case 'product': {
      let y = x[i]!
      for (let k = i + operation.size; k < x.length; k += operation.size) {
        const [lo, hi, nan] = times(y, x[k]!)
        y = nan ? unknown : range(fround(lo), fround(hi))
      }
      return y
    }
    case 'bilinear': {
      const { taps, window, filters, bias } = operation
      const [at, first] = [
        Math.floor(i / filters) * window,
        x.length - (window + (bias ? 1 : 0)) * filters + (i % filters),
      ]
      const parts = Array.from({ length: window }, (_, k) =>
        times(taps[at + k] === -1 ? zero : x[taps[at + k]!]!, x[first + k * filters]!),
      )
      return sum(bias ? [...parts, x[first + window * filters]!] : parts, window + (bias ? 1 : 0), false, 0)[0]
    }
    case 'softmax':
      return softmax(operation.group, i, x, figureOf(figures, 'exp', 0)[0]!)
    default:
      return unknown
  }
}
