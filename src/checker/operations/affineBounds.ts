import type { Affine, Box, Scale } from '../format/certificate.ts'
import { exactSum } from '../numeric/exactSum.ts'
import { gamma, type Range, range, size, times, TINY, unknown } from '../numeric/bounds.ts'
import { add, finish, newSums, sumOf } from '../numeric/sums.ts'

const { abs, max, min } = Math
/** No step on the way to a smaller result overflows. */
const LARGEST = 2 ** 127

/** Where the taps and the weights of result `i` are: of number k they are `taps[tap + k]` and `kernel[weight + k * filters]`. */
export function placesOf(
  { window, filters, groups, bias }: Affine,
  i: number,
): { readonly tap: number; readonly weight: number; readonly bias: number } {
  const [at, filter] = [Math.floor(i / filters), i % filters]
  const group = at % groups
  return { tap: at * window, weight: group * window * filters + filter, bias: bias?.[group * filters + filter] ?? 0 }
}

/** What kernels may take a weight for. */
const read = (weight: number): Range => (abs(weight) < TINY ? range(weight, weight) : [weight, weight, false])

/** Result `i` of an affine operation that reads `x`, letters if `box` has them, and how far it may be off from the exact one. */
export function affine(operation: Affine, i: number, x: readonly Range[], box?: Box): readonly [Range, error: number] {
  if (operation.rounding.kind === 'sum' && box?.letters === undefined) return plainSum(operation, i, x)
  const { rounding, window, taps: all, kernel, filters } = operation
  const { tap: first, weight: from, bias } = placesOf(operation, i)
  const [taps, weights]: [number[], number[]] = [[], []]
  for (let k = 0; k < window; k++) {
    const tap = all[first + k]!
    if (tap === -1) continue
    taps.push(tap)
    weights.push(kernel[from + k * filters]!)
  }
  const seen = taps.map((tap) => x[tap]!)
  if (rounding.kind === 'exact') return exact(weights, seen, bias, rounding.zeros[i]!)
  const ranges = rounding.kind === 'sum' ? weights.map(read) : weights.map((one): Range => [one, one, false])
  const isRising = box?.letters !== undefined && taps.every((tap, k) => k === 0 || tap > taps[k - 1]!)
  const parts = isRising ? spelled(taps, ranges, box.hi, box.letters!) : ranges.map((one, k) => times(one, seen[k]!))
  const lost = weights.reduce((sum, one, k) => sum + lostBy(one, seen[k]!), 0)
  if (rounding.kind === 'sum' && !operation.bias) return sumOf(parts, window, false, lost)
  if (rounding.kind === 'sum') return sumOf([...parts, read(bias)], window + 1, false, lost)
  if (rounding.kind === 'mean') {
    const areShares = weights.every((weight) => abs(weight * weights.length - 1) < 2 ** -50)
    return areShares ? sumOf(parts, weights.length, true, lost) : [unknown, Infinity]
  }
  const [[lo, hi, nan], most] = parts.length > 0 ? [parts[0]!, size(seen[0]!)] : [[0, 0, false] as Range, 0]
  const { offset, limit, underflow } = rounding as Scale
  const g = i % operation.groups
  const error = gamma(18) * (max(-lo, hi) + offset[g]!) + underflow[0][g]! + underflow[1][g]! * most + lost
  const isTame = !nan && most <= limit[g]! && max(-lo, hi) + offset[g]! + error < LARGEST
  return isTame ? [range(lo + bias - error, hi + bias + error), error] : [unknown, Infinity]
}

/** What is lost where a weight is flushed to zero, and where what is read is. */
const lostBy = (weight: number, x: Range): number => abs(weight) * (abs(weight) < TINY ? size(x) + TINY : TINY)

/** A sum of numbers that are no letters, as most are. */
function plainSum(operation: Affine, i: number, x: readonly Range[]): readonly [Range, error: number] {
  const { window, taps, kernel, filters } = operation
  const { tap: first, weight: from, bias } = placesOf(operation, i)
  const sums = newSums()
  let lost = 0
  for (let k = 0; k < window; k++) {
    const tap = taps[first + k]!
    if (tap === -1) continue
    const weight = kernel[from + k * filters]!
    const own = x[tap]!
    if (own[2]) return [unknown, Infinity]
    lost += lostBy(weight, own)
    if (weight >= TINY) add(sums, weight * own[0], weight * own[1])
    else if (weight <= -TINY) add(sums, weight * own[1], weight * own[0])
    else {
      const [l, h, nan] = times(read(weight), own)
      if (nan) return [unknown, Infinity]
      add(sums, l, h)
    }
  }
  if (operation.bias === null) return finish(sums, window, false, lost)
  const [l, h] = read(bias)
  add(sums, l, h)
  return finish(sums, window + 1, false, lost)
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
