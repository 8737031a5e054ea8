import { shortest32 } from '../../numeric/float32.ts'

/** One input number's or letter's bounds and the value that shrinking goes towards. */
export interface Range {
  readonly lo: number
  readonly hi: number
  readonly baseline: number
}

/** A bound beyond this is the end of the float format or as good as that: nothing that people find simple. */
const ENDS = 1e30

/**
 * Negative when `a` is simpler than `b`, positive when `b` is, 0 only for the same value. The baseline is simplest;
 * then the value written with fewer characters (a bound of the domain counts as three at most), then the one nearer to
 * the baseline, then the positive one. A strict total order on the float32 values, in which nothing descends for ever.
 */
export function compare(range: Range, a: number, b: number, lengthOf: LengthOf = (x) => length(range, x)): number {
  if (a === b) return 0
  if (a === range.baseline) return -1
  if (b === range.baseline) return 1
  return lengthOf(a) - lengthOf(b) || Math.abs(a - range.baseline) - Math.abs(b - range.baseline) || Math.sign(b - a)
}

type LengthOf = (value: number) => number

/** `length`, asked once a value: sorting compares each with several others, and shortest decimals take their time. */
function knownLengths(range: Range): LengthOf {
  const known = new Map<number, number>()
  return (value) => {
    const found = known.get(value) ?? length(range, value)
    known.set(value, found)
    return found
  }
}

function length(range: Range, value: number): number {
  const characters = String(Math.abs(shortest32(value))).length
  const isBound = (value === range.lo || value === range.hi) && Math.abs(value) < ENDS
  return isBound ? Math.min(characters, 3) : characters
}

/**
 * The single steps that simplify a number: the baseline, other orders of magnitude, short decimals and fractions of
 * powers of two on either side, points between it and the baseline, one unit less in its last digit, the bounds. Only
 * float32 values within the bounds that are simpler than `value`, simplest first.
 */
export function simplerValues(range: Range, value: number): number[] {
  const { lo, hi, baseline } = range
  const lengthOf = knownLengths(range)
  const raw = [baseline, 0, 1, -1, lo, hi, ...magnitudes(value), ...roundings(value), ...between(value, baseline)]
  // + 0 makes -0 the plain 0.
  return [...new Set(raw.map((x) => Math.fround(x) + 0))]
    .filter((x) => x >= lo && x <= hi && compare(range, x, value, lengthOf) < 0)
    .sort((a, b) => compare(range, a, b, lengthOf))
}

/** One, two and five times every power of ten from a thousandth up to `value`. */
function magnitudes(value: number): number[] {
  const found: number[] = []
  for (let digit = -3; digit <= Math.log10(Math.abs(value)); digit++)
    for (const first of [1, 2, 5]) found.push(Number(`${Math.sign(value) * first}e${digit}`))
  return found
}

/** `value` rounded down and up to ever more digits, binary and decimal. */
function roundings(value: number): number[] {
  const magnitude = Math.floor(Math.log10(Math.abs(value) || 1))
  const found: number[] = []
  for (let digit = magnitude + 1; digit >= magnitude - 7; digit--) found.push(...snap(value, 10, digit))
  for (let digit = Math.min(0, magnitude); digit <= 0; digit++) found.push(...snap(value, 10, digit))
  const exponent = Math.floor(Math.log2(Math.abs(value) || 1))
  for (let digit = exponent + 1; digit >= exponent - 4; digit--) found.push(...snap(value, 2, digit))
  return found
}

/** The multiples of base^digit next to `value`, and the ones just beyond them. */
function snap(value: number, base: number, digit: number): number[] {
  // Divided by a whole power rather than multiplied by a fraction: 3 / 10 is the double nearest 0.3, 3 * 0.1 is not.
  const unit = base ** Math.abs(digit)
  const down = digit < 0 ? Math.floor(value * unit) : Math.floor(value / unit)
  return [down - 1, down, down + 1, down + 2].map((k) => (digit < 0 ? k / unit : k * unit))
}

/** Sixteenths of the way to the baseline, with as many digits as `value` has, at most. */
function between(value: number, baseline: number): number[] {
  const digits = Math.max(1, String(Math.abs(shortest32(value))).replace(/e.*|^0\.0*|\./g, '').length)
  const found: number[] = []
  for (let k = 1; k < 16; k++) {
    const x = baseline + ((value - baseline) * k) / 16
    for (const d of [1, 2, digits]) found.push(Number(x.toPrecision(Math.min(d, digits))))
  }
  return found
}
