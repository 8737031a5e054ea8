/** Which side of the value the text may lie on: lower bounds go `down`, upper bounds `up`. */
export type Rounding = 'down' | 'up' | 'nearest'

/**
 * A number in `digits` significant decimal digits, or in more where fewer would lie: a value that is not a round number
 * never prints as one (0.99999994 is not 1, and 1.0000001 neither). The text reads back on the side that `rounding`
 * names: `down` never above the value, `up` never below. Larger values never print as smaller numbers. -0, Infinity and
 * NaN are spelled.
 */
export function formatNumber(value: number, rounding: Rounding = 'nearest', digits = 5): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const size = Math.abs(value)
  const towards = rounding === 'nearest' ? rounding : (rounding === 'up') === value > 0 ? 'up' : 'down'
  const sign = value < 0 ? '-' : ''
  for (let n = Math.max(digits, wholeDigits(size)); n < 17; n++) {
    const decimal = roundTo(size, n, towards)
    const shown = toNumber(decimal)
    const misleads = [decimal, roundTo(size, n, 'nearest')].some((one) => looksRounder(one, size, n))
    if (shown === size || (!misleads && Number.isFinite(shown))) return sign + spell(decimal)
  }
  return sign + spell(exactly(size))
}

/** The shortest text that reads back as the same float32; as the same float64 where the value is no float32. */
export function formatExact(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  const size = Math.abs(value)
  const sign = value < 0 ? '-' : ''
  if (Math.fround(size) === size)
    for (let n = 1; n <= 9; n++) {
      const decimal = roundTo(size, n, 'nearest')
      if (Math.fround(toNumber(decimal)) === size) return sign + spell(decimal)
    }
  return sign + spell(exactly(size))
}

/** d.ddd x 10^exponent, without trailing zeros. */
interface Decimal {
  digits: string
  exponent: number
}

/** From here on numbers are spelled with an exponent. */
const PLAIN_BELOW = 1e7
const PLAIN_FROM = 1e-5

/** Digits before the point of a number that is spelled plainly: none of them is replaced by a zero. */
function wholeDigits(size: number): number {
  return size >= 1 && size < PLAIN_BELOW ? Math.floor(Math.log10(size)) + 1 : 1
}

/** Would people take these `n` digits, which are not all of `size`, for a round number? */
function looksRounder(decimal: Decimal, size: number, n: number): boolean {
  const whole = size < PLAIN_BELOW && !Number.isInteger(size) && Number.isInteger(toNumber(decimal))
  return whole || decimal.digits.length <= n - 2
}

/** `size` > 0 in `n` digits. `toExponential` rounds the exact binary value correctly, to the nearest. */
function roundTo(size: number, n: number, towards: Rounding): Decimal {
  const nearest = parse(size.toExponential(n - 1))
  const off = toNumber(nearest) - size
  if (towards === 'up' && off < 0) return step(nearest, n, 1n)
  if (towards === 'down' && off > 0) return step(nearest, n, -1n)
  return nearest
}

/** The neighbour of a decimal among those of `n` digits. */
function step({ digits, exponent }: Decimal, n: number, by: bigint): Decimal {
  const next = String(BigInt(digits.padEnd(n, '0')) + by)
  return { digits: trim(next), exponent: exponent + next.length - n }
}

function exactly(size: number): Decimal {
  return parse(size.toExponential())
}

function parse(text: string): Decimal {
  const [mantissa = '', exponent = ''] = text.split('e')
  return { digits: trim(mantissa.replace('.', '')), exponent: Number(exponent) }
}

function trim(digits: string): string {
  return digits.replace(/(?<=.)0+$/, '')
}

function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent - digits.length + 1}`)
}

function spell(decimal: Decimal): string {
  const { digits, exponent } = decimal
  const value = toNumber(decimal)
  if (value < PLAIN_FROM || value >= PLAIN_BELOW) return `${withPoint(digits, 1)}e${exponent}`
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`
  return withPoint(digits.padEnd(exponent + 1, '0'), exponent + 1)
}

function withPoint(digits: string, at: number): string {
  return digits.length > at ? `${digits.slice(0, at)}.${digits.slice(at)}` : digits
}
