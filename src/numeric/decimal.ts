/** A number in decimal notation, exact: digits * 10^exponent. All float32 and float64 numbers are such. */
export interface Decimal {
  readonly digits: bigint
  readonly exponent: number
}

export const zero: Decimal = { digits: 0n, exponent: 0 }
export const unit: Decimal = { digits: 1n, exponent: 0 }

/** Digits that a number may have, and how far it may be from 1, in powers of ten: any float64 is nearer. */
const [MOST_DIGITS, FARTHEST] = [2000, 2000]
const MOST = 10n ** 4000n
const LEAST = -MOST

/**
 * The number that a text is in decimal notation, with an exponent or without; undefined for other texts, `null` for a
 * number past all bounds.
 */
export function parseDecimal(text: string): Decimal | null | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/.exec(text)
  if (match === null || (match[2] === '' && (match[3] ?? '') === '')) return undefined
  const [, sign, whole = '', fraction = '', power = '0'] = match
  if (whole.length + fraction.length > MOST_DIGITS) return null
  const digits = BigInt(whole + fraction)
  return checked({ digits: sign === '-' ? -digits : digits, exponent: Number(power) - fraction.length })
}

/** Exactly this finite number. */
export function toDecimal(value: number): Decimal {
  let [digits, twos] = [value, 0]
  while (!Number.isInteger(digits)) [digits, twos] = [digits * 2, twos + 1]
  // 2^-k = 5^k 10^-k
  return { digits: BigInt(digits) * 5n ** BigInt(twos), exponent: -twos }
}

/** @throws RangeError where the result has too many digits */
export function add(a: Decimal, b: Decimal): Decimal {
  if (a.digits === 0n) return b
  if (b.digits === 0n) return a
  const exponent = Math.min(a.exponent, b.exponent)
  return limited({ digits: at(a, exponent) + at(b, exponent), exponent })
}

/** @throws RangeError where the result has too many digits */
export function multiply(a: Decimal, b: Decimal): Decimal {
  return limited({ digits: a.digits * b.digits, exponent: a.exponent + b.exponent })
}

export function negate({ digits, exponent }: Decimal): Decimal {
  return { digits: -digits, exponent }
}

/** Less than, equal to or greater than 0, as a - b is. */
export function compare(a: Decimal, b: Decimal): number {
  const exponent = Math.min(a.exponent, b.exponent)
  const [left, right] = [at(a, exponent), at(b, exponent)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** The float64 nearest to it. */
export function toNumber({ digits, exponent }: Decimal): number {
  return Number(`${digits}e${exponent}`) + 0
}

/** The digits of a number with this exponent, which is not above its own. */
function at({ digits, exponent }: Decimal, wanted: number): bigint {
  return exponent === wanted ? digits : digits * 10n ** BigInt(exponent - wanted)
}

function limited(value: Decimal): Decimal {
  const within = checked(value)
  if (within === null) throw new RangeError('a number has too many digits')
  return within
}

function checked(value: Decimal): Decimal | null {
  if (value.digits === 0n) return zero
  const isNear = Math.abs(value.exponent) <= FARTHEST
  return isNear && LEAST < value.digits && value.digits < MOST ? value : null
}
